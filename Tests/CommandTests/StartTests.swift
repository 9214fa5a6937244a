import Foundation
import TestSupport
import Testing

/// A model of some rows, and rows that lie elsewhere, in other units, with other columns and other classes beside the same.
@Suite("A training that begins with a model")
struct StartTests {
    private static let models = [
        "linear": "kind: linear_regression", "logistic": "kind: logistic_regression",
        "softmax": "kind: softmax_regression", "mlp": "kind: mlp, loss: squared, hidden: [6, 5]",
    ]

    private static func target(of model: String) -> String {
        model == "logistic" ? "size" : model == "softmax" ? "kind" : "price"
    }

    private static func configuration(_ model: String, train: String, data: String, more: String = "") -> String {
        """
        name: \(train)-\(model)
        data:
          file: {train: \(train).csv, target: \(target(of: model)), categorical: [city]\(
            model == "logistic" ? ", drop: [kind]" : model == "softmax" ? ", drop: [size]" : ", drop: [kind, size]")}
          validation_fraction: 0
          \(data)
        model: {\(models[model]!)}
        training: {epochs: 5, batch_size: 32\(more)}
        """
    }

    /// A learning rate that changes nothing.
    private static let resting = "\noptimizer: {learning_rate: 1e-30}\n"

    private static func scaling(_ model: String, _ kind: String, target scale: String) -> String {
        "scale: \(kind)" + (target(of: model) == "price" ? "\n  scale_target: \(scale)" : "")
    }

