import Glibc

/// A whole file for reading: mapped into memory where it is a regular file, read at once where it is a pipe.
///
/// Pages are read when they are first touched. If another process shortens the file in the meantime, the missing part
/// reads as zeros; `check` says whether the file is still the same. It is where `AtomicFile` has replaced it, since the
/// mapping keeps the old file.
public struct FileContent: ~Copyable, @unchecked Sendable {
    // Sendable is safe: the memory is read-only, never changes hands, and is freed once, by the only owner.

    /// The path as the caller gave it.
    public let path: String

    private let bytes: UnsafeRawBufferPointer
    /// The owner of the bytes, where the file is mapped.
    private let mapped: MappedFile?

    /// The content's length in bytes.
    public var byteCount: Int { bytes.count }

    /// Opens the file at `path`, which may be empty.
    ///
    /// - Throws: `FileError` where it is missing, a directory, or may not be read.
    public init(reading path: String) throws(FileError) {
        (bytes, mapped) = try Self.open(path)
        self.path = path
    }

    private static func open(_ path: String) throws(FileError) -> (UnsafeRawBufferPointer, MappedFile?) {
        try FileError.checkPath(path)
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(file: path, "cannot open", errno: errno) }
        var status = stat()
        let isKnown = fstat(descriptor, &status) == 0
        if isKnown, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 {
            let mapped = try MappedFile(descriptor, status, path: path)
            return (mapped.bytes, mapped)
        }
        defer { close(descriptor) }
        guard isKnown else { throw FileError(file: path, "cannot read", errno: errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError(file: path, "cannot read", errno: EISDIR) }
        return (UnsafeRawBufferPointer(try Self.readAll(descriptor, path)), nil)
    }

    /// A copy of bytes that another process has read.
    /// - Parameter path: what errors call the file.
    package init(path: String, copying content: [UInt8]) {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 16)
        bytes.copyBytes(from: content)
        self.init(path: path, owning: UnsafeRawBufferPointer(bytes))
    }

    /// Takes ownership of memory from `malloc` that holds the content of the file at `path`.
    init(path: String, owning bytes: UnsafeRawBufferPointer) {
        self.path = path
        self.bytes = bytes
        mapped = nil
    }

    deinit {
        if mapped == nil { bytes.deallocate() }
    }

    /// Whether the file is mapped, so that it can also be read without using memory.
    public var isMapped: Bool { mapped != nil }

    /// The same open file, with nothing of it in memory; nil where it is not mapped.
    /// - Throws: `FileError` where the process has too many open files.
    public func unmapped() throws(FileError) -> RandomAccessFile? { try mapped?.unmapped(path: path) }

    /// - Throws: `FileError` where the file is mapped and has changed since it was opened.
    public func check() throws(FileError) {
        try mapped?.check(path: path)
    }

    /// Takes the whole pages of a range, which will not be read again soon, out of the process's memory, if they are
    /// mapped.
    public func release(_ range: Range<Int>) {
        guard mapped != nil, let start = bytes.baseAddress else { return }
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
    public func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(bytes)
    }
}
