import Foundation
import TestSupport
import Testing

@Suite("Rows that are kept sparse")
struct SparseRowsTests {
    /// Models, with the classes of their targets.
    static let models: [String: Int?] = [
        "linear_regression": nil, "logistic_regression": 2, "softmax_regression": 3,
    ]

    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func write(_ text: SparseText, model: String) throws {
        try folder.write(text.libsvm(), to: "x.libsvm")
        try folder.write(
            """
            data: {file: {train: x.libsvm, target: y}, validation_fraction: 0.1}
            model: {kind: \(model)}
            training: {epochs: 5, batch_size: 32, shards: 5}
            optimizer: {learning_rate: 0.05}
            """, to: "a.yaml")
    }

    private func write(model: String) throws -> SparseText {
        let text = SparseText(
            rowCount: 500, columnCount: 70, mostNumbers: 12, classCount: try #require(Self.models[model]))
        try write(text, model: model)
        return text
    }

    private func train(_ settings: String..., workers: Int = 2, output: String = "run") throws -> Outcome {
        try train(settings, workers: workers, output: output)
    }

    private func train(_ settings: [String], workers: Int = 2, output: String = "run") throws -> Outcome {
        let outcome = try folder.lockstep(
            ["train", "a.yaml", "--quiet", "--overwrite", "--output", output, "--workers", "\(workers)"]
                + settings.flatMap { ["--set", $0] })
        try #require(outcome.status == 0 && outcome.errors.isEmpty, "\(settings): \(outcome.errors)")
        return outcome
    }

    @Test("give one digest, whatever the number of workers, and stopped and resumed", arguments: models.keys.sorted())
    func sameBits(model: String) throws {
        _ = try write(model: model)
        for setting in ["training.l2=0.01", "optimizer.kind=adagrad", "optimizer.momentum=0.9", "data.order=blocks"] {
            let digest = try #require(try train("data.storage=sparse", setting, workers: 3).digest)
            let verified = try folder.lockstep(
                "verify", "a.yaml", "--quiet", "--set", "data.storage=sparse", "--set", setting)
            #expect(verified.status == 0 && verified.lines.first?.hasPrefix(digest) == true, "\(setting): \(verified)")
        }
    }

    @Test("train to the end after a signal as if there had been none", arguments: models.keys.sorted())
    func resumed(model: String) throws {
        _ = try write(model: model)
        let settings = ["data.storage=sparse", "training.epochs=5000", "training.checkpoint.every_steps=500"]
        let flags = settings.flatMap { ["--set", $0] } + ["--quiet", "--output"]
        let whole = try folder.lockstep(["train", "a.yaml"] + flags + ["whole", "--workers", "1"])
        let child = try ChildProcess(
            Places.lockstep, ["train", "a.yaml"] + flags + ["run", "--workers", "2"], in: folder)
        while child.isRunning, (try? folder.names(in: "run/checkpoints"))?.isEmpty != false {
            Thread.sleep(forTimeInterval: 0.002)
        }
        child.send(SIGINT)
        let stopped = try child.outcome()
        try #require(stopped.status == 130, "\(stopped)")
        let resumed = try folder.lockstep(
            "train", "run/experiment.yaml", "--resume", "--quiet", "--workers", "3")
        #expect(resumed.status == 0 && whole.digest != nil && resumed.digest == whole.digest, "\(resumed)")
    }

    @Test("are read alike, whatever the first index, and with comments, queries and gzip")
    func ways() throws {
        let text = try write(model: "softmax_regression")
        let plain = try train("data.storage=sparse").digest
        try folder.write(text.libsvm(firstIndex: 0), to: "zero.svm")
        let lines = text.libsvm().split(separator: "\n").enumerated().map { index, line in
            line.replacing(" ", with: " qid:\(index) ", maxReplacements: 1) + " # a row"
        }
        try folder.write("# rows\n\n" + lines.joined(separator: "\r\n"), to: "decorated.svmlight")
        #expect(try folder.shell("gzip -k x.libsvm").status == 0)
        for file in ["zero.svm, first_index: 0", "decorated.svmlight", "x.libsvm.gz"] {
            #expect(
                try train("data.storage=sparse", "data.file={train: \(file), target: y}").digest == plain, "\(file)")
        }
    }

