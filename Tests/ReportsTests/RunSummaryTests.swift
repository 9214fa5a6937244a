import Datasets
import Foundation
import Kernels
import Models
import Optimizers
import Reports
import Testing
import Training

@Suite("The summary of a run")
struct RunSummaryTests {
    private static let regression = [
        "rows", "loss", "mse", "rmse", "mae", "r2", "residual_standard_deviation", "gaussian_nll",
    ]
    private static let classification = [
        "rows", "loss", "accuracy", "cross_entropy", "label_entropy", "kl_divergence", "macro_precision",
        "macro_recall", "macro_f1",
    ]
    private static let others = [
        "name", "lockstep_version", "digest", "train_loss", "epochs", "stopped_early", "steps", "rows_seen",
        "training_rows",
        "features",
        "train_seconds",
        "data_seconds", "rows_per_second", "workers", "instruction_set", "memory_nodes", "local_row_share",
        "memory",
    ]

    private func summary(
        _ run: SampleRun, validates: Bool = true, tests: Bool = false
    ) throws -> (RunSummary, Evaluation) {
        let outcome = try run.run(validates: validates)
        let evaluation = run.trainer.evaluate(on: run.validation)
        let summary = RunSummary(
            name: "a \"run\"", outcome: outcome, test: tests ? evaluation : nil, digest: run.trainer.digest,
            training: run.training, epochCount: run.trainer.minibatches.epochs(ofSteps: outcome.stepCount),
            dataSeconds: 0.5, machine: run.machine, memory: run.trainer.placedMemory, rowsRead: run.trainer.rowsRead)
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
            Self.others + (sets.validates ? model.measures.map { "validation_\($0)" } : [])
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
        let table = lines.suffix(6).prefix(4)
        let words = ["rows", "loss", "accuracy", "cross-entropy", "macro", "F1"]
        #expect(table.first?.split(separator: " ").map(String.init) == words)
        let names = ["train", "validation", "test"]
        #expect(table.dropFirst().map { $0.prefix(16) } == names.map { $0.padding(to: 16) })
        for line in table.suffix(2) {
            let numbers = line.split(separator: " ").dropFirst().compactMap { Double($0) }
            #expect(numbers.count == 5 && numbers.first == 10 && abs(numbers[1] / evaluation.loss - 1) < 1e-3)
        }
        // Columns end where their headings do.
        #expect(Set(table.map(\.count)).count == 2 && table.last?.count == table.first?.count)
    }

    @Test("of a regression names other measures")
    func regressionTable() throws {
        let (summary, _) = try summary(SampleRun())
        let header = summary.lines.first { $0.hasPrefix("  ") }
        #expect(header?.split(separator: " ") == ["rows", "loss", "mse", "rmse", "mae", "r2"])
        #expect(!summary.lines.contains { $0.hasPrefix("test ") })
        let without = try self.summary(SampleRun(), validates: false).0.lines
        #expect(without.allSatisfy { !$0.hasPrefix("validation") } && without.contains { $0.hasPrefix("train   ") })
    }

    @Test("tells whether early stopping ended the run")
    func stoppedEarly() throws {
        let (summary, _) = try summary(
            SampleRun(earlyStopping: EarlyStopping(patience: 1, minimumImprovement: 1e6)))
        // Any loss is better than none; the second epoch's is not a million better.
        #expect(summary.outcome.hasStoppedEarly)
        #expect(summary.lines.first == "trained on      50 rows x 3 features, 10 steps in 2 epochs, stopped early")
        #expect(summary.json.compact.contains(#""stopped_early":true"#))
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
