import Glibc

/// What an open file was like when reading began, to see whether it is still the same.
struct FileStamp: Sendable {
    /// The length in bytes.
    let byteCount: Int
    private let seconds: Int
    private let nanoseconds: Int

    init(_ status: stat) {
        byteCount = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }

    /// - Throws: `FileError` where the file has been written since, or its state can no longer be read.
    func check(_ descriptor: Int32, path: String) throws(FileError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(file: path, "cannot read", errno: errno) }
        let now = FileStamp(status)
        guard now.byteCount == byteCount else {
            throw FileError(
                file: path, found: "\(now.byteCount) bytes", expected: "\(byteCount), as when reading began")
        }
        guard now.seconds == seconds, now.nanoseconds == nanoseconds else {
            throw FileError(file: path, problem: "was changed while it was read")
        }
    }
}
