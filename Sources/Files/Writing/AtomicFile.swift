import Glibc
import Synchronization

/// A file being written, which takes its place all at once or not at all.
///
/// The bytes go to a temporary file in the same folder (`.NAME.PID.COUNT.tmp`). `commit()` makes them durable and
/// renames the temporary over the path. An owner that goes away without a commit, by an error or otherwise, removes
/// the temporary, and what stood at the path before is untouched.
///
/// A path that is a symbolic link stays one: the file that it points to is replaced.
public struct AtomicFile: ~Copyable, Sendable {
    /// The path as the caller gave it.
    public let path: String

    private let place: Place
    private let calls: SystemCalls
    private var descriptor: Int32
    private var isInPlace = false
    private var buffer: [UInt8] = []

    private static let bufferSize = 1 << 17
    private static let count = Atomic<UInt64>(0)

    /// Starts a file that will be at `path`.
    ///
    /// - Throws: `FileError` where the folder is missing or not writable, or the path is something other than a file.
    public init(replacing path: String) throws(FileError) {
        try self.init(replacing: path, calls: SystemCalls())
    }

    package init(replacing path: String, calls: SystemCalls) throws(FileError) {
        let place = try Place(path)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        var descriptor = calls.open(place.temporary, flags, 0o666)
        if descriptor < 0, errno == EEXIST {
            // Counts are unique within a process, so this is a leftover of a dead process with the same number.
            unlink(place.temporary)
            descriptor = calls.open(place.temporary, flags, 0o666)
        }
        guard descriptor >= 0 else {
            let code = errno
            if code == ENOENT { throw FileError(file: path, place: "cannot create", problem: "no such folder") }
            throw FileError(file: path, "cannot create", errno: code)
        }
        if let mode = place.mode { fchmod(descriptor, mode) }
        self.path = path
        self.place = place
        self.calls = calls
        self.descriptor = descriptor
        buffer.reserveCapacity(Self.bufferSize)
    }

    /// Whether a name in a folder is that of an unfinished `file`, left by a process that was killed while it wrote.
    package static func isLeftover(_ name: String, of file: String) -> Bool {
        Place.isTemporary(name, of: file)
    }

    deinit {
        if descriptor >= 0 { _ = calls.close(descriptor) }
        if !isInPlace { unlink(place.temporary) }
    }

    /// Adds bytes at the end. Small pieces are gathered before they are written.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        if buffer.count + bytes.count > Self.bufferSize { try flush() }
        if bytes.count > Self.bufferSize {
            try write(bytes)
        } else {
            buffer.append(contentsOf: bytes)
        }
    }

    /// Adds bytes at the end.
    public mutating func append(_ bytes: [UInt8]) throws(FileError) {
        try bytes.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try append(bytes) }
    }

    /// Adds text at the end, as UTF-8.
    public mutating func append(_ text: String) throws(FileError) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count > Self.bufferSize { try flush() }
    }

    /// Makes the bytes durable and puts them at the path.
    ///
    /// - Throws: `FileError`; the path then holds what it held before, unless the last step failed, which makes the
    ///   renaming itself durable.
    public consuming func commit() throws(FileError) {
        try flush()
        guard calls.synchronize(descriptor) == 0 else { throw failure("cannot write") }
        let closed = calls.close(descriptor)
        let closeCode = errno
        // Closed or not, the descriptor is no longer ours: Linux frees it even where close fails.
        descriptor = -1
        guard closed == 0 else { throw FileError(file: path, "cannot write", errno: closeCode) }
        guard calls.rename(place.temporary, place.destination) == 0 else { throw failure("cannot replace") }
        isInPlace = true
        try synchronizeFolder()
    }

    /// Writes `text` as the whole of the file at `path`.
    public static func write(_ text: String, to path: String) throws(FileError) {
        var file = try AtomicFile(replacing: path)
        try file.append(text)
        try file.commit()
    }

    /// Writes `bytes` as the whole of the file at `path`.
    public static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(FileError) {
        var file = try AtomicFile(replacing: path)
        try file.append(bytes)
        try file.commit()
    }

    private mutating func flush() throws(FileError) {
        try buffer.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try write(bytes) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = calls.write(descriptor, UnsafeRawBufferPointer(rebasing: rest))
            if written < 0 {
                if errno == EINTR { continue }
                throw failure("cannot write")
            }
            rest = rest.dropFirst(written)
        }
    }

    private func synchronizeFolder() throws(FileError) {
        let folder = calls.open(place.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        guard folder >= 0 else { throw failure("cannot open the folder") }
        let synchronized = calls.synchronize(folder)
        let code = errno
        _ = calls.close(folder)
        // Some network file systems do not support fsync of a folder.
        guard synchronized == 0 || code == EINVAL else {
            throw FileError(file: path, "cannot write the folder", errno: code)
        }
    }

    private func failure(_ action: String) -> FileError {
        FileError(file: path, action, errno: errno)
    }

    /// Where the bytes go first, and where they go in the end.
    private struct Place: Sendable {
        let destination: String
        let folder: String
        let temporary: String
        /// The permissions of the file that is replaced.
        let mode: mode_t?

        init(_ path: String) throws(FileError) {
            try FileError.checkPath(path)
            var status = stat()
            if stat(path, &status) == 0 {
                let kind = status.st_mode & S_IFMT
                guard kind != S_IFDIR else { throw FileError(file: path, "cannot write", errno: EISDIR) }
                // Renaming over a device or a pipe would remove it from the machine.
                guard kind == S_IFREG else {
                    throw FileError(file: path, place: "cannot write", problem: "is not a regular file")
                }
                mode = status.st_mode & 0o7777
                destination = Self.resolved(path)
            } else {
                mode = nil
                destination = path
            }
            let name: Substring
            if let slash = destination.utf8.lastIndex(of: UInt8(ascii: "/")) {
                let start = destination.utf8.index(after: slash)
                folder = String(destination[..<start])
                name = destination[start...]
            } else {
                folder = "./"
                name = destination[...]
            }
            guard !name.isEmpty else {
                throw FileError(file: path, place: "cannot write", problem: "the path names no file")
            }
            let number = AtomicFile.count.add(1, ordering: .relaxed).newValue
            temporary = "\(folder).\(name).\(getpid()).\(number).tmp"
        }

        static func isTemporary(_ name: String, of file: String) -> Bool {
            guard name.hasPrefix(".\(file)."), name.hasSuffix(".tmp") else { return false }
            let numbers = name.dropFirst(file.utf8.count + 2).dropLast(".tmp".count).split(
                separator: ".", omittingEmptySubsequences: false)
            return numbers.count == 2 && numbers.allSatisfy { UInt64($0) != nil }
        }

        private static func resolved(_ path: String) -> String {
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let real = realpath(path, nil) else {
                return path
            }
            defer { free(real) }
            return String(cString: real)
        }
    }
}
