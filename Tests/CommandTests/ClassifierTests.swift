import Foundation
import TestSupport
import Testing

@Suite("A classifier, from a CSV file to its predictions")
struct ClassifierTests {
    static let models = Flowers.models.keys.sorted()
    static let measures = [
        "rows", "loss", "roc_auc", "average_precision", "log_loss", "brier_score", "accuracy", "balanced_accuracy",
        "precision_macro", "f1_macro", "f1_weighted", "matthews_correlation", "cohen_kappa",
        "expected_calibration_error", "kl_divergence", "label_entropy", "baseline_accuracy", "baseline_log_loss",
    ]

    private static let trained = Dictionary(
        uniqueKeysWithValues: models.map { model in
            (
                model,
                SharedRun("train", "a.yaml", "--quiet", "--output", "run") {
                    try Flowers(for: model).write(to: $0, model: model)
                }
            )
        })

    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// Has a run of the model in the folder; returns how it ended.
    private func train(_ model: String) throws -> Outcome {
        let shared = try #require(Self.trained[model])
        let outcome = try shared.outcome
        try #require(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        try shared.copy(into: folder)
        return outcome
    }

    /// Each unseen row's label with what the model's file says in double precision.
    private func judged(_ model: String) throws -> [(label: Int, probabilities: [Double])] {
        let byHand = try ClassifierByHand(folder.tensors("run/model.safetensors"))
        return Flowers(for: model).unseen.map { ($0.label, byHand.probabilities($0.features)) }
    }

    private func labels(_ model: String) -> [Int] { model == "logistic_regression" ? [2, 3] : [1, 2, 3] }

    @Test("is trained, and sums up", arguments: models)
    func trains(model: String) throws {
        let outcome = try train(model)
        let summary = try folder.json("run/summary.json")
        for name in Self.measures.flatMap({ ["validation_\($0)", "test_\($0)"] }) {
            #expect(try summary.number(name).isFinite, "\(name)")
        }
        #expect(try summary.number("validation_accuracy") > 0.85 && summary.number("test_accuracy") > 0.85)
        #expect(try summary.number("validation_loss") == summary.number("validation_log_loss"))
        #expect(try summary.number("validation_rows") == 120 && summary.number("test_rows") == 211)
        #expect(summary.members["stopped_early"] as? Bool == false)

        #expect(outcome.digest != nil)
        let table = outcome.lines.suffix(7).prefix(5).map { $0.split(separator: " ") }
        let baseline: [Substring] = ["largest", "class"]
        #expect(
            table.map { $0.prefix(2) } == [
                ["train", "480"], ["validation", "120"], baseline[...], ["test", "211"], baseline[...],
            ])
        let count = model == "logistic_regression" ? 5 : 4
        #expect(table.map(\.count) == [3 + count, 3 + count, 3 + count, 3 + count, 3 + count])
        let loss = try #require(outcome.lines.suffix(2).first?.wholeMatch(of: /validation loss ([\d.]+)/)).1
        #expect(try abs(Double(loss)! / summary.number("validation_loss") - 1) < 1e-5)

