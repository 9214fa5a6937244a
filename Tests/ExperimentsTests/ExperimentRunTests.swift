import Datasets
import Experiments
import Files
import Kernels
import Models
import NUMA
import TestSupport
import Testing
import Training

@Suite("A run of an experiment")
struct ExperimentRunTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func run(_ overrides: [String] = []) throws -> ExperimentRun {
        let text = """
            name: small
            data: {synthetic: {kind: classification, rows: 300, features: 4, classes: 3}, test_fraction: 0.1}
            model: {kind: mlp, hidden: [8]}
            training: {epochs: 3, batch_size: 16, shards: 3, checkpoint: {every_steps: 5, keep: 2}}
            optimizer: {kind: adam, learning_rate: 0.01}
            """
        return try ExperimentRun(configuration(text, overrides), on: .current())
    }

    /// The same training by hand.
    private func digestByHand(_ run: ExperimentRun) throws -> Digest {
        let data = try run.experiment.loadData(for: run.machine)
        let trainer = try run.experiment.makeTrainer(on: data, machine: run.machine)
        while !trainer.isFinished { try trainer.advance(by: 7) }
        return trainer.digest
    }

    @Test("goes through its keeper's steps in order, and trains the same without one")
    func steps() throws {
        let run = try run()
        let keeper = Keeper()
        let result = try #require(try run.train(keptBy: keeper))
        #expect(
            keeper.steps == [
                "load 240 rows", "place", "open", "begin", "observe", "trained", "ended", "model", "result",
            ])
        #expect(keeper.resultDigest == result.model.digest)
        #expect(result.outcome.stepCount == 45 && result.outcome.rowCount == 720 && result.ranks.isEmpty)
        #expect(result.test?.rowCount == 30 && result.sample.part == .test)
        #expect(result.sample.predictions.targets.count == 30 && result.sampledEvaluation == result.test)
        let byHand = try digestByHand(run)
        #expect(result.model.digest == byHand)
        #expect(try run.train()?.model.digest == byHand)
    }

    @Test("samples validation rows where there are none to test on, and else those that it trained on")
    func samples() throws {
        let validated = try #require(try run(["data.test_fraction=0"]).train())
        #expect(validated.sample.part == .validation && validated.test == nil)
        #expect(validated.sampledEvaluation == validated.outcome.validation)
        let trained = try #require(try run(["data.test_fraction=0", "data.validation_fraction=0"]).train())
        #expect(trained.sample.part == .training && trained.sampledEvaluation == trained.training)
        #expect(trained.sample.predictions.targets.count == 300)
    }

    @Test("that is stopped says where, and goes on to the same bits", arguments: [1, 7, 44])
    func stopped(step: Int) throws {
        let run = try run()
        let interruption = Interruption()
        let checkpoints = CheckpointFolder(path: folder.file("checkpoints"), keptCount: 2)
        let keeper = Keeper(checkpoints: checkpoints)
        keeper.onStep = { if $0 == step { interruption.request(signal: 15) } }
        let end = try #require(throws: RunInterruption.self) {
            _ = try run.train(keptBy: keeper, until: { interruption })
        }
        #expect(end.stepCount == step && end.totalSteps == 45 && end.signal == 15)
        #expect("\(end)" == "interrupted at step \(step) of 45")
        #expect(keeper.steps.suffix(3) == ["observe", "ended", "interrupted at \(step)"])
        #expect(try checkpoints.steps().first == step)

        let resumed = Keeper(checkpoints: checkpoints, resumes: true)
        let result = try #require(try run.train(keptBy: resumed))
        #expect(resumed.steps.contains("resume at \(step)") && !resumed.steps.contains("begin"))
        #expect(result.outcome.stepCount == 45 && result.outcome.rowCount == 720)
        #expect(try result.model.digest == digestByHand(run))
    }

    @Test("that is stopped without a keeper writes nothing")
    func stoppedAlone() throws {
        let run = try run()
        let interruption = Interruption()
        interruption.request()
        let end = #expect(throws: RunInterruption.self) { _ = try run.train(until: { interruption }) }
        #expect(end?.stepCount == 0)
    }

    @Test("that diverges tells its keeper")
    func divergence() throws {
        let keeper = Keeper()
        let divergence = #expect(throws: Divergence.self) {
            _ = try run(["optimizer.kind=sgd", "optimizer.learning_rate=1e38"]).train(keptBy: keeper)
        }
        #expect(keeper.steps.suffix(2) == ["ended", "diverged at \(divergence?.step ?? 0)"])
    }

    @Test("with no work left does nothing")
    func nothing() throws {
        let keeper = Keeper()
        keeper.hasWork = false
        #expect(try run().train(keptBy: keeper) == nil)
        #expect(keeper.steps.isEmpty)
    }

    @Test("has failed itself where a file fails once it has begun, and not before")
    func failures() throws {
        let error = FileError(file: "a", problem: "cannot be")
        for step in ["begin", "observe", "trained", "model", "result"] {
            let keeper = Keeper()
            keeper.failure = (step, error)
            let failure = #expect(throws: RunFailure.self) { _ = try run().train(keptBy: keeper) }
            #expect(failure?.cause == error && "\(error)" == failure.map { "\($0)" })
        }
        let keeper = Keeper()
        keeper.failure = ("open", error)
        #expect(throws: error) { _ = try run().train(keptBy: keeper) }
    }
}

/// Writes down its steps, and keeps checkpoints only.
private final class Keeper: RunKeeper, TrainingObserver {
    var steps: [String] = []
    var resultDigest: Digest?
    var hasWork = true
    var onStep: (Int) -> Void = { _ in }
    /// A step that fails.
    var failure: (step: String, error: FileError)?
    let checkpoints: CheckpointFolder?
    private let resumes: Bool

    init(checkpoints: CheckpointFolder? = nil, resumes: Bool = false) {
        self.checkpoints = checkpoints
        self.resumes = resumes
    }

    var resumedCheckpoints: CheckpointFolder? { resumes ? checkpoints : nil }

    private func take(_ step: String) throws {
        steps.append(step)
        if let failure, failure.step == step { throw failure.error }
    }

    func didLoad(_ data: ExperimentData, seconds: Double) { steps.append("load \(data.training.rowCount) rows") }
    func didPlace(_ trainer: any TrainingMethod) { steps.append("place") }
    func open() throws { try take("open") }
    func willTrain(_ trainer: any TrainingMethod, isResumed: Bool) throws {
        try take(isResumed ? "resume at \(trainer.completedSteps)" : "begin")
    }
    func observers(of trainer: any TrainingMethod) throws -> [any TrainingObserver] {
        try take("observe")
        return [self]
    }
    func didTrain() throws { try take("trained") }
    func didEndSteps() { steps.append("ended") }
    func didDiverge(_ divergence: Divergence) { steps.append("diverged at \(divergence.step)") }
    func didInterrupt(_ interruption: RunInterruption) { steps.append("interrupted at \(interruption.stepCount)") }
    func keep(_ model: TrainedModel) throws { try take("model") }
    func keep(_ result: RunResult) throws {
        try take("result")
        resultDigest = result.model.digest
    }

    func didAdvance(_ progress: TrainingProgress) { onStep(progress.step) }
    func didRecord(_ record: MetricsRecord) {}
}
