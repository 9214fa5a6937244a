import Glibc

/// A folder that one process at a time works in: locked until its owner ends, in whatever way.
public struct FolderLock: ~Copyable {
    private let descriptor: Int32

    /// Locks a folder.
    /// - Throws: `FileError` where another process has it.
    public init(_ path: String) throws(FileError) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(file: path, "cannot open", errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK else { throw FileError(file: path, "cannot lock", errno: code) }
            throw FileError(file: path, found: "a run that another process is at", expected: "one that nobody is at")
        }
    }

    deinit { close(descriptor) }
}
