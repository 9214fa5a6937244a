import Files
import Testing

/// Expects that `work` fails with this message.
func expect(_ message: String, _ location: SourceLocation = #_sourceLocation, _ work: () throws -> Void) {
    do {
        try work()
        Issue.record("no error, expected: \(message)", sourceLocation: location)
    } catch let error as FileError {
        #expect(error.description == message, sourceLocation: location)
    } catch {
        Issue.record("\(error)", sourceLocation: location)
    }
}