    @Test("come to the measures of dense rows, held out in the same way", arguments: models.keys.sorted())
    func measures(model: String) throws {
        _ = try write(model: model)
        var changes = [
            "data.test_fraction=0.2", "optimizer.kind=adagrad", "data.order=blocks",
            "data.file={train: x.libsvm, validation: x.libsvm, test: x.libsvm, target: y}",
        ]
        if model != "linear_regression" { changes.append("data.stratify=true") }
        for change in changes {
            let fraction = change.contains("validation:") ? "0" : "0.1"
            let settings = ["data.validation_fraction=\(fraction)", change]
            _ = try train(["data.storage=float32"] + settings)
            let dense = try folder.json("run/summary.json")
            _ = try train(["data.storage=sparse"] + settings)
            let sparse = try folder.json("run/summary.json")
            #expect(Set(sparse.members.keys) == Set(dense.members.keys))
            for name in dense.members.keys where name.hasSuffix("_rows") || name.hasSuffix("_loss") {
                let (found, expected) = try (sparse.number(name), dense.number(name))
                #expect(abs(found - expected) <= 1e-4 * max(abs(expected), 1), "\(change): \(name)")
            }
        }
    }

    /// The sparse file is measured as it is, and the CSV file dense.
    @Test("are evaluated and predicted as dense rows are, by a model of either", arguments: models.keys.sorted())
    func evaluated(model: String) throws {
        let text = try write(model: model)
        try folder.write(text.csv, to: "x.csv")
        _ = try train("data.storage=sparse", output: "sparse")
        _ = try train("data.storage=float32", output: "dense")
        let runs = [("sparse", "x.libsvm"), ("sparse", "x.csv"), ("dense", "x.libsvm"), ("dense", "x.csv")]
        let reports = try runs.map { run, data in
            let outcome = try folder.lockstep("evaluate", run, "--data", data, "--json")
            try #require(outcome.status == 0, "\(outcome.errors)")
            return try JSONObject(outcome.output)
        }
        for (run, report) in zip(runs, reports) {
            #expect(Set(report.members.keys) == Set(reports[0].members.keys))
            for name in reports[0].members.keys where reports[0].members[name] is NSNumber {
                let (found, expected) = try (report.number(name), reports[0].number(name))
                #expect(abs(found - expected) <= 1e-4 * max(abs(expected), 1), "\(run): \(name)")
            }
        }
        for (run, data) in runs {
            let outcome = try folder.lockstep("predict", run, "--data", data)
            try #require(outcome.status == 0, "\(outcome.errors)")
            let found = outcome.lines.dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
            let expected = try byHand(model, run, text)
            #expect(found.count == expected.count)
            let error = zip(found, expected).flatMap { zip($0.suffix($1.count), $1) }.map { abs($0 - $1) }.max()
            #expect(error ?? .infinity < 1e-5, "\(run) on \(data)")
        }
    }

