import Foundation
import TestSupport
import Testing

/// Rows whose target, 9000 + 30 a − 12 b and noise, is far from 0: a model whose bias starts at 0 is far from it for long.
@Suite("data.scale_target")
struct ScaledTargetTests {
    private struct Row {
        let a, b, target: Double
        var line: String { "\(a),\(b),\(target)\n" }
    }

    private static let rows: [Row] = {
        var random = SplitMix(state: 31)
        return (0..<400).map { _ in
            let (a, b) = (Double.random(in: -2...2, using: &random), Double.random(in: 0...5, using: &random))
            return Row(a: a, b: b, target: 9000 + 30 * a - 12 * b + .random(in: -3...3, using: &random))
        }
    }()

    private static func configuration(
        _ name: String, model: String = "kind: linear_regression", data: String = "", more: String = ""
    ) -> String {
        """
        name: \(name)
        data:
          file: {train: d.csv, target: y, validation: v.csv\(data)}
          scale: standard
          scale_target: standard
        model: {\(model)}
        training: {epochs: 40, batch_size: 20, shards: 3}
        optimizer: {learning_rate: 0.05\(more)}
        """
    }

    private static func write(_ rows: ArraySlice<Row>, to name: String, in folder: ScratchFolder) throws {
        try folder.write("a,b,y\n" + rows.map(\.line).joined(), to: name)
    }

