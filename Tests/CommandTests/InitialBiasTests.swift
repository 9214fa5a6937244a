import Foundation
import TestSupport
import Testing

@Suite("model.initial_bias")
struct InitialBiasTests {
    /// Label, number, weight.
    private static let rows: [(label: Int, number: Double, weight: Double)] = (0..<90).map { row in
        let label = row % 9 == 0 ? 0 : row % 3 == 0 ? 1 : 2
        let number = 100 + Double(row % 7) * 1.5
        return (label, number, Double(row % 4))
    }

    private static let trained = SharedRun("--version") { folder in
        let lines = rows.map { "\($0.label),\($0.label == 0 ? "no" : "yes"),\($0.number),\($0.weight),0.5\n" }
        try folder.write("label,answer,number,w,x\n" + lines.joined(), to: "a.csv")
    }

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try Self.trained.copy(into: folder)
    }

    /// The bias before the first step that changes anything.
    private func bias(_ model: String, target: String, weight: String = "w", _ settings: String...) throws -> [Float] {
        try folder.write(
            """
            data: {file: {train: a.csv, target: \(target), columns: [x], weight: \(weight)}, validation_fraction: 0}
            model: {\(model), initial_bias: target}
            training: {epochs: 1, batch_size: 32, shards: 3}
            optimizer: {learning_rate: 1e-30}
            """, to: "a.yaml")
        let flags = settings.flatMap { ["--set", $0] }
        let outcome = try folder.lockstep(["train", "a.yaml", "--quiet", "--output", "a", "--overwrite"] + flags)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let file = try folder.tensors("a/model.safetensors")
        return try #require(file.values["bias"] ?? file.values["layers.1.bias"])
    }

    private func shares(_ isClass: [(Int) -> Bool]) -> [Double] {
        isClass.map { isClass in Self.rows.reduce(0) { $0 + (isClass($1.label) ? $1.weight : 0) } }
    }

    private func expect(_ found: [Float], _ expected: [Double], location: SourceLocation = #_sourceLocation) {
        #expect(found.count == expected.count, sourceLocation: location)
        for (found, expected) in zip(found, expected) {
            #expect(abs(Double(found) - expected) < 1e-6 * max(abs(expected), 1), sourceLocation: location)
        }
    }

    @Test(
        "is the weighted mean of a number",
        arguments: ["kind: linear_regression", "kind: mlp, loss: squared, hidden: [3]"])
    func mean(model: String) throws {
        let sums = Self.rows.reduce(into: (0.0, 0.0)) { $0 = ($0.0 + $1.weight * $1.number, $0.1 + $1.weight) }
        expect(try bias(model, target: "number"), [sums.0 / sums.1])
    }

    @Test("is the logarithm of the mean of counts, less the mean of an offset")
    func counts() throws {
        let sums = Self.rows.reduce(into: (0.0, 0.0)) { $0 = ($0.0 + $1.weight * Double($1.label), $0.1 + $1.weight) }
        let model = "kind: linear_regression, loss: poisson"
        expect(try bias(model, target: "label"), [log(sums.0 / sums.1)])
        // The offset of every row is 0.5.
        let settings = ["data.file.columns=[x, number]", "data.file.offset=x"]
        expect(try bias(model, target: "label", settings[0], settings[1]), [log(sums.0 / sums.1) - 0.5])
    }

    @Test("is the log-odds of the second of two classes")
    func odds() throws {
        let sums = shares([{ $0 == 0 }, { $0 != 0 }])
        expect(try bias("kind: logistic_regression", target: "answer"), [log(sums[1] / sums[0])])
        expect(try bias("kind: logistic_regression", target: "answer", "training.class_weight=balanced"), [0])
    }

    @Test(
        "is the logarithm of each class's share, less their mean",
        arguments: ["kind: softmax_regression", "kind: mlp, loss: cross_entropy, hidden: [3]"])
    func logarithms(model: String) throws {
        let logarithms = shares((0..<3).map { label in { $0 == label } }).map { log($0) }
        let mean = logarithms.reduce(0, +) / 3
        expect(try bias(model, target: "label"), logarithms.map { $0 - mean })
        // A class whose rows do not count has half a row, of 90 whose weights are 1 in the mean.
        let without = try bias(model, target: "label", "training.class_weight={\"0\": 0}")
        #expect(without.allSatisfy(\.isFinite) && without[0] < without[1])
    }

    @Test("has the same bits whatever the machine, streamed rows included")
    func sameBits() throws {
        let first = try bias("kind: softmax_regression", target: "label")
        for workers in 1...3 {
            #expect(
                try bias("kind: softmax_regression", target: "label", "machine.workers=\(workers)") == first)
        }
        let outcome = try folder.lockstep("verify", "a.yaml", "--set", "optimizer.learning_rate=0.1")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
