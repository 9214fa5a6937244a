import Foundation

/// Runs `body` on a thread of its own and waits for it: an affinity mask that a test sets, or fails to restore, must not
/// stay with a thread that runs other tests.
func onOwnThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) throws -> Result {
    let answer = Answer<Result>()
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
        answer.result = Swift.Result { try body() }
        done.signal()
    }
    done.wait()
    return try answer.result!.get()
}

/// Safe to share: written before the semaphore's signal, read after its wait.
private final class Answer<Value: Sendable>: @unchecked Sendable {
    var result: Swift.Result<Value, any Error>?
}
