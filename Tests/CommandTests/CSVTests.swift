import Foundation
import TestSupport
import Testing

/// A plane in three named columns, with the target among them, and other rows of it to predict.
struct Plane {
    /// width, height, depth, bias
    static let weights = [3, -2, 0.5, 1.25]
    static let configuration = """
        name: plane
        data: {file: {train: train.csv, target: price}, validation_fraction: 0.1}
        model: {kind: linear_regression}
        training: {epochs: 200, batch_size: 90}
        optimizer: {learning_rate: 0.5}
        """

    let training: [Row]
    let unseen: [Row]

    init() {
        var random = SplitMix(state: 7)
        func rows(_ count: Int) -> [Row] {
            (0..<count).map { _ in
                // Four digits, so that the text is the number.
                let features = (0..<3).map { _ in (random.uniform() * 1e4).rounded() / 1e4 }
                return Row(features: features, target: prediction(Self.weights, features) + 0.001 * random.uniform())
            }
        }
        (training, unseen) = (rows(400), rows(150))
    }

    /// Writes the rows to learn from as `train.csv`, others as `test.csv`.
    func write(to folder: ScratchFolder) throws {
        try folder.write(Self.configuration, to: "a.yaml")
        for (name, rows) in [("train.csv", training), ("test.csv", unseen)] {
            let lines = rows.map { "\($0.features[0]),\($0.features[1]),\($0.target),\($0.features[2])" }
            try folder.write((["width,\"height, cm\",price,depth"] + lines).joined(separator: "\n") + "\n", to: name)
        }
    }
}

@Suite("A CSV file")
struct CSVTests {
    private static let trained = SharedRun("train", "a.yaml", "--quiet", "--output", "run") {
        try Plane().write(to: $0)
    }

    let folder: ScratchFolder
    let plane = Plane()

    init() throws {
        folder = try ScratchFolder()
        try plane.write(to: folder)
    }

    /// Has the run of `a.yaml` in the folder.
    private func takeRun() throws {
        let outcome = try Self.trained.outcome
        #expect(outcome.status == 0, "\(outcome.errors)")
        try FileManager.default.copyItem(atPath: Self.trained.folder.file("run"), toPath: folder.file("run"))
    }

    private func weights() throws -> [Double] {
        let model = try folder.tensors("run/model.safetensors")
        return try (#require(model.values["weight"]) + #require(model.values["bias"])).map(Double.init)
    }

    @Test("trains, by the names of its columns")
    func trains() throws {
        try takeRun()
        for (found, truth) in zip(try weights(), Plane.weights) { #expect(abs(found - truth) < 0.001) }
        let metadata = try folder.tensors("run/model.safetensors").metadata
        #expect(metadata["target"] == "price")
        let names = try JSONSerialization.jsonObject(with: Data((metadata["features"] ?? "").utf8)) as? [String]
        #expect(names == ["width", "height, cm", "depth"])
        let summary = try folder.json("run/summary.json")
        #expect(try summary.number("training_rows") == 360 && summary.number("validation_rows") == 40)
    }

    @Test("is evaluated, as arithmetic in double precision says")
    func evaluates() throws {
        try takeRun()
        let evaluation = try folder.lockstep("evaluate", "run", "--data", "test.csv", "--json")
        #expect(evaluation.status == 0 && evaluation.errors.isEmpty)
        let report = try JSONObject(evaluation.output)
        let weights = try weights()
        let mse = meanSquaredError(weights, plane.unseen)
        let mean = plane.unseen.reduce(0) { $0 + $1.target } / 150
        let variance = plane.unseen.reduce(0) { $0 + ($1.target - mean) * ($1.target - mean) } / 150
        let mae = plane.unseen.reduce(0) { $0 + abs(prediction(weights, $1.features) - $1.target) } / 150
        #expect(try report.number("rows") == 150)
        #expect(try abs(report.number("mse") / mse - 1) < 0.01)
        #expect(try abs(report.number("rmse") / mse.squareRoot() - 1) < 0.01)
        #expect(try abs(report.number("loss") / (mse / 2) - 1) < 0.01)
        #expect(try abs(report.number("mae") / mae - 1) < 0.01)
        #expect(try abs(report.number("r2") - (1 - mse / variance)) < 1e-7)
        let byFile = try folder.lockstep("evaluate", "run/model.safetensors", "--data", "test.csv", "--json")
        #expect(byFile.output == evaluation.output)
    }

    @Test("of its own may validate and test, and columns may stand in another order there")
    func severalFiles() throws {
        let rows = plane.unseen
        let lines = rows.map { "\($0.features[2]),\($0.target),x,\($0.features[1]),\($0.features[0])" }
        try folder.write((["depth,price,note,\"height, cm\",width"] + lines).joined(separator: "\n"), to: "other.csv")
        let files = "{train: train.csv, validation: other.csv, test: test.csv, target: price}"
        try folder.write(
            Plane.configuration.replacing("{train: train.csv, target: price}, validation_fraction: 0.1", with: files),
            to: "a.yaml")
        let trained = try folder.lockstep("train", "a.yaml", "--quiet", "--output", "run")
        #expect(trained.status == 0, "\(trained.errors)")
        let summary = try folder.json("run/summary.json")
        #expect(try summary.number("training_rows") == 400 && summary.number("validation_rows") == 150)
        #expect(try summary.number("validation_mse") == summary.number("test_mse"))
        let evaluation = try JSONObject(folder.lockstep("evaluate", "run", "--json").output)
        #expect(try evaluation.number("test_mse") == summary.number("test_mse"))
        #expect(try evaluation.number("validation_rows") == 150)
    }

    @Test("is found beside the configuration, from wherever the command runs")
    func relativePaths() throws {
        let elsewhere = try ScratchFolder()
        let outcome = try elsewhere.lockstep("train", folder.file("a.yaml"), "--quiet")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try elsewhere.lockstep("evaluate", "runs/plane").status == 0)
        #expect(try outcome.digest == Self.trained.outcome.digest)
    }

    @Test("without a column that is needed is refused by the column's name")
    func missingColumn() throws {
        try takeRun()
        try folder.write("width,depth,price\n1,2,3\n", to: "short.csv")
        for command in ["predict", "evaluate"] {
            let outcome = try folder.lockstep(command, "run", "--data", "short.csv")
            #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errorLines.count == 1)
            #expect(outcome.errors.hasPrefix("lockstep: short.csv"), "\(outcome.errors)")
            #expect(outcome.errors.contains("height, cm"), "\(outcome.errors)")
        }
        let target = try folder.lockstep("train", "a.yaml", "--set", "data.file.target=cost")
        #expect(target.status == 2 && target.errorLines.count == 1 && target.errors.contains("cost"))
        #expect(!folder.has("runs"))
    }
}
