import Datasets
import Foundation
import Kernels
import Models
import NUMA
import Optimizers
import Reports
import TestSupport
import Testing
import Training

@Suite("The log of metrics")
struct MetricsLogTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// Keeps the records that the log was given.
    private final class Keeper: TrainingObserver {
        private(set) var records: [MetricsRecord] = []
        func didAdvance(_ progress: TrainingProgress) {}
        func didRecord(_ record: MetricsRecord) { records.append(record) }
    }

    /// A run of 2 epochs of 5 steps.
    private func run(_ observers: [any TrainingObserver]) throws {
        let kernels = try InstructionSet.best().kernels
        let rows = SyntheticRegression(
            seed: 1, rowCount: 60, featureCount: 3, weights: nil, bias: nil, noise: 0.1, kernels: kernels)
        let split = HeldOutSplit(rowCount: 60, fraction: 1 / 6, seed: 1, kernels: kernels)
        let placement = Placement(nodes: [])
        func dataset(_ part: HeldOutSplit.Part) throws -> Dataset {
            try Dataset(rows, part: part, of: split, partitionCount: 2, placement: placement)
        }
        let trainer = try Trainer(
            model: LinearRegression(featureCount: 3, kernels: kernels),
            optimizer: SGD(learningRate: 0.1, kernels: kernels),
            dataset: dataset(.training), plan: TrainingPlan(epochCount: 2, batchSize: 10, shardCount: 2, seed: 1),
            machine: MachinePlan(workerCount: 2, instructionSet: try .best()))
        _ = try TrainingLoop(trainer, validation: dataset(.validation), placement: placement, learningRate: 0.1)
            .run(observers)
    }

    @Test("has an object on each line, with the metrics of the validation where there was one")
    func lines() throws {
        let keeper = Keeper()
        try run([try MetricsLog(path: folder.file("metrics.jsonl")), keeper])
        let text = try folder.text("metrics.jsonl")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == keeper.records.count + 1 && lines.last == "")
        #expect(keeper.records.count == 10)

        let always = ["step", "epoch", "rows", "seconds", "train_loss", "learning_rate", "rows_per_second"]
        let atValidation = ["validation_loss", "mse", "rmse", "mae", "r2"]
        for (line, record) in zip(lines, keeper.records) {
            // Not JSONSerialization, whose numbers differ in the last place.
            let object = try JSONDecoder().decode([String: Double].self, from: Data(line.utf8))
            let isEpochEnd = record.step % 5 == 0
            #expect(Set(object.keys) == Set(always + (isEpochEnd ? atValidation : [])))
            #expect(object["step"] == Double(record.step) && object["epoch"] == (record.step <= 5 ? 1 : 2))
            #expect(object["rows"] == Double(10 * record.step))
            #expect(object["train_loss"] == record.trainLoss && object["seconds"] == record.seconds)
            #expect(object["learning_rate"] == 0.1 && object["rows_per_second"] == record.rowsPerSecond)
            if let validation = record.validation {
                #expect(object["validation_loss"] == validation.loss && object["mse"] == validation.mse)
                #expect(object["rmse"] == validation.rmse && object["mae"] == validation.mae)
                #expect(object["r2"] == validation.r2)
            }
        }
    }

    @Test("has each line as soon as it is known, in the place of an older file")
    func writtenAtOnce() throws {
        final class Reader: TrainingObserver {
            let folder: ScratchFolder
            var lineCounts: [Int] = []
            init(_ folder: ScratchFolder) { self.folder = folder }
            func didAdvance(_ progress: TrainingProgress) {}
            func didRecord(_ record: MetricsRecord) throws {
                lineCounts.append(try folder.text("metrics.jsonl").count { $0 == "\n" })
            }
        }
        let path = try folder.put(Array("an older run\n".utf8), in: "metrics.jsonl")
        let reader = Reader(folder)
        try run([try MetricsLog(path: path), reader])
        #expect(reader.lineCounts == Array(1...10))
    }
}
