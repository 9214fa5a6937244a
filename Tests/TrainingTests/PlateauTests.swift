import Datasets
import Files
import Measures
import Models
import Optimizers
import TestSupport
import Testing
import Training

@Suite("A plateau")
struct PlateauTests {
    private let folder: ScratchFolder
    private let problem: SparseProblem
    /// Weights decay lazily, so that a cut comes between two times that their factor is taken up.
    private let recipe = Recipe(
        architecture: .logisticRegression, learningRate: 0.5,
        schedule: Schedule(.plateau(Plateau(factor: 0.5, patience: 0, threshold: 0.01))), l2: 0.02)
    private let plan = TrainingPlan(epochCount: 12, batchSize: 30, shardCount: 3, seed: 1)

    init() throws {
        folder = try ScratchFolder()
        problem = try SparseProblem(rowCount: 200, columnCount: 80, mostNumbers: 8, classCount: 2, seed: 6)
    }

    private func trainer(workers: Int = 1) throws -> Trainer {
        try problem.trainer(plan, recipe, machine: machine(workers: workers))
    }

    @Test(
        "cuts the rate at the end of an epoch, by the validation rows, or where there are none by the training's loss")
    func cuts() throws {
        for validation in [try problem.dataset(isSparse: true, partitionCount: 2), nil] {
            let observer = RecordingObserver()
            let trainer = try trainer()
            _ = try TrainingLoop(trainer, validation: validation).run([observer])
            var (best, rate, rates) = (Double.infinity, 0.5, [Double]())
            let stepsPerEpoch = trainer.minibatches.stepsPerEpoch
            var epochLoss = 0.0
            for record in observer.records {
                // Seven records an epoch, of one step each, the last of which has fewer rows.
                epochLoss += record.trainLoss * (record.step % stepsPerEpoch == 0 ? 20 : 30) / 200
                rates.append(rate)
                guard record.step % stepsPerEpoch == 0 else { continue }
                let value = try validation == nil ? epochLoss : #require(record.validation).loss
                if value < best * 0.99 { best = value } else { rate /= 2 }
                epochLoss = 0
            }
            #expect(observer.records.compactMap { $0.learningRate.map(Double.init) } == rates)
            #expect(rate < 0.25 && rates.count == trainer.totalSteps)
        }
    }

    @Test("goes on after a stop anywhere, with the same bits")
    func resumed() throws {
        let validation = try problem.dataset(isSparse: true, partitionCount: 2)
        let whole = try trainer()
        _ = try TrainingLoop(whole, validation: validation).run()
        let identity = TrainingIdentity(
            named: "1",
            rows: RowFingerprints(
                training: try #require(RowFingerprint("1-all-1-2-3")),
                validation: try #require(RowFingerprint("1-all-1-2-3"))))
        for stop in [1, 7, 20, 45, 63, 83] {
            let first = try trainer(workers: 2)
            let interruption = Interruption()
            let interrupter = RecordingObserver { if $0.step >= stop { interruption.request() } }
            _ = try TrainingLoop(first, validation: validation, interruption: interruption).run([interrupter])
            #expect(first.completedSteps == stop)
            try Checkpoint(of: identity, state: first.state, totals: TrainingTotals())
                .save(to: folder.file("a"), first.model.layout)
            let second = try trainer(workers: 3)
            second.state = try Checkpoint(reading: folder.file("a"), of: identity, for: second).state
            #expect(second.state == first.state)
            _ = try TrainingLoop(second, validation: validation).run()
            #expect(second.digest == whole.digest && second.state.plateau == whole.state.plateau, "\(stop)")
        }
    }
}
