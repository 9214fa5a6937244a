import Synchronization

/// A request to stop, made from a signal handler or another thread, and seen at the end of the step under way.
public final class Interruption: Sendable {
    private let requested = Atomic<Bool>(false)
    private let number = Atomic<Int32>(0)

    /// Nothing requested yet.
    public init() {}

    /// Asks the run to stop.
    /// - Parameter signal: the number of the signal that asks, where one does.
    public func request(signal: Int32 = 0) {
        number.store(signal, ordering: .relaxed)
        requested.store(true, ordering: .releasing)
    }

    /// The signal that asked; 0 where none did.
    public var signal: Int32 { number.load(ordering: .relaxed) }

    /// Whether somebody asked.
    public var isRequested: Bool { requested.load(ordering: .acquiring) }
}
