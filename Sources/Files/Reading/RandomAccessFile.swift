import Glibc
import Synchronization

/// A regular file that many threads read pieces of. It uses no memory of the process, and may be of any length.
///
/// Reading never throws, so that it can be done amid arithmetic. What could not be read is zeros, and `check` reports it.
public final class RandomAccessFile: Sendable {
    /// The path as the caller gave it.
    public let path: String
    private let descriptor: Int32
    private let stamp: FileStamp
    /// The `errno` of the first read that failed; `noFailure` for none.
    private let failure = Atomic<Int32>(noFailure)

    private static let noFailure: Int32 = 0
    /// The kernel cuts one piece of advice to about what a device takes at once.
    private static let adviceBytes = 128 << 10

    /// The length in bytes when the file was opened.
    public var byteCount: Int { stamp.byteCount }

    /// Opens the file at `path`, which may be empty.
    /// - Throws: `FileError` where it is missing, may not be read, or is no regular file.
    public convenience init(reading path: String) throws(FileError) {
        try FileError.checkPath(path)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileError(file: path, "cannot open", errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError(file: path, found: "no regular file", expected: "one, since it is read in any order")
        }
        self.init(descriptor, FileStamp(status), path: path)
    }

    /// Takes over an open regular file, which was like this when reading began.
    init(_ descriptor: Int32, _ stamp: FileStamp, path: String) {
        self.path = path
        self.descriptor = descriptor
        self.stamp = stamp
        // The kernel would read ahead much that is not needed; `readAhead` knows better.
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_RANDOM)
    }

    deinit { close(descriptor) }

    /// Reads bytes, starting at `offset`, until the buffer is full.
    public func read(from offset: Int, into buffer: UnsafeMutableRawBufferPointer) {
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, offset + done)
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                // The file ends early; `check` finds that by its length.
                if count < 0 { failure.store(errno, ordering: .relaxed) }
                memset(buffer.baseAddress! + done, 0, buffer.count - done)
                return
            }
        }
    }

    /// Asks the system to read a range of bytes soon, without waiting for it.
    public func readAhead(_ range: Range<Int>) {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.adviceBytes) {
            posix_fadvise(descriptor, start, min(Self.adviceBytes, range.upperBound - start), POSIX_FADV_WILLNEED)
        }
    }

    /// - Throws: `FileError` where a read has failed, or the file has changed since it was opened.
    public func check() throws(FileError) {
        let code = failure.load(ordering: .relaxed)
        guard code == Self.noFailure else { throw FileError(file: path, "cannot read", errno: code) }
        try stamp.check(descriptor, path: path)
    }
}