    /// Predictions, or the classes' probabilities, as the model's file says in double precision.
    private func byHand(_ model: String, _ run: String, _ text: SparseText) throws -> [[Double]] {
        let file = try folder.tensors("\(run)/model.safetensors")
        if model != "linear_regression" {
            let classifier = ClassifierByHand(file)
            return text.features.map(classifier.probabilities)
        }
        let weights = try (#require(file.values["weight"]) + #require(file.values["bias"])).map { Double($0) }
        return text.features.map { [prediction(weights, $0)] }
    }

    @Test("are chosen where fewer than half of the numbers are there, for models that can read them")
    func auto() throws {
        func digests(_ storages: String..., setting: String = "seed=2") throws -> [String?] {
            try storages.map {
                let storage = "data.storage=\($0)"
                return try train("training.epochs=50", "data.validation_fraction=0", setting, storage).digest
            }
        }
        let rows = (0..<30).map { row in
            (target: "\(row)", numbers: [(column: 0, value: "0.\(row)3"), (column: 3, value: "-1.\(row)7")])
        }
        try write(SparseText(columnCount: 4, rows: rows), model: "linear_regression")
        let half = try digests("auto", "float32", "sparse")
        #expect(half[0] == half[1] && half[0] != half[2])
        let text = SparseText(columnCount: 4, rows: rows.dropLast() + [(target: "1", numbers: [(3, "2")])])
        try write(text, model: "linear_regression")
        let less = try digests("auto", "float32", "sparse")
        #expect(less[0] != less[1] && less[0] == less[2])

        try folder.write(text.csv, to: "x.csv")
        for setting in [
            "data.scale=standard", "data.scale=minmax", "model={kind: mlp, hidden: [3], loss: squared}",
            "data.file={train: x.libsvm, validation: x.csv, target: y}",
        ] {
            let found = try digests("auto", "float32", setting: setting)
            #expect(found[0] != nil && found[0] == found[1], "\(setting)")
        }
    }

    @Test("may have no numbers at all", arguments: models.keys.sorted())
    func empty(model: String) throws {
        let text = try write(model: model)
        let classCount = try #require(Self.models[model]) ?? 2
        let targets = (0..<7).map { "\($0 % classCount)" }
        try folder.write(targets.joined(separator: "\n"), to: "empty.libsvm")
        let validated = "data.file={train: x.libsvm, validation: empty.libsvm, target: y}"
        _ = try train("data.storage=sparse", validated, "data.validation_fraction=0")
        #expect(try folder.json("run/summary.json").number("validation_rows") == 7)
        let loss = try folder.json("run/summary.json").number("validation_loss")
        let evaluated = try folder.lockstep("evaluate", "run", "--data", "empty.libsvm", "--json")
        #expect(try abs(JSONObject(evaluated.output).number("loss") - loss) < 1e-6, "\(evaluated)")
        let predicted = try folder.lockstep("predict", "run", "--data", "empty.libsvm")
        let nothing = SparseText(columnCount: text.columnCount, rows: [(target: "0", numbers: [])])
        let expected = try #require(byHand(model, "run", nothing).first)
        #expect(predicted.status == 0 && predicted.lines.count == 8, "\(predicted)")
        for line in predicted.lines.dropFirst() {
            let found = line.split(separator: ",").compactMap { Double($0) }.suffix(expected.count)
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(line)")
        }

        // Of the rows to train on, one has a number, and that is a zero.
        try folder.write((targets.dropLast() + ["\(targets[6]) 3:0\n"]).joined(separator: "\n"), to: "zeros.libsvm")
        for storage in ["sparse", "float32"] {
            _ = try train(
                "data.storage=\(storage)", "data.file={train: zeros.libsvm, target: y}", "data.validation_fraction=0",
                output: storage)
            let weights = try #require(folder.tensors("\(storage)/model.safetensors").values["weight"])
            #expect(!weights.isEmpty && weights.allSatisfy { $0 == 0 })
        }
        let biases = try ["sparse", "float32"].map {
            try #require(folder.tensors("\($0)/model.safetensors").values["bias"])
        }
        #expect(zip(biases[0], biases[1]).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test("may be one row of one column", arguments: ["1", "2"])
    func one(workers: String) throws {
        try write(SparseText(columnCount: 1, rows: [("2.5", [(0, "2")])]), model: "linear_regression")
        _ = try train(
            "data.storage=sparse", "data.validation_fraction=0", "training.epochs=200", workers: Int(workers)!)
        let predicted = try folder.lockstep("predict", "run", "--data", "x.libsvm")
        #expect(try abs(#require(predicted.lines.last.flatMap(Double.init)) - 2.5) < 1e-3)
    }
}
