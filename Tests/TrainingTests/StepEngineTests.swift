import Dispatch
import NUMA
import TestSupport
import Testing
import Training

@Suite("The step engine")
struct StepEngineTests {
    /// Runs recording work and replays it.
    @discardableResult
    private func run(
        _ engine: StepEngine, _ stepCount: Int, _ work: RecordingWork = RecordingWork(), _ comment: String = ""
    ) throws -> EngineReplay {
        engine.run(work, stepCount: stepCount)
        var replay = EngineReplay(engine, work, stepCount: stepCount)
        do {
            try replay.replay(work.events)
        } catch {
            Issue.record(
                """
                \(engine.workerCount) workers, \(engine.shardCount) shards, \(work.roundCount) rounds of \
                \(work.blockCount) blocks, \(stepCount) steps \(comment): \(error)
                """)
        }
        return replay
    }

    private func engine(shards: Int, workers: Int, nodes: Int = 1) throws -> StepEngine {
        try StepEngine(
            shardCount: shards, workerCount: workers, threadCount: workers, placement: sharedNodes(nodes))
    }

    // MARK: Shards alone

    @Test(
        "computes each shard once, folds the tree and finishes the steps in order",
        arguments: [1, 2, 3, 8, 64], [1, 2, 3, 7, 64, 65])
    func contract(workers: Int, shards: Int) throws {
        for nodes in [1, 2] {
            let engine = try engine(shards: shards, workers: workers, nodes: nodes)
            #expect(engine.shardCount == shards && (1...workers).contains(engine.workerCount))
            #expect(try run(engine, 200).step == 200)
        }
    }

    @Test("also where some shards and steps are slow", arguments: [2, 3, 8, 64], [1, 2, 3, 7, 64, 65])
    func slowShards(workers: Int, shards: Int) throws {
        let engine = try engine(shards: shards, workers: workers)
        let work = RecordingWork(slowness: UInt64(workers * 100 + shards))
        #expect(try run(engine, 24, work, "with slow ones").step == 24)
    }

    @Test("adds up any number of shards in the same tree", arguments: 1...70)
    func tree(shards: Int) throws {
        #expect(FoldTree.folds(over: 0..<shards).count == shards - 1)
        #expect(try run(engine(shards: shards, workers: 3), 3).step == 3)
    }

    @Test("begins no step after the one that says that it is the last", arguments: [1, 2, 3, 8])
    func earlyEnd(workers: Int) throws {
        let engine = try engine(shards: 7, workers: workers)
        for last in [0, 1, 17, 99] {
            let work = RecordingWork(last: (last, 0))
            #expect(try run(engine, 100, work, "until \(last)").step == last + 1)
        }
    }

    @Test("does nothing in no steps", arguments: [1, 3])
    func noSteps(roundCount: Int) throws {
        let work = RecordingWork(roundCount: roundCount, blockCount: 4)
        try engine(shards: 3, workers: 2).run(work, stepCount: 0)
        #expect(work.events.isEmpty)
    }

    // MARK: Rounds of blocks

    @Test("gives out the blocks of each round once all of the round before is done", arguments: [2, 3], 0..<60)
    func rounds(roundCount: Int, seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        let engine = try engine(
            shards: .random(in: 1...12, using: &random), workers: .random(in: 1...9, using: &random),
            nodes: .random(in: 1...3, using: &random))
        let work = RecordingWork(
            roundCount: roundCount, blockCount: .random(in: 1...20, using: &random),
            slowness: seed % 3 == 0 ? UInt64(seed) : nil)
        let replay = try run(engine, 40, work)
        #expect(replay.step == 40 && replay.finishedRounds == 40 * roundCount)
    }

    @Test("gives out blocks to many workers, few blocks or many", arguments: [2, 7, 64], [1, 2, 5, 64, 300])
    func blockCounts(workers: Int, blocks: Int) throws {
        for shards in [1, 3, 64] {
            let engine = try engine(shards: shards, workers: workers)
            for roundCount in [2, 3] {
                let work = RecordingWork(roundCount: roundCount, blockCount: blocks)
                #expect(try run(engine, 30, work).step == 30)
            }
        }
    }

    @Test("begins no round after the one that says that it is the last", arguments: [1, 2, 5], [2, 3])
    func earlyEndInRounds(workers: Int, roundCount: Int) throws {
        let engine = try engine(shards: 3, workers: workers)
        for lastStep in [0, 1, 13, 29] {
            for lastRound in 0..<roundCount {
                let work = RecordingWork(
                    roundCount: roundCount, blockCount: 6, last: (lastStep, lastRound),
                    slowness: lastStep == 13 ? 1 : nil)
                let replay = try run(engine, 30, work, "until round \(lastRound) of step \(lastStep)")
                #expect(replay.finishedRounds == lastStep * roundCount + lastRound + 1)
            }
        }
    }

    // MARK: Runs and threads

    @Test("can run again and again, with rounds and without", arguments: [1, 2, 64])
    func consecutiveRuns(workers: Int) throws {
        let engine = try engine(shards: 6, workers: workers)
        for stepCount in [1, 30, 0, 2, 1, 100] {
            for (roundCount, blockCount) in [(1, 0), (3, 5), (2, 5), (1, 5)] {
                let work = RecordingWork(roundCount: roundCount, blockCount: blockCount)
                #expect(try run(engine, stepCount, work).step == stepCount)
                let stopping = RecordingWork(
                    roundCount: roundCount, blockCount: blockCount, last: (1, roundCount - 1))
                #expect(try run(engine, stepCount, stopping).step == min(stepCount, 2))
            }
        }
    }

    @Test("is finished by one thread alone, whatever the number of workers", arguments: [1, 2, 3])
    func oneThread(roundCount: Int) throws {
        let engine = try engine(shards: 65, workers: 64)
        let work = RecordingWork(roundCount: roundCount, blockCount: 70)
        // Dispatch gives a loop within a loop that already has every CPU no thread but the caller's own.
        DispatchQueue.concurrentPerform(iterations: 1000) { index in
            if index == 0 { engine.run(work, stepCount: 50) }
        }
        var replay = EngineReplay(engine, work, stepCount: 50)
        try replay.replay(work.events)
        #expect(replay.step == 50)
    }

    @Test("orders plain memory for the work", arguments: [1, 2, 3, 64], [1, 2, 13, 64])
    func plainMemory(workers: Int, shards: Int) throws {
        for (roundCount, blockCount) in [(1, 0), (2, 1), (2, 9), (3, 6)] {
            let engine = try engine(shards: shards, workers: workers)
            let work = PlainWork(shardCount: shards, roundCount: roundCount, blockCount: blockCount)
            for _ in 0..<3 { engine.run(work, stepCount: 300) }
            let comment: Comment = "\(workers) workers, \(shards) shards, \(roundCount) rounds of \(blockCount) blocks"
            #expect(work.wrongSums == 0 && work.finishedSteps == 900, comment)
        }
    }
}
