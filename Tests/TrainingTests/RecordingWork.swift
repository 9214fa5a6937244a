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
        case blockBegan(Int, round: Int)
        case blockEnded(Int, round: Int)
        case finishBegan(round: Int, step: Int)
        case finishEnded(round: Int, step: Int)
    }

    let roundCount: Int
    let blockCount: Int
    private var log: [Event] = []
    /// Not a `Mutex`, of which the thread sanitizer knows nothing.
    private let lock = NSLock()
    private let last: (step: Int, round: Int)
    private let slowness: UInt64?

    /// - Parameters:
    ///   - blockCount: blocks of each round but the first.
    ///   - last: the step and round whose `finishRound` says that there shall be no more.
    ///   - slowness: a seed that picks some shards and blocks and makes them slow, so that others have to steal and to
    ///     sleep.
    init(roundCount: Int = 1, blockCount: Int = 0, last: (step: Int, round: Int) = (.max, 0), slowness: UInt64? = nil) {
        self.roundCount = roundCount
        self.blockCount = blockCount
        self.last = last
        self.slowness = slowness
    }

    var events: [Event] { lock.withLock { log } }

    func computeShard(_ claim: ShardClaim, upcoming: ShardClaim?, worker: Int) {
        write(.computeBegan(claim, upcoming: upcoming, worker: worker))
        rest(claim.step << 16 + claim.shard)
        write(.computeEnded(claim, worker: worker))
    }

    func foldShard(_ right: Int, into left: Int) {
        write(.foldBegan(right: right, left: left))
        write(.foldEnded(right: right, left: left))
    }

    func computeBlock(_ block: Int, round: Int, worker: Int) {
        write(.blockBegan(block, round: round))
        rest(round << 32 + block)
        write(.blockEnded(block, round: round))
    }

    func finishRound(_ round: Int, ofStep step: Int) -> Bool {
        write(.finishBegan(round: round, step: step))
        if slowness != nil, step % 8 == 0 { usleep(100) }
        write(.finishEnded(round: round, step: step))
        return (step, round) != last
    }

    /// Longer, now and then, than a waiting worker spins.
    private func rest(_ item: Int) {
        guard let slowness else { return }
        var random = SplitMix(state: slowness ^ UInt64(item))
        if random.next() % 12 == 0 { usleep(.random(in: 20...300, using: &random)) }
    }

    private func write(_ event: Event) { lock.withLock { log.append(event) } }
}
