import Foundation
import TestSupport
import Testing

@Suite("lockstep predict")
struct PredictTests {
    private static let trained = SharedRun("train", "a.yaml", "--quiet", "--output", "run") {
        try Plane().write(to: $0)
    }

    let folder: ScratchFolder
    let plane = Plane()
    /// What the model's weights say in double precision.
    let expected: [Double]

    init() throws {
        folder = try ScratchFolder()
        let outcome = try Self.trained.outcome
        try #require(outcome.status == 0, "\(outcome.errors)")
        try Self.trained.copy(into: folder)
        let model = try folder.tensors("run/model.safetensors")
        let weights = try (#require(model.values["weight"]) + #require(model.values["bias"])).map(Double.init)
        expected = plane.unseen.map { prediction(weights, $0.features) }
        // Unseen rows: no target, another order of columns, and columns that are none of the model's business.
        let lines = plane.unseen.map { "n/a,\($0.features[2]),\"a, b\",\($0.features[0]),,\($0.features[1])" }
        try folder.write(
            (["id,depth,note,width,empty,\"height, cm\""] + lines).joined(separator: "\r\n"), to: "new.csv")
    }

    private func predict(_ flags: String...) throws -> Outcome {
        let outcome = try folder.lockstep(["predict", "run", "--data", "new.csv"] + flags)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        return outcome
    }

    private func expectPredictions(_ found: [Float], location: SourceLocation = #_sourceLocation) {
        #expect(found.count == expected.count, sourceLocation: location)
        let error = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
        // Some units in the last place of numbers up to 7.
        #expect(error < 2e-6, sourceLocation: location)
    }

    @Test("writes CSV to standard output")
    func standardOutput() throws {
        let lines = try predict().lines
        #expect(lines.first == "price")
        expectPredictions(try lines.dropFirst().map { try #require(Float($0)) })
    }

    @Test("writes the same to a CSV file, in the place of what was there")
    func csv() throws {
        try folder.write("old", to: "out.csv")
        #expect(try predict("--output", "out.csv").output.isEmpty)
        #expect(try folder.text("out.csv") == predict().output)
    }

    @Test("writes and measures more rows than are read at a time, or names the line of a bad one")
    func many() throws {
        let repeats = 66_000 / plane.unseen.count + 1
        let lines = plane.unseen.map { "\($0.features.map { "\($0)" }.joined(separator: ",")),\($0.target)" }
        let table = (["width,\"height, cm\",depth,price"] + (0..<repeats).flatMap { _ in lines })
        try folder.write(table.joined(separator: "\n"), to: "long.csv")
        let once = try predict().lines
        let found = try folder.lockstep("predict", "run", "--data", "long.csv", "--output", "long.npy")
        #expect(found.status == 0, "\(found.errors)")
        let numbers = try numbersOfNPY(folder.bytes("long.npy"))
        #expect(numbers == (0..<repeats).flatMap { _ in once.dropFirst().compactMap { Float($0) } })
        let text = try folder.lockstep("predict", "run", "--data", "long.csv").lines
        #expect(text == once.prefix(1) + (0..<repeats).flatMap { _ in once.dropFirst() })

        try folder.write((table.prefix(1) + lines).joined(separator: "\n"), to: "short.csv")
        func mse(_ file: String) throws -> Double {
            try JSONObject(folder.lockstep("evaluate", "run", "--data", file, "--json").output).number("mse")
        }
        #expect(try abs(mse("long.csv") / mse("short.csv") - 1) < 1e-9)

        try folder.write((table + ["1,2,x,4"]).joined(separator: "\n"), to: "bad.csv")
        try folder.write("old", to: "out.csv")
        try folder.expectRefusal(
            ["predict", "run", "--data", "bad.csv", "--output", "out.csv"],
            "bad.csv:\(table.count + 1): column depth: found \"x\", expected a number")
        #expect(try folder.text("out.csv") == "old")
    }

    @Test("writes NPY")
    func npy() throws {
        #expect(try predict("--output", "out.npy").output.isEmpty)
        expectPredictions(try numbersOfNPY(folder.bytes("out.npy")))
    }

    @Test("writes safetensors")
    func safetensors() throws {
        #expect(try predict("--output", "out.safetensors").output.isEmpty)
        let file = try folder.tensors("out.safetensors")
        #expect(file.shapes == ["predictions": [expected.count]])
        expectPredictions(try #require(file.values["predictions"]))
        #expect(file.metadata["target"] == "price")
        #expect(try file.metadata["model_digest"] == folder.json("run/summary.json").text("digest"))
    }

    @Test("writes what Python reads", .needs(.python("numpy", "safetensors")))
    func python() throws {
        _ = try predict("--output", "out.npy")
        _ = try predict("--output", "out.safetensors")
        let program = """
            import sys, numpy, safetensors.numpy as s
            a, b = numpy.load(sys.argv[1]), s.load_file(sys.argv[2])["predictions"]
            print(a.dtype, a.shape, (a == b).all())
            """
        let words = try PythonPeer.run(program, folder.file("out.npy"), folder.file("out.safetensors"))
        #expect(words == "float32 (\(expected.count),) True\n")
    }

    @Test("leaves no file where it fails")
    func failure() throws {
        try folder.write("width,depth\n1,2\n", to: "new.csv")
        let outcome = try folder.lockstep("predict", "run", "--data", "new.csv", "--output", "out.npy")
        #expect(outcome.status == 2 && !folder.has("out.npy"))
        let nowhere = try folder.lockstep("predict", "run", "--data", "test.csv", "--output", "none/out.npy")
        #expect(nowhere.status == 2 && nowhere.errorLines.count == 1)
    }

    @Test("does not read a model whose numbers were changed")
    func tampered() throws {
        var bytes = try folder.bytes("run/model.safetensors")
        bytes[bytes.count - 1] ^= 1
        try folder.put(bytes, in: "run/model.safetensors")
        try folder.expectRefusal(
            ["predict", "run", "--data", "new.csv"], "run/model.safetensors: metadata digest: found parameters with")
    }
}
