import Dispatch

/// A value that one thread at a time works with.
///
/// A serial queue rather than `Synchronization.Mutex`, whose lock ThreadSanitizer does not see.
///
/// Safe to share: the value is only touched on the queue.
final class Guarded<Value>: @unchecked Sendable {
    private let queue = DispatchQueue(label: "lockstep.guarded")
    private var value: Value

    init(_ value: sending Value) { self.value = value }

    /// Gives the value to `body` as soon as no other thread has it.
    func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try queue.sync { try body(&value) }
    }
}
