import Glibc

/// Numbers that end, with the slack of 64 bytes that the kernels may read behind dense rows, exactly where a page ends
/// that nobody may read: a kernel that reads further crashes.
final class GuardedRows<Number: BitwiseCopyable> {
    let base: UnsafeMutablePointer<Number>
    let count: Int
    private let mapping: UnsafeMutableRawPointer
    private let mappedBytes: Int

    /// - Parameter slack: what the slack is filled with; nil for none.
    init(_ numbers: [Number], slack: Number? = nil) {
        count = numbers.count
        let slackCount = slack == nil ? 0 : 64 / MemoryLayout<Number>.stride
        let page = sysconf(Int32(_SC_PAGESIZE))
        let bytes = (count + slackCount) * MemoryLayout<Number>.stride
        let readableBytes = (bytes + page - 1) / page * page
        mappedBytes = readableBytes + page
        mapping = mmap(nil, mappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(mapping != MAP_FAILED && mprotect(mapping + readableBytes, page, PROT_NONE) == 0)
        base = (mapping + readableBytes - bytes).bindMemory(to: Number.self, capacity: count + slackCount)
        base.update(from: numbers, count: count)
        if let slack { (base + count).update(repeating: slack, count: slackCount) }
    }

    deinit { munmap(mapping, mappedBytes) }
}
