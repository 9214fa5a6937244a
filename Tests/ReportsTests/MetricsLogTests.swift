import Foundation
import Measures
import Models
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

    private static let always = ["step", "epoch", "rows", "seconds", "train_loss", "learning_rate", "rows_per_second"]

    /// Runs, and checks all that does not depend on the model; answers each line's object with its validation.
    private func lines(_ run: SampleRun, _ atValidation: [String]) throws -> [([String: Double], Evaluation?)] {
        let keeper = Keeper()
        _ = try run.run([try MetricsLog(path: folder.file("metrics.jsonl")), keeper])
        let text = try folder.text("metrics.jsonl")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == keeper.records.count + 1 && lines.last == "")
        #expect(keeper.records.count == 10)
        return try zip(lines, keeper.records).map { line, record in
            // Not JSONSerialization, whose numbers differ in the last place.
            let object = try JSONDecoder().decode([String: Double].self, from: Data(line.utf8))
            let isEpochEnd = record.step % 5 == 0
            #expect(Set(object.keys) == Set(Self.always + (isEpochEnd ? atValidation : [])))
            #expect(object["step"] == Double(record.step) && object["epoch"] == (record.step <= 5 ? 1 : 2))
            #expect(object["rows"] == Double(10 * record.step))
            #expect(object["train_loss"] == record.trainLoss && object["seconds"] == record.seconds)
            #expect(object["learning_rate"] == 0.1 && object["rows_per_second"] == record.rowsPerSecond)
            #expect(object["validation_loss"] == record.validation?.loss)
            return (object, record.validation)
        }
    }

    @Test("has an object on each line, with the metrics of a regression where it was validated")
    func regression() throws {
        let keys = [
            "validation_loss", "mse", "rmse", "mae", "median_absolute_error", "mape", "r2", "explained_variance",
            "pinball_loss", "residual_standard_deviation", "gaussian_nll",
        ]
        for (object, validation) in try lines(SampleRun(), keys) {
            guard case .regression(let measures) = validation else { continue }
            #expect(object["mse"] == measures.mse && object["rmse"] == measures.rmse)
            #expect(object["mae"] == measures.mae && object["r2"] == measures.r2.number)
            #expect(object["residual_standard_deviation"] == measures.residualStandardDeviation)
            #expect(object["gaussian_nll"] == measures.gaussianNegativeLogLikelihood)
        }
    }

    @Test("has those of a classification")
    func classification() throws {
        let keys = [
            "validation_loss", "roc_auc", "roc_auc_weighted", "average_precision", "log_loss", "brier_score",
            "accuracy",
            "balanced_accuracy", "precision_macro", "f1_macro", "f1_weighted", "matthews_correlation", "cohen_kappa",
            "expected_calibration_error", "kl_divergence", "label_entropy",
        ]
        for (object, validation) in try lines(SampleRun(.softmaxRegression), keys) {
            guard case .classification(let measures) = validation else { continue }
            #expect(object["accuracy"] == measures.accuracy && object["log_loss"] == measures.meanLoss)
            #expect(object["label_entropy"] == measures.labelEntropy && object["kl_divergence"] == measures.divergence)
            #expect(object["precision_macro"] == measures.macroPrecision)
            #expect(object["balanced_accuracy"] == measures.macroRecall && object["f1_macro"] == measures.macroF1)
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
        _ = try SampleRun().run([try MetricsLog(path: path), reader])
        #expect(reader.lineCounts == Array(1...10))
    }
}
