import Dispatch
import NUMA
import Testing
import Training

@Suite("The step engine")
struct StepEngineTests {
    /// Runs recording work and replays it; answers how many steps were finished.
    @discardableResult
    private func run(
        _ engine: StepEngine, _ stepCount: Int, _ work: RecordingWork = RecordingWork(), _ comment: String = ""
    ) throws -> Int {
        engine.run(work, stepCount: stepCount)
        var replay = EngineReplay(
            shardCount: engine.shardCount, workerCount: engine.workerCount, stepCount: stepCount)
        do {
            try replay.replay(work.events)
        } catch {
            Issue.record(
                "\(engine.workerCount) workers, \(engine.shardCount) shards, \(stepCount) steps \(comment): \(error)")
        }
        return replay.step
    }

    private func engine(shards: Int, workers: Int, nodes: Int = 1) throws -> StepEngine {
        try StepEngine(shardCount: shards, workerCount: workers, placement: sharedNodes(nodes))
    }

    @Test(
        "computes each shard once, folds the tree and finishes the steps in order",
        arguments: [1, 2, 3, 8, 64], [1, 2, 3, 7, 64, 65])
    func contract(workers: Int, shards: Int) throws {
        for nodes in [1, 2] {
            let engine = try engine(shards: shards, workers: workers, nodes: nodes)
            #expect(engine.shardCount == shards && (1...workers).contains(engine.workerCount))
            #expect(try run(engine, 200) == 200)
        }
    }

    @Test("also where some shards and steps are slow", arguments: [2, 3, 8, 64], [1, 2, 3, 7, 64, 65])
    func slowShards(workers: Int, shards: Int) throws {
        let engine = try engine(shards: shards, workers: workers)
        let work = RecordingWork(slowness: UInt64(workers * 100 + shards))
        #expect(try run(engine, 24, work, "with slow ones") == 24)
    }

    @Test("adds up any number of shards in the same tree", arguments: 1...70)
    func tree(shards: Int) throws {
        #expect(EngineReplay.tree(over: 0..<shards).count == shards - 1)
        #expect(try run(engine(shards: shards, workers: 3), 3) == 3)
    }

    @Test("begins no step after the one that says that it is the last", arguments: [1, 2, 3, 8])
    func earlyEnd(workers: Int) throws {
        let engine = try engine(shards: 7, workers: workers)
        for lastStep in [0, 1, 17, 99] {
            #expect(try run(engine, 100, RecordingWork(lastStep: lastStep), "until \(lastStep)") == lastStep + 1)
        }
    }

    @Test("does nothing in no steps")
    func noSteps() throws {
        let work = RecordingWork()
        try engine(shards: 3, workers: 2).run(work, stepCount: 0)
        #expect(work.events.isEmpty)
    }

    @Test("can run again and again", arguments: [1, 2, 64])
    func consecutiveRuns(workers: Int) throws {
        let engine = try engine(shards: 6, workers: workers)
        for stepCount in [1, 30, 0, 2, 1, 100] {
            #expect(try run(engine, stepCount) == stepCount)
            #expect(try run(engine, stepCount, RecordingWork(lastStep: 1)) == min(stepCount, 2))
        }
    }

    @Test("is finished by one thread alone, whatever the number of workers")
    func oneThread() throws {
        let engine = try engine(shards: 65, workers: 64)
        let work = RecordingWork()
        // Dispatch gives a loop within a loop that already has every CPU no thread but the caller's own.
        DispatchQueue.concurrentPerform(iterations: 1000) { index in
            if index == 0 { engine.run(work, stepCount: 50) }
        }
        var replay = EngineReplay(shardCount: 65, workerCount: 64, stepCount: 50)
        try replay.replay(work.events)
        #expect(replay.step == 50)
    }

    @Test("orders plain memory for the work", arguments: [1, 2, 3, 64], [1, 2, 13, 64])
    func plainMemory(workers: Int, shards: Int) throws {
        let work = PlainWork(shardCount: shards)
        let engine = try engine(shards: shards, workers: workers)
        for _ in 0..<3 { engine.run(work, stepCount: 500) }
        #expect(work.wrongSums == 0, "\(workers) workers, \(shards) shards")
        #expect(work.finishedSteps == 1500, "\(workers) workers, \(shards) shards")
    }
}

/// Work on memory that nothing but the engine protects, as a trainer's is: each step's shards add to what the step before
/// has left, and every sum has a closed form. Under the thread sanitizer it also finds races.
private final class PlainWork: StepWork, @unchecked Sendable {
    // Safe if the engine keeps its word, which is what this is for.
    private let sums: UnsafeMutablePointer<Int>
    private let shardCount: Int
    private(set) var finishedSteps = 0
    private(set) var wrongSums = 0

    init(shardCount: Int) {
        self.shardCount = shardCount
        sums = .allocate(capacity: shardCount)
        sums.initialize(repeating: 0, count: shardCount)
    }

    deinit { sums.deallocate() }

    func computeShard(_ claim: ShardClaim, upcoming: ShardClaim?, worker: Int) {
        sums[claim.shard] = (finishedSteps + 1) * (claim.shard + 1)
    }

    func foldShard(_ right: Int, into left: Int) { sums[left] += sums[right] }

    func finishStep(_ step: Int) -> Bool {
        finishedSteps += 1
        if sums[0] != finishedSteps * shardCount * (shardCount + 1) / 2 { wrongSums += 1 }
        return true
    }
}
