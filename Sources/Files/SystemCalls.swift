import Glibc

/// The system calls of an atomic write. Tests replace them, to make each fail in turn.
///
/// Each returns what its namesake does: -1 for a failure, whose number is in `errno`.
package struct SystemCalls: Sendable {
    package var open: @Sendable (_ path: String, _ flags: Int32, _ mode: UInt32) -> Int32 = { Glibc.open($0, $1, $2) }
    package var write: @Sendable (Int32, UnsafeRawBufferPointer) -> Int = { Glibc.write($0, $1.baseAddress, $1.count) }
    package var synchronize: @Sendable (Int32) -> Int32 = { Glibc.fsync($0) }
    package var close: @Sendable (Int32) -> Int32 = { Glibc.close($0) }
    package var rename: @Sendable (_ from: String, _ to: String) -> Int32 = { Glibc.rename($0, $1) }

    package init() {}
}

extension FileError {
    /// The failure of a system call.
    ///
    /// - Parameters:
    ///   - action: What was tried: `cannot open`.
    ///   - code: The value of `errno`.
    package init(file: String, _ action: String, errno code: Int32) {
        let isMachineFailure = [ENOSPC, EDQUOT, EFBIG, EIO, ENOMEM, EMFILE, ENFILE].contains(code)
        self.init(
            file: file, place: action, problem: Self.words(errno: code), isMachineFailure: isMachineFailure)
    }

    /// Paths go to C, where a NUL would silently end them.
    static func checkPath(_ path: String) throws(FileError) {
        if path.utf8.contains(0) {
            throw FileError(file: path, found: "a NUL character in the path", expected: "none")
        }
    }

    private static func words(errno code: Int32) -> String {
        switch code {
        case ENOENT: "no such file"
        case EACCES, EPERM: "permission denied"
        case EISDIR: "is a directory"
        case ENOTDIR: "a part of the path is not a directory"
        case ENOSPC: "no space left on the device"
        case EDQUOT: "the disk quota is used up"
        case EFBIG: "the file would be larger than allowed"
        case EROFS: "the file system is read-only"
        case EMFILE, ENFILE: "too many open files"
        case ENAMETOOLONG: "the name is too long"
        case ELOOP: "too many symbolic links"
        case ENOMEM: "out of memory"
        case EIO: "the device failed to read or write"
        case EBUSY: "the file is busy"
        case EEXIST, ENOTEMPTY: "something of that name is already there"
        case ESTALE: "the file has gone from the file server"
        default: "system error \(code)"
        }
    }
}