        let records = try folder.jsonLines("run/metrics.jsonl").filter { $0.members["accuracy"] != nil }
        #expect(records.count == 20)
        #expect(try records.last?.number("accuracy") == summary.number("validation_accuracy"))
        #expect(try records.last?.number("validation_loss") == summary.number("validation_loss"))
    }

    @Test("is kept in PyTorch's orientation, with its classes", arguments: models)
    func file(model: String) throws {
        let digest = try train(model).digest
        let file = try folder.tensors("run/model.safetensors")
        let shapes: [String: [String: [Int]]] = [
            "logistic_regression": ["weight": [1, 3], "bias": [1]],
            "softmax_regression": ["weight": [3, 3], "bias": [3]],
            "mlp": [
                "layers.0.weight": [16, 3], "layers.0.bias": [16], "layers.1.weight": [4, 16], "layers.1.bias": [4],
                "layers.2.weight": [3, 4], "layers.2.bias": [3],
            ],
        ]
        #expect(file.shapes == shapes[model])
        #expect(file.metadata["model"] == model && file.metadata["target"] == "kind")
        #expect(file.metadata["classes"] == (model == "logistic_regression" ? #"["2","3"]"# : #"["1","2","3"]"#))
        #expect(file.metadata["features"] == #"["width","height","depth"]"#)
        #expect(file.metadata["digest"] == digest)
        #expect(try folder.sha256(file.payload) == digest)
    }

    @Test("is evaluated, as arithmetic in double precision says", arguments: models)
    func evaluates(model: String) throws {
        let digest = try train(model).digest
        let judged = try judged(model)
        let labels = labels(model)
        let pairs = judged.map { row in
            (actual: row.label, predicted: labels[row.probabilities.firstIndex(of: row.probabilities.max()!)!])
        }

        let evaluation = try folder.lockstep("evaluate", "run", "--data", "test.csv", "--json")
        #expect(evaluation.status == 0 && evaluation.errors.isEmpty)
        let report = try JSONObject(evaluation.output)
        #expect(Set(report.members.keys).isSuperset(of: Self.measures + ["classes", "confusion_matrix", "digest"]))
        #expect(report.members["undefined"] == nil)
        let correct = pairs.count { $0.actual == $0.predicted }
        #expect(try isNear(report.number("accuracy"), correct, of: 211))
        let losses = judged.map { -log($0.probabilities[labels.firstIndex(of: $0.label)!]) }
        #expect(try abs(report.number("log_loss") - losses.reduce(0, +) / 211) < 1e-6)
        #expect(try report.number("loss") == report.number("log_loss") && report.text("digest") == digest)

        let matrix = labels.map { actual in
            labels.map { label in pairs.count { $0.actual == actual && $0.predicted == label } }
        }
        #expect(report.members["confusion_matrix"] as? [[Int]] == matrix)
        let classes = try #require(report.members["classes"] as? [[String: Any]])
        #expect(classes.map { $0["class"] as? String } == labels.map { "\($0)" })
        for (index, entry) in classes.enumerated() {
            let (correct, actual) = (matrix[index][index], matrix[index].reduce(0, +))
            let predicted = matrix.reduce(0) { $0 + $1[index] }
            #expect(entry["rows"] as? Int == actual && entry["predicted"] as? Int == predicted)
            #expect(isNear(entry["precision"] as? Double, correct, of: predicted))
            #expect(isNear(entry["recall"] as? Double, correct, of: actual))
            #expect(isNear(entry["f1"] as? Double, 2 * correct, of: actual + predicted))
        }
        try expectSameInWords(correct: correct, matrix, labels)
    }

    /// Equal but for the last place, which Foundation loses as it reads numbers by way of decimals.
    private func isNear(_ found: Double?, _ part: Int, of whole: Int) -> Bool {
        abs((found ?? .nan) - Double(part) / Double(whole)) < 1e-12
    }

    private func expectSameInWords(correct: Int, _ matrix: [[Int]], _ labels: [Int]) throws {
        let words = try folder.lockstep("evaluate", "run/model.safetensors", "--data", "test.csv")
        #expect(words.status == 0 && words.errors.isEmpty)
        let fields = words.lines.map { $0.split(separator: " ").map(String.init) }
        #expect(fields.contains { $0.prefix(2) == ["accuracy", "\(Double(correct) / 211)"] })
        #expect(fields.contains(labels.map { "\($0)" }))
        for (label, counts) in zip(labels, matrix) { #expect(fields.contains(["\(label)"] + counts.map { "\($0)" })) }
        #expect(words.lines.contains { $0.hasPrefix("confusion matrix: a row for each class that is") })
    }

    @Test("is evaluated on the rows that its run held out and tested on", arguments: models)
    func evaluatesOwnRows(model: String) throws {
        _ = try train(model)
        let summary = try folder.json("run/summary.json")
        let report = try JSONObject(folder.lockstep("evaluate", "run", "--json").output)
        for name in Self.measures.flatMap({ ["validation_\($0)", "test_\($0)"] }) {
            #expect(try report.number(name) == summary.number(name), "\(name)")
        }
        #expect((report.members["test_confusion_matrix"] as? [[Int]])?.count == labels(model).count)
        #expect((report.members["validation_classes"] as? [Any])?.count == labels(model).count)
    }

    @Test("predicts labels and probabilities, as arithmetic in double precision says", arguments: models)
    func predicts(model: String) throws {
        let digest = try train(model).digest
        let judged = try judged(model)
        let labels = labels(model)

        let outcome = try folder.lockstep("predict", "run", "--data", "new.csv")
        #expect(outcome.status == 0 && outcome.errors.isEmpty && outcome.lines.count == 212)
        #expect(outcome.lines[0] == "kind," + labels.map { "probability_\($0)" }.joined(separator: ","))
        var found: [(label: Int, probabilities: [Double])] = []
        for (line, row) in zip(outcome.lines.dropFirst(), judged) {
            let numbers = line.split(separator: ",").compactMap { Double($0) }
            let probabilities = Array(numbers.dropFirst())
            #expect(zip(probabilities, row.probabilities).allSatisfy { abs($0 - $1) < 1e-6 })
            #expect(labels[probabilities.firstIndex(of: probabilities.max()!)!] == Int(numbers[0]))
            found.append((Int(numbers[0]), probabilities))
        }

        #expect(try folder.lockstep("predict", "run", "--data", "new.csv", "--output", "out.csv").output.isEmpty)
        #expect(try folder.text("out.csv") == outcome.output)
        #expect(try folder.lockstep("predict", "run", "--data", "new.csv", "--output", "out.npy").status == 0)
        #expect(try numbersOfNPY(folder.bytes("out.npy")).map { Int($0) } == found.map(\.label))
        #expect(try folder.lockstep("predict", "run", "--data", "new.csv", "--output", "out.safetensors").status == 0)
        let file = try folder.tensors("out.safetensors")
        #expect(file.shapes == ["predictions": [211], "probabilities": [211, labels.count]])
        #expect(file.values["predictions"]?.map { Int($0) } == found.map(\.label))
        let texts = outcome.lines.dropFirst().flatMap { $0.split(separator: ",").dropFirst().map(String.init) }
        #expect(file.values["probabilities"]?.map { "\($0)" } == texts)
        #expect(file.metadata["target"] == "kind" && file.metadata["model_digest"] == digest)
    }

    @Test("of synthetic classes learns them", arguments: models, ["classification", "clusters"])
    func synthetic(model: String, kind: String) throws {
        // What has a default: two classes for a logistic regression, the cross-entropy of classes.
        let classes = model == "logistic_regression" ? "" : ", classes: 4"
        try folder.write(
            """
            name: synthetic
            data: {synthetic: {kind: \(kind), rows: 4000, features: 12\(classes)}}
            training: {epochs: 10, batch_size: 100}
            \(Flowers.models[model]?.replacing(", loss: cross_entropy", with: "") ?? "")
            """, to: "a.yaml")
        let outcome = try folder.lockstep("train", "a.yaml", "--json", "--quiet")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let summary = try JSONObject(outcome.output)
        // Labels are noisy: far better than one in two, or one in four, is good.
        #expect(try summary.number("validation_accuracy") > (model == "logistic_regression" ? 0.8 : 0.65))
        #expect(try summary.number("validation_log_loss") < 0.7 * summary.number("validation_label_entropy"))
        let report = try JSONObject(folder.lockstep("evaluate", "runs/synthetic", "--json").output)
        #expect(try report.number("validation_accuracy") == summary.number("validation_accuracy"))
        #expect(report.members["largest_weight_error"] == nil)
    }
}
