import Foundation
import TestSupport
import Testing

/// Rows of which about one in a hundred is of the second class.
@Suite("Measures of rare rows")
struct MeasureCommandTests {
    private static let trained = SharedRun("train", "a.yaml", "--quiet", "--output", "run") { folder in
        var random = SplitMix(state: 3)
        var text = "age,gain,income\n"
        for _ in 0..<6000 {
            let (age, gain) = (Double.random(in: -2...2, using: &random), Double.random(in: -2...2, using: &random))
            let isRich = Double.random(in: 0...1, using: &random) < 1 / (1 + exp(7.5 - 1.6 * age - 2.2 * gain))
            text += "\(Float(age)),\(Float(gain)),\(isRich ? ">50K" : "<=50K")\n"
        }
        try folder.write(text, to: "rows.csv")
        try folder.write(
            """
            data: {file: {train: rows.csv, target: income}, validation_fraction: 0.3, stratify: true}
            model: {kind: logistic_regression}
            training: {epochs: 30, batch_size: 128}
            optimizer: {kind: adam, learning_rate: 0.02}
            """, to: "a.yaml")
    }

    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        let outcome = try Self.trained.outcome
        try #require(outcome.status == 0, "\(outcome.errors)")
        try Self.trained.copy(into: folder)
    }

    private func train(_ settings: String...) throws -> Outcome {
        try folder.lockstep(
            ["train", "a.yaml", "--quiet", "--output", "other", "--overwrite"] + settings.flatMap { ["--set", $0] })
    }

    @Test("show a model that finds few of them as what it is, beside the baseline")
    func baseline() throws {
        let report = try JSONObject(folder.lockstep("evaluate", "run", "--json").output)
        let share = try report.number("validation_baseline_average_precision")
        #expect(share > 0.005 && share < 0.05)
        #expect(try abs(report.number("validation_baseline_accuracy") - (1 - share)) < 1e-12)
        #expect(try report.number("validation_roc_auc") > 0.9 && report.number("validation_baseline_roc_auc") == 0.5)
        #expect(try report.number("validation_average_precision") > 5 * share)
        #expect(try report.number("validation_recall") < 0.6 && report.number("validation_accuracy") > 0.97)
        let words = try folder.lockstep("evaluate", "run").lines
        for name in ["roc_auc", "average_precision", "recall", "accuracy"] {
            #expect(
                words.contains { $0.split(separator: " ").count == 3 && $0.hasPrefix("validation_\(name) ") }, "\(name)"
            )
        }
        let summary = try folder.json("run/summary.json")
        #expect(try summary.number("validation_roc_auc") == report.number("validation_roc_auc"))
        let training = try JSONObject(
            folder.lockstep("evaluate", "run", "--data", "rows.csv", "--json").output)
        #expect(try abs(training.number("roc_auc") - summary.number("train_roc_auc")) < 0.02)
    }

    @Test("become found by weights of classes, which measures leave out")
    func balanced() throws {
        #expect(try train("training.class_weight=balanced").status == 0)
        let summary = try folder.json("other/summary.json")
        #expect(try summary.number("validation_recall") >= 0.8 && summary.number("train_recall") >= 0.8)
        // Training rows count as much as they weigh by themselves: few are of the second class.
        #expect(try summary.number("train_baseline_average_precision") < 0.05)
    }

    @Test("become found by a threshold, given or chosen, which the model keeps")
    func threshold() throws {
        let low = try JSONObject(folder.lockstep("evaluate", "run", "--threshold", "0.02", "--json").output)
        let none = try JSONObject(folder.lockstep("evaluate", "run", "--json").output)
        #expect(try low.number("validation_recall") > none.number("validation_recall"))
        #expect(try low.number("validation_roc_auc") == none.number("validation_roc_auc"))

        #expect(try train("training.decision_threshold=f1").status == 0)
        let chosen = try folder.json("other/summary.json")
        let threshold = try chosen.number("decision_threshold")
        #expect(try chosen.number("validation_f1") >= none.number("validation_f1") && threshold > 0 && threshold < 1)
        #expect(
            try folder.tensors("other/model.safetensors").metadata["threshold"].flatMap(Float.init) == Float(threshold))
        let again = try JSONObject(folder.lockstep("evaluate", "other", "--json").output)
        #expect(try again.number("validation_f1") == chosen.number("validation_f1"))
        let predictions = try folder.lockstep("predict", "other", "--data", "rows.csv").lines.dropFirst()
        for line in predictions {
            let fields = line.split(separator: ",")
            let isRich = fields.first.map { $0.contains(">50K") }
            #expect(isRich == (Float(fields.last ?? "") ?? .nan >= Float(threshold)))
        }
        let costly = try train(
            "training.decision_threshold=cost", "training.false_negative_cost=50", "training.false_positive_cost=1")
        #expect(costly.status == 0)
        #expect(try folder.json("other/summary.json").number("validation_recall") > chosen.number("validation_recall"))
    }

    @Test("choose the epoch, which the summary names, and whose measures it has")
    func earlyStopping() throws {
        #expect(
            try train(
                "training.early_stopping.metric=average_precision", "training.early_stopping.patience=2"
            ).status == 0)
        let epochs = try folder.jsonLines("other/metrics.jsonl").compactMap {
            $0.members["average_precision"] as? Double
        }
        let summary = try folder.json("other/summary.json")
        let best = try #require(epochs.max())
        #expect(try summary.number("best_epoch") == Double(epochs.firstIndex(of: best)! + 1))
        #expect(try summary.number("validation_average_precision") == best)
    }

    @Test("are asked for by their names alone")
    func mistakes() throws {
        let regression = try train("training.early_stopping.metric=mse")
        #expect(regression.status == 2 && regression.errorLines.count == 1)
        #expect(regression.errors.contains("training.early_stopping.metric: found mse, expected one of loss, roc_auc"))
        let many = try folder.lockstep("evaluate", "run", "--threshold", "1.5")
        #expect(many.status == 2 && many.errors.contains("--threshold: found 1.5, expected a number from 0 to 1"))
        let weighted = try train("training.early_stopping.metric=top_5_accuracy")
        #expect(weighted.status == 2 && weighted.errors.contains("since there are 2 classes"), "\(weighted)")
    }

    @Test("of one row say what they cannot say")
    func oneRow() throws {
        try folder.write("age,gain,income\n1,1,<=50K\n", to: "one.csv")
        let report = try JSONObject(folder.lockstep("evaluate", "run", "--data", "one.csv", "--json").output)
        #expect(report.members["roc_auc"] is NSNull)
        let reasons = try #require(report.members["undefined"] as? [String: String])
        #expect(reasons["roc_auc"] == "no row is of the class" && reasons["recall"] != nil)
        let words = try folder.lockstep("evaluate", "run", "--data", "one.csv").output
        #expect(words.contains("undefined: no row is of the class"))
    }
}
