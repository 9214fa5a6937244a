import Dispatch
import Synchronization

/// The threads that a piece of parallel work may use: how many at a time, and on which memory nodes. They decide the
/// speed, never the result.
public struct Workers: Sendable, Equatable {
    /// The most threads that work at a time, the calling one included; at least 1.
    public let count: Int
    /// The memory nodes whose CPUs take part.
    public let placement: Placement

    /// So many threads, at least one.
    public init(count: Int, placement: Placement = Placement(nodes: [])) {
        precondition(count > 0, "no workers")
        self.count = count
        self.placement = placement
    }

    /// The calling thread alone.
    public static let one = Workers(count: 1)

    /// Calls `body` with every index of `0 ..< iterationCount` once, in any order, and returns when all calls have.
    ///
    /// Each thread takes the next index that nobody has taken. Nothing waits for a particular thread: one alone can finish.
    public func perform(_ iterationCount: Int, _ body: @Sendable (_ index: Int) -> Void) {
        let width = min(count, iterationCount)
        guard width > 1 else {
            for index in 0..<iterationCount { body(index) }
            return
        }
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: width) { _ in
            while case let index = next.add(1, ordering: .relaxed).oldValue, index < iterationCount { body(index) }
        }
    }
}
