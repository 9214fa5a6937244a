import Datasets
import Foundation
import Kernels
import TestSupport
import Testing

/// The diabetes set of scikit-learn, 442 rows of 10 features: from scikit-learn itself where Python has it, otherwise
/// the same numbers from a file.
/// Source: https://scikit-learn.org/stable/datasets/toy_dataset.html#diabetes-dataset
enum Diabetes {
    static let fixture: String = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures/diabetes.csv"
        return (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    }()

    /// The set as this machine's scikit-learn has it, if it has one.
    static let peer: String? = try? {
        let program = """
            import sys
            from sklearn.datasets import load_diabetes
            d = load_diabetes(scaled=True)
            with open(sys.argv[1], "w") as f:
                f.write(",".join(d.feature_names) + ",target\\n")
                for x, y in zip(d.data.tolist(), d.target.tolist()):
                    f.write(",".join(map(repr, x + [y])) + "\\n")
            """
        let folder = try ScratchFolder()
        try PythonPeer.run(program, folder.file("diabetes.csv"))
        return try folder.text("diabetes.csv")
    }()

    /// The lines of the file, the first of which names the columns.
    static let lines = (peer ?? fixture).split(separator: "\n").map(String.init)

    static let rows: [Row] = rows(of: lines)

    static func rows(of lines: [String]) -> [Row] {
        lines.dropFirst().map { line in
            let numbers = line.split(separator: ",").compactMap { Double($0) }
            return Row(features: numbers.dropLast(), target: numbers.last ?? .nan)
        }
    }
}

/// The features have a length of one each, and some nearly repeat others: the curvature of the loss goes from 1, along
/// the bias, down to 2e-5, and gradient descent needs a step size near its bound of 2 and tens of thousands of steps.
@Suite("The diabetes set")
struct DiabetesTests {
    static let flags = ["--quiet", "--json", "--workers", "1"]

    static func configuration(_ data: String) -> String {
        """
        name: diabetes
        data: \(data)
        model: {kind: linear_regression}
        training: {epochs: 40_000, batch_size: 442, shards: 4}
        optimizer: {learning_rate: 1.9}
        """
    }

    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func train() throws -> JSONObject {
        let outcome = try folder.lockstep(["train", "a.yaml"] + Self.flags)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        return try JSONObject(outcome.output)
    }

    private func expectClosedForm(_ summary: JSONObject, training: [Int], validation: [Int]) throws {
        let weights = leastSquares(training.map { Diabetes.rows[$0] })
        let best = meanSquaredError(weights, validation.map { Diabetes.rows[$0] })
        #expect(try abs(summary.number("validation_mse") / best - 1) < 0.01)
        #expect(try Int(summary.number("validation_rows")) == validation.count)
        #expect(try Int(summary.number("training_rows")) == training.count)
    }

    @Test("has 442 rows of 10 features")
    func shape() {
        #expect(Diabetes.rows.count == 442 && Diabetes.rows.allSatisfy { $0.features.count == 10 })
    }

    @Test("is the same in scikit-learn and in the file", .needs(.python("sklearn")))
    func fixture() {
        let fixture = Diabetes.rows(of: Diabetes.fixture.split(separator: "\n").map(String.init))
        #expect(fixture.count == Diabetes.rows.count)
        for (a, b) in zip(fixture, Diabetes.rows) {
            #expect(zip(a.features, b.features).allSatisfy { abs($0 - $1) < 1e-12 } && a.target == b.target)
        }
    }

    @Test("is learnt as well as in closed form, validated on a file of its own")
    func twoFiles() throws {
        // Every fifth row, so that the files are as alike as can be.
        let validation = Array(stride(from: 2, to: 442, by: 5))
        let training = (0..<442).filter { !validation.contains($0) }
        for (name, rows) in [("train.csv", training), ("validation.csv", validation)] {
            let lines = [Diabetes.lines[0]] + rows.map { Diabetes.lines[$0 + 1] }
            try folder.write(lines.joined(separator: "\n") + "\n", to: name)
        }
        let files = "{file: {train: train.csv, validation: validation.csv, target: target}}"
        try folder.write(Self.configuration(files), to: "a.yaml")
        let summary = try train()
        try expectClosedForm(summary, training: training, validation: validation)
        let evaluation = try JSONObject(
            folder.lockstep("evaluate", "runs/diabetes", "--data", "validation.csv", "--json").output)
        #expect(try abs(evaluation.number("mse") / summary.number("validation_mse") - 1) < 1e-6)
    }

    @Test("is learnt as well as in closed form, validated on rows that were held out")
    func heldOut() throws {
        try folder.write(Diabetes.lines.joined(separator: "\n") + "\n", to: "all.csv")
        let data = "{file: {train: all.csv, target: target}, validation_fraction: 0.2}"
        try folder.write(Self.configuration(data), to: "a.yaml")
        let summary = try train()
        let split = HeldOutSplit(rowCount: 442, fraction: 0.2, seed: 42, kernels: try InstructionSet.best().kernels)
        let validation = split.rows(of: .validation, in: 0..<split.count(of: .validation))
        let training = split.rows(of: .training, in: 0..<split.count(of: .training))
        #expect(Set(training + validation) == Set(0..<442) && validation.count == 88)
        try expectClosedForm(summary, training: training, validation: validation)
    }
}
