import Datasets
import Foundation
import Kernels
import Measures
import Models
import Optimizers
import Reports
import Testing
import Training

@Suite("The summary of a run")
struct RunSummaryTests {
    private static let regression = [
        "rows", "loss", "mse", "rmse", "mae", "median_absolute_error", "mape", "r2", "explained_variance",
        "pinball_loss", "residual_standard_deviation", "gaussian_nll", "baseline_mse", "baseline_rmse", "baseline_r2",
        "baseline_explained_variance",
    ]
    private static let classification = [
        "rows", "loss", "roc_auc", "roc_auc_weighted", "average_precision", "log_loss", "brier_score", "accuracy",
        "balanced_accuracy", "precision_macro", "f1_macro", "f1_weighted", "matthews_correlation", "cohen_kappa",
        "expected_calibration_error", "kl_divergence", "label_entropy", "baseline_loss", "baseline_roc_auc",
        "baseline_roc_auc_weighted", "baseline_average_precision", "baseline_log_loss", "baseline_brier_score",
        "baseline_accuracy", "baseline_balanced_accuracy", "baseline_f1_macro", "baseline_f1_weighted",
        "baseline_cohen_kappa", "baseline_expected_calibration_error",
    ]
    private static let others = [
        "name", "lockstep_version", "digest", "epochs", "learning_rate", "optimality", "stopped_early", "best_epoch",
        "decision_threshold", "steps",
        "rows_seen",
        "training_rows",
        "features", "image",
        "train_seconds",
        "data_seconds", "rows_per_second", "workers", "instruction_set", "memory_nodes", "local_row_share",
        "memory",
    ]

    private func summary(
        _ run: SampleRun, validates: Bool = true, tests: Bool = false, stopsEarly: Bool = false
    ) throws -> (RunSummary, Evaluation) {
        let outcome = try run.run(validates: validates)
        let evaluation = run.trainer.evaluate(on: run.validation)
        let summary = RunSummary(
            name: "a \"run\"", outcome: outcome, train: run.trainer.evaluate(on: run.training),
            validation: outcome.validation, test: tests ? evaluation : nil,
            bestEpoch: stopsEarly ? outcome.epochOfParameters : nil, digest: run.trainer.digest,
            training: run.training, epochCount: run.trainer.minibatches.epochs(ofSteps: outcome.stepCount),
            learningRate: run.trainer.fullLearningRate, dataSeconds: 0.5, machine: run.machine,
            memory: run.trainer.placedMemory, rowsRead: run.trainer.rowsRead)
        return (summary, evaluation)
    }