    private static let trained = SharedRun("train", "linear.yaml", "--quiet", "--json") { folder in
        try write(rows[..<300], to: "d.csv", in: folder)
        try write(rows[300...], to: "v.csv", in: folder)
        try folder.write(configuration("linear"), to: "linear.yaml")
    }

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        let outcome = try Self.trained.outcome
        try #require(outcome.status == 0, "\(outcome.errors)")
        try Self.trained.copy(into: folder)
    }

    private func predictions(_ run: String, _ data: String = "v.csv") throws -> [Double] {
        let outcome = try folder.lockstep("predict", run, "--data", data)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.lines.dropFirst().compactMap { Double($0) }
    }

    @Test("gives predictions and measures in the target's unit, and tells the loss in both")
    func unit() throws {
        let summary = try JSONObject(Self.trained.outcome.output)
        let found = try predictions("runs/linear")
        let rows = Self.rows[300...]
        let errors = zip(found, rows).map { $0 - $1.target }
        let mse = errors.reduce(0) { $0 + $1 * $1 } / 100
        #expect(found.count == 100 && mse < 4)
        #expect(try abs(summary.number("validation_mse") / mse - 1) < 1e-3)
        #expect(try abs(summary.number("validation_loss") / (mse / 2) - 1) < 1e-3)
        #expect(try summary.number("validation_r2") > 0.99)
        let training = Self.rows[..<300].map(\.target)
        let mean = training.reduce(0, +) / 300
        let variance = training.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 300
        for part in ["train_loss", "validation_loss"] {
            #expect(try abs(summary.number("scaled_\(part)") * variance / summary.number(part) - 1) < 1e-4)
        }
        let record = try #require(folder.jsonLines("runs/linear/metrics.jsonl").last)
        #expect(
            try abs(record.number("scaled_validation_loss") * variance / record.number("validation_loss") - 1) < 1e-4)
        #expect(try abs(record.number("scaled_train_loss") * variance / record.number("train_loss") - 1) < 1e-4)
        #expect(try abs(record.number("mse") / summary.number("validation_mse") - 1) < 1e-9)
        let report = try folder.lockstep("train", "linear.yaml", "--output", "again", "--workers", "2")
        #expect(report.lines.contains { $0.contains("scaled loss") } && report.digest != nil)
        #expect(try summary.text("digest") == report.digest)
    }

    @Test("says the same when the model is measured again, on a file and on its own rows")
    func evaluated() throws {
        let summary = try JSONObject(Self.trained.outcome.output)
        let onFile = try JSONObject(folder.lockstep("evaluate", "runs/linear", "--data", "v.csv", "--json").output)
        let own = try JSONObject(folder.lockstep("evaluate", "runs/linear", "--json").output)
        for measure in ["mse", "mae", "r2", "loss"] {
            let expected = try summary.number("validation_\(measure)")
            #expect(try abs(onFile.number(measure) / expected - 1) < 1e-6)
            #expect(try own.number("validation_\(measure)") == expected)
        }
    }

    @Test(
        "takes Huber's delta and the quantile in the target's unit",
        arguments: ["huber, huber_delta: 4", "absolute", "quantile, quantile: 0.8"])
    func losses(loss: String) throws {
        try folder.write(
            Self.configuration("other", model: "kind: linear_regression, loss: \(loss)"), to: "other.yaml")
        let summary = try folder.summary(ofTraining: "other")
        let errors = try zip(predictions("runs/other"), Self.rows[300...]).map { $1.target - $0 }
        let losses = errors.map { error in
            switch loss.prefix(1) {
            case "h": abs(error) <= 4 ? error * error / 2 : 4 * (abs(error) - 2)
            case "a": abs(error)
            default: max(0.8 * error, -0.2 * error)
            }
        }
        let mean = losses.reduce(0, +) / 100
        #expect(try abs(summary.number("validation_loss") / mean - 1) < 1e-3)
        #expect(try summary.number("validation_r2") > 0.98)
        // Noise is uniform in −3…3, whose upper fifth begins at 1.8.
        let below = Double(errors.count { $0 < 0 }) / 100
        #expect(loss.hasPrefix("q") ? (0.65...0.95).contains(below) : (0.3...0.7).contains(below))
    }

    @Test("suits a multilayer perceptron, early stopping, weights, and going on from a checkpoint")
    func perceptron() throws {
        try folder.write(
            Self.configuration("mlp", model: "kind: mlp, hidden: [12], loss: squared", data: ", weight: b")
                .replacing(
                    "shards: 3", with: "shards: 3, early_stopping: {patience: 5}, checkpoint: {every_steps: 100}"
                )
                .replacing("scale: standard", with: "scale: none")
                .replacing("{learning_rate: 0.05", with: "{kind: adamw, learning_rate: auto"),
            to: "mlp.yaml")
        let summary = try folder.summary(ofTraining: "mlp")
        // The column of weights is no feature.
        #expect(try summary.number("validation_r2") > 0.7)
        let digest = try summary.text("digest")
        #expect(try folder.summary(ofTraining: "mlp", "--output", "again", "--workers", "3").text("digest") == digest)
        try FileManager.default.removeItem(atPath: folder.file("again/summary.json"))
        let resumed = try folder.lockstep(
            "train", "mlp.yaml", "--output", "again", "--resume", "--quiet", "--json")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try JSONObject(resumed.output).text("digest") == digest)
    }

    @Test("suits sparse rows: the same measures as dense ones")
    func sparse() throws {
        let text = Self.rows.enumerated().map { index, row in
            "\(row.target) \(index % 7 + 1):\(row.a) \(index % 3 + 20):\(row.b)\n"
        }
        try folder.write(text[..<300].joined(), to: "d.svm")
        try folder.write(text[300...].joined(), to: "v.svm")
        for storage in ["sparse", "float32"] {
            try folder.write(
                Self.configuration(storage).replacing("d.csv", with: "d.svm").replacing("v.csv", with: "v.svm")
                    .replacing("scale: standard\n", with: "storage: \(storage)\n"), to: "\(storage).yaml")
        }
        let (sparse, dense) = (try folder.summary(ofTraining: "sparse"), try folder.summary(ofTraining: "float32"))
        for measure in ["validation_mse", "validation_loss", "train_loss"] {
            #expect(try abs(sparse.number(measure) / dense.number(measure) - 1) < 1e-4)
        }
        let found = try zip(predictions("runs/sparse", "v.svm"), predictions("runs/float32", "v.svm"))
        #expect(found.allSatisfy { abs($0 - $1) < 0.01 && $0 > 8000 })
        let again = try JSONObject(folder.lockstep("evaluate", "runs/sparse", "--data", "v.svm", "--json").output)
        #expect(try abs(again.number("mse") / sparse.number("validation_mse") - 1) < 1e-6)
    }

    @Test("is for numbers alone")
    func classes() throws {
        try folder.write(Self.configuration("bad", model: "kind: softmax_regression"), to: "bad.yaml")
        try folder.expectRefusal(
            ["train", "bad.yaml"],
            "bad.yaml:5:17: data.scale_target: found standard, expected none, since the model predicts a class")
    }

    @Test("comes with a learning rate from the rows: said, saved, and the same for any workers")
    func automaticRate() throws {
        try folder.write(
            Self.configuration("auto").replacing("learning_rate: 0.05", with: "kind: sgd, learning_rate: auto"),
            to: "auto.yaml")
        let outcome = try folder.lockstep("train", "auto.yaml", "--workers", "1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let summary = try folder.json("runs/auto/summary.json")
        let rate = try summary.number("learning_rate")
        #expect(outcome.errors.contains("learning rate \(Float(rate)), from how the rows curve the loss"))
        #expect(try rate > 0.1 && rate < 1 && summary.number("validation_r2") > 0.99)
        let again = try folder.summary(ofTraining: "auto", "--output", "again", "--workers", "3")
        #expect(try again.text("digest") == outcome.digest && again.number("learning_rate") == rate)
    }
}
