import Glibc

/// Memory that grows as needed and is used again, by one thread at a time.
package final class ScratchMemory {
    let budget: MemoryBudget
    private(set) var start: UnsafeMutableRawPointer
    private var capacity = 0

    package init(_ budget: MemoryBudget) {
        self.budget = budget
        start = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
        capacity = 64
    }

    deinit {
        start.deallocate()
        budget.give(capacity - 64)
    }

    /// Makes room for `byteCount` bytes.
    /// - Parameter keeping: how many bytes at its start must stay.
    func grow(to byteCount: Int, keeping: Int = 0) throws(Malformed) {
        guard byteCount > capacity else { return }
        // Twice as much, where that is to be had, so that growing often costs little.
        let larger = max(byteCount, min(2 * capacity, 1 << 30))
        try budget.take(larger - capacity)
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 64, larger) == 0, let memory else {
            budget.give(larger - capacity)
            throw budget.exceeded
        }
        memory.copyMemory(from: start, byteCount: keeping)
        start.deallocate()
        start = memory
        capacity = larger
    }

    /// Room for `count` elements, aligned for any of them.
    func elements<Element: BitwiseCopyable>(
        _: Element.Type, count: Int
    ) throws(Malformed) -> UnsafeMutablePointer<Element> {
        let (byteCount, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !overflow else { throw budget.exceeded }
        try grow(to: byteCount)
        return start.bindMemory(to: Element.self, capacity: count)
    }
}
