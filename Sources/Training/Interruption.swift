import Synchronization

/// A request to stop, made from a signal handler or another thread, and seen at the end of the step under way.
public final class Interruption: Sendable {
    private let requested = Atomic<Bool>(false)

    /// Nothing requested yet.
    public init() {}

    /// Asks the run to stop.
    public func request() { requested.store(true, ordering: .relaxed) }

    /// Whether somebody asked.
    public var isRequested: Bool { requested.load(ordering: .relaxed) }
}
