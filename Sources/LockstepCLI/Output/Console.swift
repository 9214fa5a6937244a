import Files
import Glibc
import Logging
import Reports

/// Where words go: results to standard output, everything else to standard error.
enum Console {
    /// A line of a result.
    static func print(_ line: String) throws(Failure) { try write(line + "\n") }

    /// Text of a result, as it is. A result that does not arrive, on a full disk for one, is a failure.
    static func write(_ text: String) throws(Failure) {
        let code = FileDescriptor.write(text, to: STDOUT_FILENO)
        guard code == 0 else {
            throw .run(FileError(file: "standard output", "cannot write", errno: code).description)
        }
    }

    /// A line for whoever watches.
    static func say(_ line: String) { _ = FileDescriptor.write(line + "\n", to: STDERR_FILENO) }

    /// A result as one JSON document.
    static func print(_ document: JSONValue) throws(Failure) { try print(document.pretty) }

    /// Gives closed standard streams a place to go: the first file to be opened would get their number, and with it
    /// their words.
    static func openClosedStreams() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
            _ = open("/dev/null", O_RDWR)
        }
    }
}

/// The log, as plain lines on standard error.
struct ConsoleLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let level = event.level >= .warning ? "\(event.level): " : ""
        Console.say("\(level)\(event.message)")
    }
}
