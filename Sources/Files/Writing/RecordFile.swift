import Glibc

/// A file that grows by whole records, each of which is in the file when `append` returns.
public final class RecordFile {
    private let path: String
    private let descriptor: Int32

    /// Opens a file.
    /// - Parameters:
    ///   - path: the file.
    ///   - goingOn: whether records go to the end of the file that is there; otherwise it is emptied. A file that is
    ///     missing is made.
    public init(path: String, goingOn: Bool = false) throws(FileError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | (goingOn ? 0 : O_TRUNC) | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(file: path, "cannot create", errno: errno) }
    }

    deinit { close(descriptor) }

    /// Appends a record.
    public func append(_ record: [UInt8]) throws(FileError) {
        let code = FileDescriptor.write(record, to: descriptor)
        guard code == 0 else { throw FileError(file: path, "cannot write", errno: code) }
    }

    /// Appends a line of text.
    public func append(line: String) throws(FileError) { try append(Array("\(line)\n".utf8)) }
}
