import Glibc
import Logging
import Reports

/// Where words go: results to standard output, everything else to standard error.
enum Console {
    /// A line of a result.
    static func print(_ line: String) { write(line + "\n") }

    /// Text of a result, as it is.
    static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// A line for whoever watches.
    static func say(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// A result as one JSON document.
    static func print(_ document: JSONValue) { print(document.pretty) }

    private static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return }
            done += max(count, 0)
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
