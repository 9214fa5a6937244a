import Glibc

/// A text file that grows by whole lines, each of which is in the file when `write` returns.
public final class LineFile {
    private let path: String
    private let descriptor: Int32

    /// Begins an empty file, in the place of one that may be there.
    public init(path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(file: path, "cannot create", errno: errno) }
    }

    deinit { close(descriptor) }

    /// Appends a line.
    public func write(_ line: String) throws(FileError) {
        let bytes = Array((line + "\n").utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError(file: path, "cannot write", errno: errno)
            }
            done += count
        }
    }
}
