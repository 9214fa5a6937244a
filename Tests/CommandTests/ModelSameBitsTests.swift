import Foundation
import Kernels
import TestSupport
import Testing

@Suite("The digest of every kind of model")
struct ModelSameBitsTests {
    struct Example: CustomTestStringConvertible {
        let testDescription: String
        let text: String

        init(_ name: String, _ data: String, _ model: String, _ optimizer: String, training: String = "") {
            testDescription = name
            text = """
                name: example
                data: {synthetic: \(data), storage: float32}
                model: \(model)
                training: {epochs: 3, batch_size: 96, shards: 5\(training)}
                optimizer: \(optimizer)

                """
        }
    }

    /// The last three have more than four blocks of 8,192 parameters.
    static let examples = [
        Example(
            "huber", "{rows: 1500, features: 33}", "{kind: linear_regression, loss: huber}",
            "{kind: adagrad, learning_rate: 0.1}"),
        Example(
            "absolute", "{rows: 1500, features: 7, noise: 0.5}", "{kind: linear_regression, loss: absolute}",
            "{learning_rate: 0.05, schedule: {kind: inverse_sqrt, warmup_steps: 5}}"),
        Example(
            "logistic", "{kind: classification, rows: 1500, features: 21}", "{kind: logistic_regression}",
            "{learning_rate: 0.3, momentum: 0.9, nesterov: true, weight_decay: 0.001}"),
        Example(
            "softmax", "{kind: clusters, rows: 1500, features: 21, classes: 5}", "{kind: softmax_regression}",
            "{kind: adam, learning_rate: 0.01}", training: ", l1: 0.001, l2: 0.01"),
        Example(
            "mlp", "{kind: classification, rows: 1500, features: 10, classes: 3}",
            "{kind: mlp, hidden: [20, 8], activation: sigmoid}",
            "{kind: adamw, learning_rate: 0.01, gradient_clip_norm: 0.5, schedule: {kind: cosine}}"),
        Example(
            "gelu and dropout", "{kind: classification, rows: 1500, features: 10, classes: 3}",
            "{kind: mlp, hidden: [20, 8], activation: gelu, dropout: 0.25}", "{kind: adam, learning_rate: 0.01}"),
        Example(
            "large softmax", "{kind: clusters, rows: 700, features: 500, classes: 70}", "{kind: softmax_regression}",
            "{learning_rate: 0.1, momentum: 0.9}"),
        Example(
            "large mlp", "{kind: clusters, rows: 700, features: 300, classes: 10}", "{kind: mlp, hidden: [150]}",
            "{kind: adam, learning_rate: 0.001, gradient_clip_norm: 1}"),
        Example(
            "large regression", "{rows: 700, features: 200}",
            "{kind: mlp, hidden: [130, 140], activation: tanh, loss: absolute}",
            "{kind: sgd, learning_rate: 0.01, schedule: {kind: step, every_steps: 7, factor: 0.5}}",
            training: ", early_stopping: {patience: 1}"),
    ]

    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test("is the same with 1 and 3 workers where features are bfloat16", arguments: examples)
    func workers(example: Example) throws {
        var digests: Set<String> = []
        for storage in ["float32", "bfloat16"] {
            try folder.write(example.text.replacing("storage: float32", with: "storage: \(storage)"), to: "a.yaml")
            // Float32 with other workers is what `verify` below is about.
            let outcomes = try (storage == "float32" ? ["1"] : ["1", "3"]).map { workers in
                try folder.lockstep("train", "a.yaml", "--workers", workers, "--quiet", "--output", storage + workers)
            }
            #expect(outcomes.allSatisfy { $0.status == 0 && $0.digest != nil }, "\(outcomes[0].errors)")
            #expect(Set(outcomes.map(\.digest)).count == 1)
            digests.insert(outcomes[0].digest ?? "")
        }
        #expect(digests.count == 2)
        let files = try ["1", "3"].map { try folder.bytes("bfloat16\($0)/model.safetensors") }
        #expect(files[0] == files[1])
    }

