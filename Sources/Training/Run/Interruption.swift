import Synchronization

/// A request to stop, made from a signal handler or another thread, and noticed at the end of the current step.
public final class Interruption: Sendable {
    private let requested = Atomic<Bool>(false)
    private let number = Atomic<Int32>(0)

    /// Nothing is requested yet.
    public init() {}

    /// Asks the run to stop.
    /// - Parameter signal: the number of the signal that asks; 0 where none does.
    public func request(signal: Int32 = 0) {
        number.store(signal, ordering: .relaxed)
        requested.store(true, ordering: .releasing)
    }

    /// The signal that asked; 0 where none did.
    public var signal: Int32 { number.load(ordering: .relaxed) }

    /// Whether the run was asked to stop.
    public var isRequested: Bool { requested.load(ordering: .acquiring) }
}
