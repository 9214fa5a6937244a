import Dispatch
import Glibc
import Kernels
import NUMA
import Synchronization
import Testing
import Training

@Suite("An interruption")
struct InterruptionTests {
    private let problem = Problem(rowCount: 200, featureCount: 4, seed: 2)
    private let plan = TrainingPlan(epochCount: 3, batchSize: 20, shardCount: 3, seed: 2)

    @Test("that was requested before ends a span after its first step", arguments: [1, 2, 7])
    func before(workers: Int) throws {
        let trainer = try problem.trainer(plan, learningRate: 0.1, machine: machine(workers: workers))
        let interruption = Interruption()
        interruption.request()
        #expect(try trainer.advance(by: 8, until: interruption).stepCount == 1)
        #expect(trainer.completedSteps == 1)
    }

    @Test("is seen at the end of the step under way", arguments: [0, 1, 4, 9])
    func during(step: Int) throws {
        let interruption = Interruption()
        let gradientCount = Atomic<Int>(0)
        let (shardCount, requested) = (plan.shardCount, step)
        let watched = kernels.watched { call in
            guard call == .gradient else { return }
            let before = gradientCount.wrappingAdd(1, ordering: .relaxed).oldValue
            // One worker computes the shards of a step one after the other: this is the step's second.
            if before == requested * shardCount + 1 { interruption.request() }
        }
        let trainer = try problem.trainer(plan, learningRate: 0.1, modelKernels: watched)
        #expect(try trainer.advance(by: 10, until: interruption).stepCount == step + 1)

        let twin = try problem.trainer(plan, learningRate: 0.1)
        try twin.advance(by: step + 1)
        #expect(trainer.digest == twin.digest)
    }

    @Test("that was requested before leaves a run where it stands")
    func beforeRun() throws {
        let trainer = try problem.trainer(plan, learningRate: 0.1)
        try trainer.advance(by: 4)
        let digest = trainer.digest
        let interruption = Interruption()
        interruption.request()
        let outcome = try loop(trainer, interruption).run()
        #expect(outcome.wasInterrupted && outcome.stepCount == 4 && outcome.rowCount == 0)
        #expect(trainer.completedSteps == 4 && trainer.digest == digest)
    }

    @Test("ends a run, which can go on later with the same bits")
    func duringRun() throws {
        let trainer = try problem.trainer(plan, learningRate: 0.1, machine: machine(workers: 2))
        let interruption = Interruption()
        let observer = RecordingObserver(onRecord: { if $0.step == 13 { interruption.request() } })
        let outcome = try loop(trainer, interruption).run([observer])
        #expect(outcome.wasInterrupted && outcome.stepCount == 13 && trainer.completedSteps == 13)

        let rest = try loop(trainer, Interruption()).run()
        #expect(!rest.wasInterrupted && rest.stepCount == trainer.totalSteps)
        let twin = try problem.trainer(plan, learningRate: 0.1)
        try twin.finish()
        #expect(trainer.digest == twin.digest)
    }

    private func loop(_ trainer: Trainer, _ interruption: Interruption) -> TrainingLoop {
        TrainingLoop(trainer, validation: nil, interruption: interruption)
    }
}
