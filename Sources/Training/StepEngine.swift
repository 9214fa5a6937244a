import CShims
import Dispatch
package import NUMA
import Synchronization

/// What happens in a step, told to the engine. Every function may be called from any worker's thread; the engine sees
/// to it that no two calls touch the same shard, and that `finishStep` runs alone.
package protocol StepWork: Sendable {
    /// Computes a shard of a step into the shard's own buffer.
    /// - Parameter upcoming: what the same worker will most likely compute next; nil where the span ends.
    func computeShard(_ claim: ShardClaim, upcoming: ShardClaim?, worker: Int)

    /// Adds the buffer of shard `right` to that of shard `left`.
    func foldShard(_ right: Int, into left: Int)

    /// Uses the sum, now in the buffer of shard 0. Returns false where no further step shall be begun.
    func finishStep(_ step: Int) -> Bool
}

/// A shard of a step, held by one worker.
package struct ShardClaim: Sendable, Equatable, BitwiseCopyable {
    package var step: Int
    package var shard: Int

    package init(step: Int, shard: Int) {
        self.step = step
        self.shard = shard
    }
}

/// Runs steps over shards on every worker, in lockstep, with the same fixed order of additions whoever does what.
///
/// One `concurrentPerform` spans many steps. Inside, workers claim shards through atomic tickets. Who completes a shard
/// climbs the fixed binary tree over the shards: at each node the first to arrive leaves, the second adds the right
/// buffer to the left and climbs on. Who reaches the root finishes the step and publishes the next. Nobody waits for a
/// particular worker, so that one thread alone finishes a span.
package final class StepEngine: @unchecked Sendable {
    // Safe: all mutable state is atomic, but for the buffers of the work, which the tickets and the tree order.

    package let shardCount: Int
    /// Workers that take part: no more than there are shards.
    package let workerCount: Int
    private let queues: ShardQueues
    private let placement: Placement
    private let tickets: AtomicWords
    private let arrivals: AtomicWords
    /// Counts published steps, for those who sleep.
    private let published = Atomic<UInt32>(0)
    private let sleeperCount = Atomic<Int>(0)

    package init(shardCount: Int, workerCount: Int, placement: Placement) throws(NUMAError) {
        precondition(shardCount > 0 && workerCount > 0)
        self.shardCount = shardCount
        // More could never hold a shard each.
        let workerCount = min(workerCount, shardCount)
        self.workerCount = workerCount
        self.placement = placement
        self.queues = ShardQueues(shardCount: shardCount, workerCount: workerCount, placement: placement)
        self.tickets = try AtomicWords(count: queues.queues.count)
        self.arrivals = try AtomicWords(count: shardCount)
    }

    /// Runs steps `0 ..< stepCount` of `work`, or fewer where a step says that it is the last; returns when all are done.
    package func run(_ work: some StepWork, stepCount: Int) {
        guard stepCount > 0 else { return }
        precondition(stepCount < Ticket.end, "a span of \(stepCount) steps")
        for queue in 0..<tickets.count {
            tickets[queue].store(Ticket(step: 0).word, ordering: .releasing)
        }
        if workerCount == 1 {
            runWorker(0, work, stepCount)
        } else {
            DispatchQueue.concurrentPerform(iterations: workerCount) { worker in
                placement.withThread(at: queues.nodePositions[worker]) { runWorker(worker, work, stepCount) }
            }
        }
    }

    private func runWorker(_ worker: Int, _ work: some StepWork, _ stepCount: Int) {
        queues.searchOrder[worker].withUnsafeBufferPointer { order in
            queues.queues.withUnsafeBufferPointer { queues in
                let home = queues[order[0]].shards
                while let claim = claim(order, queues) {
                    work.computeShard(claim, upcoming: successor(of: claim, home, stepCount), worker: worker)
                    if arrive(claim.shard, work) {
                        let goesOn = work.finishStep(claim.step)
                        publish(goesOn && claim.step + 1 < stepCount ? claim.step + 1 : Ticket.end)
                    }
                }
            }
        }
    }

    /// The shard that follows in the worker's own queue, in this step or the next.
    @inline(__always)
    private func successor(of claim: ShardClaim, _ home: Range<Int>, _ stepCount: Int) -> ShardClaim? {
        if claim.shard >= home.lowerBound, claim.shard + 1 < home.upperBound {
            return ShardClaim(step: claim.step, shard: claim.shard + 1)
        }
        return claim.step + 1 < stepCount ? ShardClaim(step: claim.step + 1, shard: home.lowerBound) : nil
    }

    // MARK: Claims

    /// A shard nobody has; waits for the next step where this one has none left. Nil at the end of the span.
    @inline(__always)
    private func claim(
        _ order: UnsafeBufferPointer<Int>, _ queues: UnsafeBufferPointer<ShardQueues.Queue>
    ) -> ShardClaim? {
        while true {
            let seen = Ticket(word: tickets[order[0]].load(ordering: .acquiring))
            if seen.step == Ticket.end { return nil }
            for index in order {
                let shards = queues[index].shards
                guard Ticket(word: tickets[index].load(ordering: .relaxed)).count < shards.count else { continue }
                let ticket = Ticket(word: tickets[index].wrappingAdd(1, ordering: .acquiring).oldValue)
                if ticket.step == Ticket.end { return nil }
                if ticket.count < shards.count {
                    return ShardClaim(step: ticket.step, shard: shards.lowerBound + ticket.count)
                }
            }
            waitForStep(after: seen, at: order[0])
        }
    }

    @inline(__always)
    private func publish(_ step: Int) {
        for queue in 0..<tickets.count {
            tickets[queue].store(Ticket(step: step).word, ordering: .releasing)
        }
        guard workerCount > 1 else { return }
        published.wrappingAdd(1, ordering: .sequentiallyConsistent)
        if sleeperCount.load(ordering: .sequentiallyConsistent) > 0 {
            withUnsafeRawPointer(to: published) { lockstep_futex_wake_all($0) }
        }
    }

    /// Spins for some microseconds, as long as a step may take that others are about to finish; then sleeps.
    private func waitForStep(after seen: Ticket, at queue: Int) {
        for _ in 0..<spinLimit {
            if Ticket(word: tickets[queue].load(ordering: .acquiring)).step != seen.step { return }
            lockstep_pause()
        }
        sleeperCount.wrappingAdd(1, ordering: .sequentiallyConsistent)
        while true {
            // Whoever publishes after this load changes the word, and then either the kernel does not let us sleep or
            // the publisher sees a sleeper.
            let word = published.load(ordering: .sequentiallyConsistent)
            if Ticket(word: tickets[queue].load(ordering: .acquiring)).step != seen.step { break }
            withUnsafeRawPointer(to: published) { lockstep_futex_wait($0, word) }
        }
        sleeperCount.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    }

    // MARK: The reducer's tree

    /// Climbs from a shard that is complete. True for the one worker that reaches the root.
    ///
    /// At distance 1, 2, 4 … the left one of two neighbours takes up the right one; each pair is known by its right
    /// member. A pair is arrived at twice a step, so the parity of its count tells the second.
    @inline(__always)
    private func arrive(_ shard: Int, _ work: some StepWork) -> Bool {
        var index = shard
        var distance = 1
        while distance < shardCount {
            let left = index & ~distance
            let right = left | distance
            if right < shardCount {
                let before = arrivals[right].wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
                if before & 1 == 0 { return false }
                work.foldShard(right, into: left)
            }
            index = left
            distance *= 2
        }
        return true
    }
}

/// The step that a queue is at and how many of its shards are taken, in one word, so that a claim tells its step.
private struct Ticket {
    /// The step behind the last one of every span.
    static let end = Int(UInt32.max)

    let word: UInt64
    @inline(__always) init(word: UInt64) { self.word = word }
    @inline(__always) init(step: Int) { word = UInt64(truncatingIfNeeded: step) << 32 }
    var step: Int { Int(truncatingIfNeeded: word >> 32) }
    var count: Int { Int(truncatingIfNeeded: word & 0xFFFF_FFFF) }
}

/// About 10 to 40 µs, by the processor's idea of a pause.
private let spinLimit = 1000

private func withUnsafeRawPointer(
    to word: borrowing Atomic<UInt32>, _ body: (UnsafeMutableRawPointer) -> Void
) {
    withUnsafePointer(to: word) { body(UnsafeMutableRawPointer(mutating: $0)) }
}
