import Files
import Glibc
import Reports

/// Where text goes: results to standard output, everything else to standard error.
enum Console {
    /// A line of a result.
    static func print(_ line: String) throws(Failure) { try write(line + "\n") }

    /// Text of a result, as it is. A result that cannot be written, on a full disk for example, is a failure.
    static func write(_ text: String) throws(Failure) {
        let code = FileDescriptor.write(text, to: STDOUT_FILENO)
        guard code == 0 else {
            throw .run(FileError(file: "standard output", "cannot write", errno: code).description)
        }
    }

    /// A line on standard error.
    static func say(_ line: String) { _ = FileDescriptor.write(line + "\n", to: STDERR_FILENO) }

    /// A result as one JSON document.
    static func print(_ document: JSONValue) throws(Failure) { try print(document.pretty) }

    /// Opens closed standard streams: otherwise the first file to be opened would get their number, and their text.
    static func openClosedStreams() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
            _ = open("/dev/null", O_RDWR)
        }
    }
}
