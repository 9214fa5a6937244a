import Glibc

/// What a process has open: a file, a terminal or a pipe.
package enum FileDescriptor {
    /// Writes a whole text; returns the `errno` that ended it, or 0.
    package static func write(_ text: String, to descriptor: Int32) -> Int32 {
        write(Array(text.utf8), to: descriptor)
    }

    /// Writes all bytes; returns the `errno` that ended it, or 0.
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