    @Test(
        "names each measure by its set and itself",
        arguments: [(false, regression), (true, classification)], [(false, false), (true, false), (true, true)])
    func keys(model: (isClassifier: Bool, measures: [String]), sets: (validates: Bool, tests: Bool)) throws {
        let run = try SampleRun(model.isClassifier ? .mlp([4]) : .linearRegression(.squared))
        let (summary, evaluation) = try summary(run, validates: sets.validates, tests: sets.tests)
        let text = summary.json.pretty
        let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let expected =
            Self.others + model.measures.map { "train_\($0)" }
            + (sets.validates ? model.measures.map { "validation_\($0)" } : [])
            + (sets.tests ? model.measures.map { "test_\($0)" } : [])
        #expect(Set(object.keys) == Set(expected))
        #expect(object["name"] as? String == "a \"run\"" && object["digest"] as? String == "\(run.trainer.digest)")
        #expect(object["epochs"] as? Int == 2 && object["steps"] as? Int == 10)
        #expect(
            object["rows_seen"] as? Int == 100 && object["training_rows"] as? Int == 50
                && object["features"] as? Int == 3)
        #expect(object["stopped_early"] as? Bool == false && object["workers"] as? Int == 2)
        if sets.tests {
            #expect(object["test_rows"] as? Int == 10)
            #expect(abs((object["test_loss"] as? Double ?? .nan) / evaluation.loss - 1) < 1e-12)
        }
    }

    @Test("ends, for people, with the validation loss and the digest")
    func lines() throws {
        let run = try SampleRun(.softmaxRegression)
        let (summary, evaluation) = try summary(run, tests: true)
        let lines = summary.lines
        #expect(lines.first == "trained on      50 rows x 3 features, 10 steps in 2 epochs")
        #expect(lines.suffix(2).first == "validation loss \(Format.metric(evaluation.loss))")
        #expect(lines.last == "digest \(run.trainer.digest)")
        let table = lines.suffix(8).prefix(6)
        let words = ["rows", "loss", "accuracy", "balanced_accuracy", "f1_macro", "roc_auc"]
        #expect(table.first?.split(separator: " ").map(String.init) == words)
        let names = ["train", "validation", "  largest class", "test", "  largest class"]
        #expect(table.dropFirst().map { $0.prefix(16) } == names.map { $0.padding(to: 16) })
        for line in table where line.hasPrefix("validation") || line.hasPrefix("test") {
            let numbers = line.split(separator: " ").dropFirst().compactMap { Double($0) }
            #expect(numbers.count == 6 && numbers.first == 10 && abs(numbers[1] / evaluation.loss - 1) < 1e-3)
        }
        // Columns end where their headings do.
        #expect(table.filter { $0.hasPrefix("test") || $0.hasPrefix(" ") && $0.hasSuffix("auc") }.count == 2)
        #expect(Set(table.filter { $0.hasPrefix("test") || $0.hasSuffix("auc") }.map(\.count)).count == 1)
        // A model that ignores the features has the largest class's share, and the entropy of the shares.
        guard case .classification(let measures) = evaluation else { throw MissingClasses() }
        let shares = measures.classes.map { Double($0.support) / 10 }
        let entropy = shares.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
        let baseline = table.last?.split(separator: " ").compactMap { Double($0) } ?? []
        #expect(baseline.count == 5 && abs(baseline[1] - (shares.max() ?? 0)) < 1e-3)
        #expect(abs(baseline[0] - entropy) < 1e-3 && baseline[4] == 0.5)
    }

    @Test("of a regression names other measures")
    func regressionTable() throws {
        let (summary, _) = try summary(SampleRun())
        let header = summary.lines.first { $0.hasPrefix("  ") }
        #expect(header?.split(separator: " ") == ["rows", "loss", "mse", "rmse", "mae", "r2"])
        let object = try JSONObjectReading.numbers(summary.json.pretty)
        let variance = try #require(object["validation_baseline_mse"])
        let (mse, r2) = (try #require(object["validation_mse"]), try #require(object["validation_r2"]))
        #expect(abs(mse / variance - (1 - r2)) < 1e-9 && object["validation_baseline_r2"] == 0)
        #expect(summary.lines.contains { $0.hasPrefix("  mean alone") })
        #expect(!summary.lines.contains { $0.hasPrefix("test ") })
        let without = try self.summary(SampleRun(), validates: false).0.lines
        #expect(without.allSatisfy { !$0.hasPrefix("validation") } && without.contains { $0.hasPrefix("train   ") })
    }

    @Test("tells whether early stopping ended the run")
    func stoppedEarly() throws {
        let (summary, _) = try summary(
            SampleRun(earlyStopping: EarlyStopping(patience: 1, minimumImprovement: 1e6)), stopsEarly: true)
        // Any loss is better than none; the second epoch's is not a million better.
        #expect(summary.outcome.hasStoppedEarly)
        #expect(
            summary.lines.first
                == "trained on      50 rows x 3 features, 10 steps in 2 epochs, stopped early; the model is that of epoch 1"
        )
        #expect(summary.json.compact.contains(#""best_epoch":1"#))
        #expect(summary.json.compact.contains(#""stopped_early":true"#))
    }
}

private struct MissingClasses: Error {}

private enum JSONObjectReading {
    /// The numbers of an object, by their keys.
    static func numbers(_ text: String) throws -> [String: Double] {
        let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        return object.compactMapValues { ($0 as? NSNumber)?.doubleValue }
    }
}

extension String {
    fileprivate func padding(to width: Int) -> Substring {
        Substring(self + String(repeating: " ", count: width - count))
    }
}

extension Architecture {
    fileprivate static func mlp(_ hidden: [Int]) -> Architecture {
        .multilayerPerceptron(hidden: hidden, activation: .relu, initialization: nil, regressionLoss: nil)
    }
}
