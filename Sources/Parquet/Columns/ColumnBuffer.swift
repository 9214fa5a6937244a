import Glibc

/// Elements of a column in memory that is filled once and then only read.
public final class ColumnBuffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Safe: written before anybody else has it, by threads that write places of their own.

    let start: UnsafeMutablePointer<Element>
    /// The number of elements.
    public let count: Int

    /// Pages of this size make the first touch of much memory cheap.
    private static var hugePage: Int { 2 << 20 }

    init(count: Int, _ budget: MemoryBudget) throws(Malformed) {
        let (byteCount, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        try budget.take(overflow ? nil : byteCount)
        let isLarge = byteCount >= 2 * Self.hugePage
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, isLarge ? Self.hugePage : 64, max(byteCount, 64)) == 0, let memory else {
            throw budget.exceeded
        }
        if isLarge { madvise(memory, byteCount, MADV_HUGEPAGE) }
        start = memory.bindMemory(to: Element.self, capacity: count)
        self.count = count
    }

    deinit { free(start) }

    /// Lends all elements for the duration of `body`.
    public func withUnsafeBufferPointer<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeBufferPointer(start: start, count: count))
    }

    /// The element of a row.
    public subscript(row: Int) -> Element {
        precondition(row >= 0 && row < count, "a row outside the column")
        return start[row]
    }
}
