import Foundation
import TestSupport
import Testing

@Suite("lockstep predict")
struct PredictTests {
    let folder: ScratchFolder
    let plane = Plane()
    /// What the model's weights say in double precision.
    let expected: [Double]

    init() throws {
        folder = try ScratchFolder()
        try plane.write(to: folder)
        let outcome = try folder.lockstep("train", "a.yaml", "--quiet", "--output", "run")
        try #require(outcome.status == 0, "\(outcome.errors)")
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

    @Test("writes what Python reads", .enabled(if: PythonPeer.hasFormats))
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
