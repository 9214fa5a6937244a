import Glibc

/// Memory that ends exactly where a page ends that nobody may touch: whatever reads or writes further crashes. Where its
/// bytes are a multiple of 64 it is aligned to a cache line.
final class GuardedMemory<Number: BitwiseCopyable> {
    let base: UnsafeMutablePointer<Number>
    let count: Int
    private let mapping: UnsafeMutableRawPointer
    private let mappedBytes: Int

    /// - Parameter slack: what fills 64 readable bytes behind the numbers; nil for none.
    init(_ numbers: [Number], slack: Number? = nil) {
        count = numbers.count
        let behind = slack.map { [Number](repeating: $0, count: 64 / MemoryLayout<Number>.stride) } ?? []
        let page = sysconf(Int32(_SC_PAGESIZE))
        let bytes = (count + behind.count) * MemoryLayout<Number>.stride
        let accessibleBytes = (bytes + page - 1) / page * page
        mappedBytes = accessibleBytes + page
        mapping = mmap(nil, mappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(mapping != MAP_FAILED && mprotect(mapping + accessibleBytes, page, PROT_NONE) == 0)
        base = (mapping + accessibleBytes - bytes).bindMemory(to: Number.self, capacity: count + behind.count)
        base.update(from: numbers + behind, count: count + behind.count)
    }

    deinit { munmap(mapping, mappedBytes) }

    var contents: [Number] { Array(UnsafeBufferPointer(start: base, count: count)) }
}
