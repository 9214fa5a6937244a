import Synchronization

/// The bytes that reading may still take: what a file claims is paid for before it is allocated.
package final class MemoryBudget: Sendable {
    let limit: Int
    private let remaining: Atomic<Int>

    package init(limit: Int) {
        self.limit = limit
        remaining = Atomic(limit)
    }

    /// - Parameter bytes: how many; nil where that is more than any machine has.
    /// - Throws: `Malformed` where that is more than is left.
    func take(_ bytes: Int?) throws(Malformed) {
        guard let bytes, bytes <= limit else { throw exceeded }
        guard remaining.subtract(bytes, ordering: .relaxed).newValue >= 0 else {
            give(bytes)
            throw exceeded
        }
    }

    func give(_ bytes: Int) { remaining.add(bytes, ordering: .relaxed) }

    var exceeded: Malformed {
        var problem = Malformed(found: "more than \(limit) bytes of values", expected: "what memory can hold")
        problem.isMachineFailure = true
        return problem
    }
}
