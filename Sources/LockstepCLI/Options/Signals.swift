import Dispatch
import Glibc
import Training

extension Interruption {
    /// An interruption that the first SIGINT or SIGTERM requests. The second one ends the process at once.
    static func onSignals() -> Interruption {
        let interruption = Interruption()
        // Changed on the queue only. Other ranks may have requested the interruption already.
        nonisolated(unsafe) var hasReceived = false
        for number in [SIGINT, SIGTERM] {
            Glibc.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: signalQueue)
            source.setEventHandler {
                if hasReceived { _exit(128 + number) }
                hasReceived = true
                interruption.request(signal: number)
                // The source owns itself through this handler, for as long as the process runs.
                withExtendedLifetime(source) {}
            }
            source.resume()
        }
        return interruption
    }
}

private let signalQueue = DispatchQueue(label: "lockstep.signals")
