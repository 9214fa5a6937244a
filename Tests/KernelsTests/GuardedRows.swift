import Glibc

/// Rows that end, with the slack of 64 bytes that the kernels may read, exactly where a page ends that nobody may read:
/// a kernel that reads further crashes. The slack holds NaN, which shows in any result that it leaks into.
final class GuardedRows {
    static let slackCount = 16
    let base: UnsafeMutablePointer<Float>
    let count: Int
    private let mapping: UnsafeMutableRawPointer
    private let mappedBytes: Int

    init(_ numbers: [Float]) {
        count = numbers.count
        let page = sysconf(Int32(_SC_PAGESIZE))
        let bytes = (count + Self.slackCount) * MemoryLayout<Float>.stride
        let readableBytes = (bytes + page - 1) / page * page
        mappedBytes = readableBytes + page
        mapping = mmap(nil, mappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(mapping != MAP_FAILED && mprotect(mapping + readableBytes, page, PROT_NONE) == 0)
        base = (mapping + readableBytes - bytes).bindMemory(to: Float.self, capacity: count + Self.slackCount)
        base.update(from: numbers, count: count)
        (base + count).update(repeating: .nan, count: Self.slackCount)
    }

    deinit { munmap(mapping, mappedBytes) }
}