    @Test("is the same in all that lockstep verify does", arguments: examples)
    func verify(example: Example) throws {
        try folder.write(example.text, to: "a.yaml")
        let outcome = try folder.lockstep("verify", "a.yaml", "--workers", "4", "--quiet")
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        let count = 6 * InstructionSet.available.count
        #expect(outcome.lines.last == "same bits in all \(count) runs")
        #expect(Set(outcome.lines.dropLast().map { $0.prefix(71) }).count == 1)
        let train = try folder.lockstep("train", "a.yaml", "--quiet")
        #expect(outcome.lines.first?.hasPrefix(train.digest ?? "none") == true)
    }

    /// Few rows, many parameters and noisy labels: soon the training rows are learnt by heart.
    static let overfit = """
        name: overfit
        data: {synthetic: {kind: classification, rows: 400, features: 30, noise: 1}, validation_fraction: 0.5}
        model: {kind: mlp, hidden: [64]}
        training: {epochs: 60, batch_size: 20, early_stopping: {patience: 3}}
        optimizer: {kind: adam, learning_rate: 0.01}

        """

    @Test("of a run that stopped early is that of its best epoch")
    func earlyStopping() throws {
        try folder.write(Self.overfit, to: "a.yaml")
        let outcome = try folder.lockstep("train", "a.yaml", "--quiet", "--output", "run")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let losses = try folder.jsonLines("run/metrics.jsonl").compactMap { $0.members["validation_loss"] as? Double }
        let best = try #require(losses.min())
        let bestEpoch = losses.firstIndex(of: best)! + 1
        #expect(losses.count == bestEpoch + 3 && losses.count < 60)
        let summary = try folder.json("run/summary.json")
        #expect(summary.members["stopped_early"] as? Bool == true)
        #expect(try summary.number("epochs") == Double(losses.count) && summary.number("validation_loss") == best)
        #expect(
            outcome.lines.contains {
                $0.hasSuffix("epochs, stopped early; the model is that of epoch \(bestEpoch)")
            })
        #expect(try summary.number("best_epoch") == Double(bestEpoch))
        let report = try JSONObject(folder.lockstep("evaluate", "run", "--json").output)
        #expect(try report.number("validation_loss") == best)

        let plain = Self.overfit.replacing(", early_stopping: {patience: 3}", with: "")
        try folder.write(plain.replacing("epochs: 60", with: "epochs: \(bestEpoch)"), to: "b.yaml")
        let shorter = try folder.lockstep("train", "b.yaml", "--quiet", "--workers", "1")
        #expect(shorter.digest == outcome.digest)
        #expect(try folder.lockstep("train", "run/experiment.yaml", "--quiet").digest == outcome.digest)
    }

    @Test("of features kept as bfloat16 is that of features rounded beforehand")
    func bfloat16() throws {
        try Flowers().write(to: folder, model: "mlp")
        let flags = ["--quiet", "--set", "data.storage=bfloat16"]
        let rounded = try folder.lockstep(["train", "a.yaml"] + flags)
        #expect(rounded.status == 0)
        let rows = Flowers().training.map { row in
            Flowers.Row(features: row.features.map { Double(roundedToBFloat16(Float($0))) }, label: row.label)
        }
        try folder.write(Flowers.text(rows), to: "train.csv")
        #expect(try folder.lockstep("train", "a.yaml", "--quiet").digest == rounded.digest)
        #expect(try folder.json("runs/flowers/summary.json").number("test_accuracy") > 0.85)
    }

    /// The nearest number of eight significant bits; in a tie the even one.
    private func roundedToBFloat16(_ number: Float) -> Float {
        let unit = number.ulp * 0x1p16
        return (number / unit).rounded(.toNearestOrEven) * unit
    }
}