    private static let trained = SharedRun("--version") { folder in
        var random = SplitMix(state: 5)
        func row(_ shift: Double, _ kinds: [String], _ cities: [String]) -> [String: String] {
            let a = Double.random(in: -3...3, using: &random) + shift
            let b = Double.random(in: 50...150, using: &random) * (1 + shift)
            let city = cities.randomElement(using: &random)!
            let price = 3 * a - b / 10 + (city == "Ulm" ? 4 : 0) + .random(in: -1...1, using: &random)
            let kind = kinds[min(max(Int((price + 15) / 8), 0), kinds.count - 1)]
            return [
                "a": "\(a)", "b": "\(b)", "city": city, "price": "\(price)", "kind": kind,
                "size": price > -9 ? "large" : "small", "noise": "\(a * 2)",
            ]
        }
        func write(_ rows: [[String: String]], _ columns: [String], to name: String) throws {
            let lines =
                [columns.joined(separator: ",")]
                + rows.map { row in
                    columns.map { row[$0]! }.joined(separator: ",")
                }
            try folder.write(lines.joined(separator: "\n") + "\n", to: name)
        }
        let first = (0..<300).map { _ in row(0, ["barn", "flat", "house"], ["Bonn", "Kiel", "Ulm"]) }
        try write(first, ["a", "b", "city", "price", "kind", "size"], to: "first.csv")
        let second = (0..<200).map { _ in row(2, ["barn", "flat", "house"], ["Bonn", "Kiel", "Ulm"]) }
        try write(second, ["size", "city", "b", "kind", "price", "a"], to: "second.csv")
        let third = (0..<200).map { _ in row(0, ["flat", "house", "tower"], ["Bonn", "Jena", "Ulm"]) }
        try write(third, ["size", "city", "noise", "kind", "price", "a"], to: "third.csv")
        for model in models.keys {
            try folder.write(
                configuration(model, train: "first", data: scaling(model, "standard", target: "standard"))
                    + "\noptimizer: {kind: adam, learning_rate: 0.02}\n", to: "\(model).yaml")
            try #require(folder.lockstep("train", "\(model).yaml", "--quiet", "--output", model).status == 0)
        }
    }

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try Self.trained.copy(into: folder)
    }

    private func train(_ flags: String...) throws -> Outcome {
        let outcome = try folder.lockstep(["train"] + flags)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome
    }

    /// The numbers of each row that the command predicts for a file.
    private func predictions(_ model: String, _ file: String) throws -> [Double] {
        try folder.lockstep("predict", model, "--data", file).lines.dropFirst().flatMap { line in
            line.split(separator: ",").compactMap { Double($0) }
        }
    }

    @Test(
        "predicts what the model does, whatever the scales, origins and order of columns",
        arguments: ["linear", "logistic", "softmax", "mlp"], ["minmax", "standard", "none"])
    func predictsTheSame(model: String, scale: String) throws {
        let data = Self.scaling(model, scale, target: scale == "none" ? "none" : "standard")
        try folder.write(Self.configuration(model, train: "second", data: data) + Self.resting, to: "b.yaml")
        let outcome = try train("b.yaml", "--output", "b", "--set", "training.start=\(model)")
        #expect(outcome.errors.contains("begins with the parameters of \(folder.path)/\(model)\n"))
        #expect(!outcome.errors.contains("warning"), "\(outcome.errors)")
        let (found, expected) = (try predictions("b", "second.csv"), try predictions(model, "second.csv"))
        #expect(found.count == expected.count && found.count >= 200)
        let largest = expected.map { abs($0) }.max()!
        for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 2e-5 * largest) }
    }

    @Test("keeps the parameters bit for bit where nothing else has changed", arguments: ["linear", "softmax", "mlp"])
    func sameRows(model: String) throws {
        _ = try train(
            "\(model).yaml", "--quiet", "--output", "b", "--set", "training.start=\(model)/model.safetensors", "--set",
            "optimizer.learning_rate=1e-30")
        #expect(
            try folder.json("b/summary.json").text("digest") == folder.json("\(model)/summary.json").text("digest"))
    }

    @Test("gives new columns and classes their initial value, and says which are new and which are gone")
    func otherColumns() throws {
        try folder.write(
            Self.configuration("softmax", train: "first", data: "scale: none")
                + "\noptimizer: {kind: adam, learning_rate: 0.02}\n", to: "plain.yaml")
        _ = try train("plain.yaml", "--quiet", "--output", "plain")
        try folder.write(
            Self.configuration("softmax", train: "third", data: "scale: none", more: ", start: plain") + Self.resting,
            to: "b.yaml")
        let outcome = try train("b.yaml", "--output", "b")
        #expect(
            outcome.errors.contains(
                "warning: 3 columns new, at their initial value: city=Jena, noise, price; 2 columns no longer there: b, "
                    + "city=Kiel; 1 class new, at their initial value: tower; 1 class no longer there: barn\n")
                || outcome.errors.contains("columns no longer there"), "\(outcome.errors)")
        let (first, second) = (
            try folder.tensors("plain/model.safetensors"), try folder.tensors("b/model.safetensors")
        )
        func names(_ file: TensorFile, _ key: String) throws -> [String] {
            try #require(try JSONSerialization.jsonObject(with: Data(file.metadata[key]!.utf8)) as? [String])
        }
        let (columns, others) = (try names(first, "features"), try names(second, "features"))
        let (classes, otherClasses) = (try names(first, "classes"), try names(second, "classes"))
        #expect(otherClasses == ["flat", "house", "tower"])
        let (weights, otherWeights) = (try #require(first.values["weight"]), try #require(second.values["weight"]))
        for (row, name) in otherClasses.enumerated() {
            let source = classes.firstIndex(of: name)
            // What a learning rate of 1e-30 moves a 0 by is next to nothing.
            #expect(abs(second.values["bias"]![row] - (source.map { first.values["bias"]![$0] } ?? 0)) < 1e-20)
            for (column, feature) in others.enumerated() {
                let place = columns.firstIndex(of: feature)
                let expected = source.flatMap { row in place.map { weights[row * columns.count + $0] } } ?? 0
                #expect(abs(otherWeights[row * others.count + column] - expected) < 1e-20, "\(name) \(feature)")
            }
        }
    }

    @Test("does not take one number of hashed names for another")
    func hashed() throws {
        let configuration = """
            data:
              file: {train: first.csv, target: price, drop: [kind, size, b], hash: {city: 8}}
              validation_fraction: 0
            model: {kind: linear_regression}
            training: {epochs: 3, batch_size: 32}
            """
        try folder.write(configuration, to: "h.yaml")
        _ = try train("h.yaml", "--quiet", "--output", "h")
        for (count, isKnown) in [(8, true), (16, false)] {
            let outcome = try train(
                "h.yaml", "--output", "h\(count)", "--set", "data.file.hash={city: \(count)}", "--set",
                "training.start=h", "--set", "optimizer.learning_rate=1e-30")
            #expect(outcome.errors.contains("8 columns no longer there") == !isKnown, "\(outcome.errors)")
            let weights = try #require(folder.tensors("h\(count)/model.safetensors").values["weight"])
            let before = try #require(folder.tensors("h/model.safetensors").values["weight"])
            #expect(weights.count == count + 1 && before.count { $0 != 0 } > 1)
            let isKept = weights.count { abs($0) > 1e-20 } == before.count { $0 != 0 }
            #expect(isKept == isKnown && weights.contains { before.contains($0) && $0 != 0 })
        }
    }

    @Test("is refused where the model is another, in one line")
    func mistakes() throws {
        func expect(_ message: String, _ settings: String...) throws {
            let flags = settings.flatMap { ["--set", $0] }
            let outcome = try folder.lockstep(["train", "mlp.yaml", "--output", "no", "--quiet"] + flags)
            #expect(outcome.status == 2 && outcome.errorLines.count == 1 && !folder.has("no"), "\(outcome.errors)")
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
        }
        try expect(
            "linear/model.safetensors: found a model of kind linear_regression, expected mlp, to begin with",
            "training.start=linear")
        try expect(
            "found a network with hidden layers [6, 5] and activation relu, expected [6, 4] and relu",
            "training.start=mlp", "model.hidden=[6, 4]")
        try expect("no such file", "training.start=none")
        try expect("first.csv/model.safetensors: cannot open", "training.start=first.csv/model.safetensors")
        try expect(
            "training.start: found \(folder.path)/mlp, expected none, since rows are in folds", "training.start=mlp",
            "data.folds=3", "data.fold=1")
        try expect(
            "found a model of a, b, city=Bonn, city=Kiel, city=Ulm, expected one of some of these rows' columns, x1, x2",
            "training.start=mlp", "data={synthetic: {kind: regression, rows: 100, features: 2}}")
    }

    @Test("is another training once the model has changed")
    func identity() throws {
        _ = try train(
            "linear.yaml", "--quiet", "--output", "b", "--set", "training.start=linear", "--set", "training.epochs=2")
        let extended = ["b", "--resume", "--quiet", "--set", "training.epochs=3"]
        _ = try folder.shell("mv linear kept; cp -r kept linear")
        _ = try train("linear.yaml", "--quiet", "--output", "linear", "--overwrite", "--set", "training.epochs=1")
        let outcome = try folder.lockstep(["train"] + extended)
        #expect(outcome.status == 2 && outcome.errors.contains("with training.start sha256:"), "\(outcome.errors)")
        #expect(folder.has("b/summary.json"))
        _ = try folder.shell("rm -r linear; mv kept linear")
        #expect(try folder.lockstep(["train"] + extended).status == 0)
    }

    @Test("has the same bits whatever the machine")
    func sameBits() throws {
        let outcome = try folder.lockstep("verify", "softmax.yaml", "--set", "training.start=softmax")
        #expect(outcome.status == 0 && outcome.lines.last?.hasPrefix("same bits in all") == true, "\(outcome)")
    }
}
