import Files
import Synchronization

/// What is known of a file once somebody has looked into it. It holds the content of a pipe, which cannot be read again.
final class SeenFile: Sendable {
    private struct State {
        var format: FileFormat?
        var pipe: DataFile?
    }

    private let path: String
    private let state = Mutex(State())

    /// - Parameter path: the file, which is not opened yet.
    init(_ path: String) { self.path = path }

    /// The format that the content says; CSV where the file cannot be read, which reading it will report.
    var format: FileFormat {
        if let format = state.withLock({ $0.format }) { return format }
        let format = (try? open())?.format ?? .csv
        state.withLock { $0.format = format }
        return format
    }

    /// Opens the file; a pipe once.
    func open() throws(DataError) -> DataFile {
        if let pipe = state.withLock({ $0.pipe }) { return pipe }
        let file = try DataFile(path)
        if PipeContents.isPipe(path) { state.withLock { $0.pipe = file } }
        return file
    }
}
