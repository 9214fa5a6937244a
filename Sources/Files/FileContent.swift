import Glibc

/// A whole file for reading: mapped into memory where it is a regular file, read at once where it is a pipe.
///
/// Pages are read when they are first touched. The file must not become shorter while it is mapped: the kernel ends
/// a process that touches a page which is no longer there. A file that `AtomicFile` replaces is not a danger, since the
/// mapping keeps the old one.
public struct FileContent: ~Copyable, @unchecked Sendable {
    // Sendable is safe: the memory is read-only, never changes hands, and is freed once, by the only owner.

    /// The path as the caller gave it.
    public let path: String

    private let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    /// The content's length in bytes.
    public var byteCount: Int { bytes.count }

    /// Opens the file at `path`, which may be empty.
    ///
    /// - Throws: `FileError` where it is missing, a directory, or may not be read.
    public init(reading path: String) throws(FileError) {
        try FileError.checkPath(path)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(file: path, "cannot open", errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(file: path, "cannot read", errno: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            throw FileError(file: path, "cannot read", errno: EISDIR)
        case S_IFREG where status.st_size > 0:
            let count = Int(status.st_size)
            let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
            guard let start, start != MAP_FAILED else { throw FileError(file: path, "cannot map", errno: errno) }
            bytes = UnsafeRawBufferPointer(start: start, count: count)
            isMapped = true
        default:
            bytes = UnsafeRawBufferPointer(try Self.readAll(descriptor, path))
            isMapped = false
        }
        self.path = path
    }

    /// Takes over what is to be the content of the file at `path`, from `malloc`.
    init(path: String, owning bytes: UnsafeRawBufferPointer) {
        self.path = path
        self.bytes = bytes
        isMapped = false
    }

    deinit {
        if isMapped {
            munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        } else {
            bytes.deallocate()
        }
    }

    /// Takes the whole pages of a range, which will not be read again soon, out of the process's memory, if they are
    /// mapped.
    public func release(_ range: Range<Int>) {
        guard isMapped, let start = bytes.baseAddress else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let (first, end) = ((range.lowerBound + page - 1) / page * page, range.upperBound / page * page)
        if first < end { madvise(UnsafeMutableRawPointer(mutating: start + first), end - first, MADV_DONTNEED) }
    }

    private static func readAll(_ descriptor: Int32, _ path: String) throws(FileError) -> UnsafeMutableRawBufferPointer
    {
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count == 0 { break }
            guard count > 0 || errno == EINTR else { throw FileError(file: path, "cannot read", errno: errno) }
            content += piece.prefix(max(count, 0))
        }
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 16)
        bytes.copyBytes(from: content)
        return bytes
    }

    /// Lends the file's bytes for the duration of `body`; they start on a boundary of at least 16.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(bytes)
    }
}
