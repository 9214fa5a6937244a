import CShims
import Dispatch
package import NUMA
import Synchronization

/// Runs steps over shards on every worker, in lockstep, with one fixed order of additions, whichever worker does what.
///
/// One `concurrentPerform` spans many steps. Inside it, workers claim shards through atomic tickets. Whoever completes
/// a shard climbs `ShardTree`: at each node the first to arrive leaves; the second adds the right buffer to the left
/// one and climbs on. Whoever reaches the root finishes the step and publishes the next. No worker waits for a
/// particular other one, so a single thread can finish a span. ARCHITECTURE.md argues why this is right, and
/// `Tests/Models` checks a model.
package final class StepEngine: @unchecked Sendable {
    // Safe: all mutable state is atomic, except the buffers of the work, and the tickets and the tree order access to
    // those.

    /// The tree over the shards of this process.
    package let tree: ShardTree
    /// The shards of this process.
    package var shardCount: Int { tree.shardCount }
    /// Workers that take part: never more than there are shards.
    package let workerCount: Int
    private let queues: ShardQueues
    private let placement: Placement
    private let tickets: AtomicWords
    /// For each pair of shards in the tree, at the index of its right member: how many times a worker has arrived. No
    /// pair has word 0; it counts finished shards if blocks follow. The last word counts finished blocks.
    private let arrivals: AtomicWords
    /// Counts published turns; workers sleep on it.
    private let published = Atomic<UInt32>(0)
    private let sleeperCount = Atomic<Int>(0)

    /// - Parameter threadCount: workers that can run at the same time; nil for as many as the calling thread has CPUs,
    ///   which is the most that Dispatch gives.
    package init(
        shardCount: Int, workerCount: Int, threadCount: Int? = nil, placement: Placement
    ) throws(NUMAError) {
        precondition(shardCount > 0 && workerCount > 0)
        tree = ShardTree(shardCount: shardCount)
        // With more, some would never get a shard.
        let workerCount = min(workerCount, shardCount)
        self.workerCount = workerCount
        self.placement = placement
        let cpus = try CPUSet.ofCallingThread()
        self.queues = ShardQueues(
            shardCount: shardCount, workerCount: workerCount, threadCount: threadCount ?? cpus.count,
            placement: placement)
        self.tickets = try AtomicWords(count: queues.queues.count)
        self.arrivals = try AtomicWords(count: shardCount + 1)
    }

    /// The most turns, which are steps times rounds, that `run` takes.
    package static let maximumTurnCount = Ticket.end - 1

    /// Runs steps `0 ..< stepCount` of `work`, or fewer if a round ends the span; returns when all are done.
    package func run(_ work: some StepWork, stepCount: Int) {
        guard stepCount > 0 else { return }
        let turns = Turns(stepCount: stepCount, roundCount: work.roundCount, blockCount: work.blockCount)
        precondition(turns.turnCount <= Self.maximumTurnCount, "a span of \(stepCount) steps")
        precondition(turns.giveTheLastQueueItems(of: queues), "a round of no blocks")
        for queue in 0..<tickets.count {
            tickets[queue].store(Ticket(turn: 0).word, ordering: .releasing)
        }
        arrivals[shardCount].store(0, ordering: .releasing)
        if workerCount == 1 {
            placement.withThread(at: queues.nodePositions[0]) { runWorker(0, work, turns) }
        } else {
            DispatchQueue.concurrentPerform(iterations: workerCount) { worker in
                placement.withThread(at: queues.nodePositions[worker]) { runWorker(worker, work, turns) }
            }
        }
    }

    private func runWorker(_ worker: Int, _ work: some StepWork, _ turns: Turns) {
        queues.searchOrder[worker].withUnsafeBufferPointer { order in
            queues.queues.withUnsafeBufferPointer { queues in
                let home = queues[order[0]].shards
                while let (turn, item) = claim(order, queues, turns) {
                    let (step, round) = turns.stepAndRound(ofTurn: turn)
                    let isLast: Bool
                    if round == 0 {
                        let claim = ShardClaim(step: step, shard: item)
                        work.computeShard(
                            claim, upcoming: successor(of: claim, home, turns.stepCount), worker: worker)
                        isLast =
                            turns.roundCount == 1
                            ? tree.climb(from: item, arrivals) { work.foldShard($0, into: $1) }
                            : arrive(at: 0, of: shardCount)
                    } else {
                        work.computeBlock(item, round: round, worker: worker)
                        isLast = arrive(at: shardCount, of: turns.blockCount)
                    }
                    if isLast {
                        let goesOn = work.finishRound(round, ofStep: step)
                        publish(goesOn && turn + 1 < turns.turnCount ? turn + 1 : Ticket.end)
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

    /// A shard or block that nobody has claimed; if the turn has none left, waits for the next one. Nil at the end of
    /// the span.
    @inline(__always)
    private func claim(
        _ order: UnsafeBufferPointer<Int>, _ queues: UnsafeBufferPointer<ShardQueues.Queue>, _ turns: Turns
    ) -> (turn: Int, item: Int)? {
        while true {
            let seen = Ticket(word: tickets[order[0]].load(ordering: .acquiring))
            if seen.turn == Ticket.end { return nil }
            for index in order {
                let glimpse = Ticket(word: tickets[index].load(ordering: .relaxed))
                guard glimpse.count < turns.items(ofTurn: glimpse.turn, index, queues).count else { continue }
                let ticket = Ticket(word: tickets[index].wrappingAdd(1, ordering: .acquiring).oldValue)
                if ticket.turn == Ticket.end { return nil }
                let items = turns.items(ofTurn: ticket.turn, index, queues)
                if ticket.count < items.count { return (ticket.turn, items.lowerBound + ticket.count) }
            }
            waitForTurn(after: seen, at: order[0])
        }
    }

    @inline(__always)
    private func publish(_ turn: Int) {
        for queue in 0..<tickets.count {
            tickets[queue].store(Ticket(turn: turn).word, ordering: .releasing)
        }
        guard workerCount > 1 else { return }
        published.wrappingAdd(1, ordering: .sequentiallyConsistent)
        if sleeperCount.load(ordering: .sequentiallyConsistent) > 0 {
            withUnsafeRawPointer(to: published) { lockstep_futex_wake_all($0) }
        }
    }

    /// Spins for some microseconds, in case other workers are about to finish the turn; then sleeps.
    private func waitForTurn(after seen: Ticket, at queue: Int) {
        for _ in 0..<spinLimit {
            if Ticket(word: tickets[queue].load(ordering: .acquiring)).turn != seen.turn { return }
            lockstep_pause()
        }
        sleeperCount.wrappingAdd(1, ordering: .sequentiallyConsistent)
        while true {
            // A publication after this load changes the word. Then either the kernel does not let us sleep, or the
            // publisher sees that somebody sleeps.
            let word = published.load(ordering: .sequentiallyConsistent)
            if Ticket(word: tickets[queue].load(ordering: .acquiring)).turn != seen.turn { break }
            withUnsafeRawPointer(to: published) { lockstep_futex_wait($0, word) }
        }
        sleeperCount.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    }

    // MARK: The ends of rounds

    /// Counts finished items of a round of `count`; true for the last one. The tree does not use these words.
    @inline(__always)
    private func arrive(at word: Int, of count: Int) -> Bool {
        let before = arrivals[word].wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
        return before % UInt64(count) == UInt64(count) - 1
    }
}

/// The turns of a span: the rounds of all its steps, numbered consecutively.
private struct Turns: BitwiseCopyable {
    let stepCount: Int
    let roundCount: Int
    let blockCount: Int

    var turnCount: Int { stepCount * roundCount }

    @inline(__always)
    func stepAndRound(ofTurn turn: Int) -> (step: Int, round: Int) {
        roundCount == 1 ? (turn, 0) : turn.quotientAndRemainder(dividingBy: roundCount)
    }

    /// Whether the last queue has an item in every turn. Turns are published queue by queue in ascending order, so
    /// nobody can finish a turn, and publish the one after it, before it is published everywhere.
    func giveTheLastQueueItems(of queues: ShardQueues) -> Bool {
        let last = queues.queues.count - 1
        return queues.queues.withUnsafeBufferPointer { queues in
            (0..<roundCount).allSatisfy { !items(ofTurn: $0, last, queues).isEmpty }
        }
    }

    /// The items of a queue in a turn: its shards, or its share of the blocks.
    @inline(__always)
    func items(ofTurn turn: Int, _ index: Int, _ queues: UnsafeBufferPointer<ShardQueues.Queue>) -> Range<Int> {
        if roundCount == 1 || turn % roundCount == 0 { return queues[index].shards }
        return blockCount * index / queues.count..<blockCount * (index + 1) / queues.count
    }
}

/// The turn that a queue is at and how many of its items are taken, in one word, so that a claim learns its turn.
private struct Ticket {
    /// Stands for the end of a span, and comes after every turn.
    static let end = Int(UInt32.max)

    let word: UInt64
    @inline(__always) init(word: UInt64) { self.word = word }
    @inline(__always) init(turn: Int) { word = UInt64(truncatingIfNeeded: turn) << 32 }
    var turn: Int { Int(truncatingIfNeeded: word >> 32) }
    var count: Int { Int(truncatingIfNeeded: word & 0xFFFF_FFFF) }
}

/// About 10 to 40 µs, depending on how long the processor pauses.
private let spinLimit = 1000

private func withUnsafeRawPointer(
    to word: borrowing Atomic<UInt32>, _ body: (UnsafeMutableRawPointer) -> Void
) {
    withUnsafePointer(to: word) { body(UnsafeMutableRawPointer(mutating: $0)) }
}
