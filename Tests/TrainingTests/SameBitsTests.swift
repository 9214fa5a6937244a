import Datasets
import Kernels
import NUMA
import TestSupport
import Testing
import Training

@Suite("The same bits, whatever the machine plan")
struct SameBitsTests {
    /// Short batches at the end of an epoch, shards of unequal size, tails of vectors: all in one small problem.
    private static let problem = Problem(rowCount: 1000, featureCount: 37, seed: 11)
    private static let plans = [
        TrainingPlan(epochCount: 3, batchSize: 96, shardCount: 7, seed: 3),
        TrainingPlan(epochCount: 2, batchSize: 300, shardCount: 64, seed: 3),
        TrainingPlan(epochCount: 2, batchSize: 150, shardCount: 3, seed: 3, order: .blocks),
    ]

    private func trainer(_ plan: TrainingPlan, _ machine: MachinePlan = machine(workers: 1)) throws -> Trainer {
        try Self.problem.trainer(plan, learningRate: Self.problem.safeLearningRate, machine: machine)
    }

    /// One worker, one node, the plainest instruction set, one span for each epoch, nothing prefetched.
    private func plainDigest(_ plan: TrainingPlan) throws -> Digest {
        let trainer = try trainer(plan, machine(workers: 1, instructionSet: InstructionSet.available[0]))
        try trainer.finish()
        return trainer.digest
    }

    @Test("for every number of workers", arguments: plans, [1, 2, 3, 7, 64])
    func workers(plan: TrainingPlan, count: Int) throws {
        let digest = try plainDigest(plan)
        for prefetches in [false, true] {
            let trainer = try trainer(plan, machine(workers: count, prefetches: prefetches))
            try trainer.finish()
            #expect(trainer.digest == digest, "\(plan), prefetching: \(prefetches)")
        }
    }

    @Test(
        "for every instruction set", .needs(.severalInstructionSets), arguments: plans, InstructionSet.available)
    func instructionSets(plan: TrainingPlan, instructionSet: InstructionSet) throws {
        let trainer = try trainer(plan, machine(workers: 2, instructionSet: instructionSet))
        try trainer.finish()
        #expect(try trainer.digest == plainDigest(plan), "\(plan)")
    }

    @Test("wherever a run is cut into spans", arguments: plans, [1, 2, 3])
    func spans(plan: TrainingPlan, seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let trainer = try trainer(plan, machine(workers: 3))
        try trainer.finish { .random(in: 0...5, using: &random) }
        #expect(try trainer.digest == plainDigest(plan), "\(plan)")
    }

    @Test("stopped at any step and resumed by a new trainer on another machine plan", arguments: plans)
    func resumed(plan: TrainingPlan) throws {
        let digest = try plainDigest(plan)
        let totalSteps = try trainer(plan).totalSteps
        for stop in 0...totalSteps {
            let first = try trainer(plan, machine(workers: 2))
            while first.completedSteps < stop { try first.advance(by: stop - first.completedSteps) }
            let second = try trainer(plan, machine(workers: 5, prefetches: true))
            second.state = first.state
            #expect(second.completedSteps == stop)
            try second.finish()
            #expect(second.digest == digest, "\(plan), stopped after \(stop) of \(totalSteps) steps")
        }
    }

    @Test("set back to an earlier step", arguments: plans)
    func rewound(plan: TrainingPlan) throws {
        let trainer = try trainer(plan, machine(workers: 2))
        try trainer.advance(by: 2)
        let state = trainer.state
        try trainer.finish()
        trainer.state = state
        try trainer.finish()
        #expect(try trainer.digest == plainDigest(plan), "\(plan)")
    }

    @Test("on any number of memory nodes", arguments: plans, [2, 3, 8])
    func nodes(plan: TrainingPlan, count: Int) throws {
        let placement = try sharedNodes(count)
        #expect(placement.isBinding)
        for workers in [1, 2, 7] {
            let trainer = try trainer(plan, machine(workers: workers, placement: placement))
            try trainer.finish()
            #expect(try trainer.digest == plainDigest(plan), "\(plan), \(workers) workers on \(count) nodes")
        }
    }

    @Test("and a thread that trains on bound nodes gets its own CPUs back")
    func affinity() throws {
        let before = try CPUSet.ofCallingThread()
        try trainer(Self.plans[0], machine(workers: 3, placement: sharedNodes(2))).finish()
        #expect(try CPUSet.ofCallingThread() == before)
    }

    @Test("but other bits for another experiment")
    func otherExperiments() throws {
        var plans = Array(repeating: Self.plans[0], count: 6)
        plans[1].seed += 1
        plans[2].shardCount += 1
        plans[3].batchSize += 1
        plans[4].epochCount += 1
        plans[5].order = .blocks
        let digests = try plans.map(plainDigest)
        #expect(Set(digests).count == plans.count)
    }
}
