import Foundation
import TestSupport
import Training

/// Work that does nothing but write down, in one order for all threads, what the engine asks for.
final class RecordingWork: StepWork, @unchecked Sendable {
    // Safe: what changes is behind the lock.

    enum Event {
        case computeBegan(ShardClaim, upcoming: ShardClaim?, worker: Int)
        case computeEnded(ShardClaim, worker: Int)
        case foldBegan(right: Int, left: Int)
        case foldEnded(right: Int, left: Int)
        case finishBegan(step: Int)
        case finishEnded(step: Int)
    }

    private var log: [Event] = []
    /// Not a `Mutex`, of which the thread sanitizer knows nothing.
    private let lock = NSLock()
    private let lastStep: Int
    private let slowness: UInt64?

    /// - Parameters:
    ///   - lastStep: the step whose `finishStep` says that there shall be no more.
    ///   - slowness: a seed that picks some shards and makes them slow, so that others have to steal and to sleep.
    init(lastStep: Int = .max, slowness: UInt64? = nil) {
        self.lastStep = lastStep
        self.slowness = slowness
    }

    var events: [Event] { lock.withLock { log } }

    func computeShard(_ claim: ShardClaim, upcoming: ShardClaim?, worker: Int) {
        write(.computeBegan(claim, upcoming: upcoming, worker: worker))
        if let slowness {
            var random = SplitMix(state: slowness ^ UInt64(claim.step << 16 + claim.shard))
            // Longer than a waiting worker spins.
            if random.next() % 12 == 0 { usleep(.random(in: 20...300, using: &random)) }
        }
        write(.computeEnded(claim, worker: worker))
    }

    func foldShard(_ right: Int, into left: Int) {
        write(.foldBegan(right: right, left: left))
        write(.foldEnded(right: right, left: left))
    }

    func finishStep(_ step: Int) -> Bool {
        write(.finishBegan(step: step))
        if slowness != nil, step % 8 == 0 { usleep(100) }
        write(.finishEnded(step: step))
        return step < lastStep
    }

    private func write(_ event: Event) { lock.withLock { log.append(event) } }
}
