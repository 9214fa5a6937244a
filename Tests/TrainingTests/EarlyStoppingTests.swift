import Datasets
import Measures
import Optimizers
import Testing
import Training

@Suite("Early stopping")
struct EarlyStoppingTests {
    /// Rows whose only feature is always zero: the bias alone is trained, all the way in closed form.
    private static func rows(target: Float) -> Problem {
        var problem = Problem(rowCount: 12, featureCount: 1, seed: 1)
        problem.features = problem.features.map { _ in 0 }
        problem.targets = problem.targets.map { _ in target }
        return problem
    }

    /// The bias walks from 0 to 10, by 10 (1 − 0.9ᵉ), and is best for validation on the way, at 4.
    private let training = rows(target: 10)
    private let validation = rows(target: 4)

    private func bias(afterEpoch epoch: Int) -> Double { 10 * (1 - (0..<epoch).reduce(1) { power, _ in power * 0.9 }) }

    private func trainer(
        patience: Int, minimumImprovement: Double = 0, epochCount: Int = 50, batchSize: Int = 12, workers: Int = 1
    ) throws -> Trainer {
        let plan = TrainingPlan(
            epochCount: epochCount, batchSize: batchSize, shardCount: 2, seed: 1,
            earlyStopping: EarlyStopping(patience: patience, minimumImprovement: minimumImprovement))
        return try training.trainer(
            plan, Recipe(rule: .sgd(), learningRate: batchSize == 12 ? 0.1 : 0.03), machine: machine(workers: workers))
    }

    private func run(_ trainer: Trainer, _ observer: RecordingObserver = RecordingObserver()) throws -> TrainingOutcome
    {
        try TrainingLoop(trainer, validation: validation.dataset(partitionCount: 2)).run([observer])
    }

    @Test("ends a run after some epochs without a better one, and brings the best one back", arguments: [1, 2, 3, 7])
    func stops(patience: Int) throws {
        let best = (1...50).min { abs(bias(afterEpoch: $0) - 4) < abs(bias(afterEpoch: $1) - 4) }!
        let trainer = try trainer(patience: patience)
        let observer = RecordingObserver()
        let outcome = try run(trainer, observer)
        #expect(outcome.hasStoppedEarly && trainer.hasStopped && trainer.isFinished && !outcome.wasInterrupted)
        #expect(outcome.stepCount == best + patience && trainer.completedSteps == best + patience)
        #expect(abs(Double(trainer.values[1]) - bias(afterEpoch: best)) < 1e-5)

        let losses = observer.records.compactMap(\.validation?.loss)
        #expect(losses.count == best + patience)
        #expect(outcome.validation?.loss == losses.min() && outcome.validation?.loss == losses[best - 1])
        // Nothing more happens.
        let digest = trainer.digest
        #expect(try trainer.advance(by: 10).stepCount == 0)
        #expect(try run(trainer).stepCount == outcome.stepCount)
        #expect(trainer.digest == digest)
    }

    @Test("brings the best epoch back at the last one too, without having stopped")
    func lastEpoch() throws {
        let trainer = try trainer(patience: 20, epochCount: 10)
        let outcome = try run(trainer)
        #expect(!outcome.hasStoppedEarly && !trainer.hasStopped && trainer.isFinished && outcome.stepCount == 10)
        #expect(abs(Double(trainer.values[1]) - bias(afterEpoch: 5)) < 1e-5)
        let error = bias(afterEpoch: 5) - 4
        #expect(abs((outcome.validation?.loss ?? .nan) - error * error / 2) < 1e-5)
    }

    @Test("asks for an improvement that is large enough")
    func minimumImprovement() throws {
        // ½(b − 4)² is 4.5 after an epoch, then 2.2, 0.83, 0.16: the fourth is less than 1 better.
        let trainer = try trainer(patience: 1, minimumImprovement: 1)
        let outcome = try run(trainer)
        #expect(outcome.hasStoppedEarly && outcome.stepCount == 4)
        #expect(abs(Double(trainer.values[1]) - bias(afterEpoch: 3)) < 1e-5)
    }

    @Test("goes on after a stop anywhere, with the same bits and the same end", arguments: [1, 3])
    func resumed(workers: Int) throws {
        let whole = try trainer(patience: 3, epochCount: 30, batchSize: 5, workers: workers)
        let outcome = try run(whole)
        #expect(outcome.hasStoppedEarly)
        for stop in 0...whole.completedSteps {
            let first = try trainer(patience: 3, epochCount: 30, batchSize: 5)
            let interruption = Interruption()
            if stop == 0 { interruption.request() }
            let interrupter = SpanObserver { if $0.step >= stop { interruption.request() } }
            let rows = try validation.dataset(partitionCount: 2)
            _ = try TrainingLoop(first, validation: rows, interruption: interruption).run([interrupter])
            let second = try trainer(patience: 3, epochCount: 30, batchSize: 5, workers: workers)
            second.state = first.state
            #expect(second.state == first.state)
            let rest = try run(second)
            #expect(rest.hasStoppedEarly && second.completedSteps == whole.completedSteps)
            #expect(second.digest == whole.digest && rest.validation == outcome.validation, "\(stop)")
            #expect(second.state == whole.state)
        }
    }

    @Test("never ends a run whose plan has none, or that has no rows to validate on")
    func without() throws {
        let plan = TrainingPlan(epochCount: 30, batchSize: 12, shardCount: 2, seed: 1)
        let plain = try training.trainer(plan, learningRate: 0.1)
        let outcome = try run(plain)
        #expect(!outcome.hasStoppedEarly && plain.completedSteps == 30)
        #expect(abs(Double(plain.values[1]) - bias(afterEpoch: 30)) < 1e-5)

        let blind = try trainer(patience: 1, epochCount: 30)
        #expect(try !TrainingLoop(blind, validation: nil).run().hasStoppedEarly)
        #expect(blind.digest == plain.digest)
    }
}

/// Does something after each span.
private final class SpanObserver: TrainingObserver {
    private let onSpan: (TrainingProgress) -> Void
    init(_ onSpan: @escaping (TrainingProgress) -> Void) { self.onSpan = onSpan }
    func didAdvance(_ progress: TrainingProgress) { onSpan(progress) }
    func didRecord(_ record: MetricsRecord) {}
}
