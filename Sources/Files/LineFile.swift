import Glibc

/// A text file that grows by whole lines, each of which is in the file when `write` returns.
public final class LineFile {
    private let path: String
    private let descriptor: Int32

    /// Begins an empty file, in the place of one that may be there, or goes on at the end of that one.
    public init(path: String, goingOn: Bool = false) throws(FileError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | (goingOn ? 0 : O_TRUNC) | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(file: path, "cannot create", errno: errno) }
    }

    deinit { close(descriptor) }

    /// Appends a line.
    public func write(_ line: String) throws(FileError) {
        let code = Self.write(line + "\n", to: descriptor)
        guard code == 0 else { throw FileError(file: path, "cannot write", errno: code) }
    }

    /// Writes a whole text to an open file, a terminal or a pipe; returns the `errno` that ended it, or 0.
    package static func write(_ text: String, to descriptor: Int32) -> Int32 {
        write(Array(text.utf8), to: descriptor)
    }

    /// Writes all bytes, likewise.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return errno }
            done += max(count, 0)
        }
        return 0
    }
}
