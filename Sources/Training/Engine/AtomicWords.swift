import NUMA
import Synchronization

/// Atomic words that share no cache line, nor the pair of lines that the hardware prefetches together.
struct AtomicWords: ~Copyable {
    private static let stride = 128
    private let memory: NodeMemory<UInt8>
    let count: Int

    /// `count` words, all zero.
    init(count: Int) throws(NUMAError) {
        memory = try NodeMemory(count: count * Self.stride)
        self.count = count
    }

    subscript(index: Int) -> Atomic<UInt64> {
        @inline(__always)
        unsafeAddress {
            // Zeroed memory is a valid atomic zero.
            UnsafeRawPointer(memory.baseAddress + index * Self.stride).assumingMemoryBound(to: Atomic<UInt64>.self)
        }
    }
}
