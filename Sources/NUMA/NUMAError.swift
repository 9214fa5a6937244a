import Glibc

/// What can go wrong with memory and threads.
public enum NUMAError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kernel has not that much address space or memory left for this process.
    case outOfMemory(bytes: Int)
    /// The kernel does not give this process that many threads.
    case threads(Int)
    /// The affinity mask of a thread cannot be read or set.
    case affinity(errno: Int32)

    /// One line for people.
    public var description: String {
        switch self {
        case .outOfMemory(let bytes): "cannot allocate \(bytes) bytes of memory"
        case .threads(let count): "cannot start \(count) threads: no memory for them, or too many processes"
        case .affinity(let code): "cannot read or set the CPU affinity of a thread: \(String(cString: strerror(code)))"
        }
    }
}
