import Foundation
import TestSupport
import Testing

@Suite("lockstep export and import")
struct ExportTests {
    private static let trained = SharedRun("train", "a.yaml", "--quiet", "--output", "run") {
        try Plane().write(to: $0)
    }

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        let outcome = try Self.trained.outcome
        try #require(outcome.status == 0, "\(outcome.errors)")
        try Self.trained.copy(into: folder)
    }

    @Test(
        "names the file for the run",
        arguments: zip(["onnx", "safetensors", "numpy", "json"], ["onnx", "safetensors", "npz", "json"]))
    func names(format: String, ending: String) throws {
        let outcome = try folder.lockstep("export", "./run/", "--format", format)
        #expect(outcome.status == 0 && outcome.output == "written to run.\(ending)\n", "\(outcome.errors)")
        let other = try folder.lockstep("export", "run/model.safetensors", "--format", format, "--output", "b")
        #expect(other.status == 0)
        #expect(try folder.bytes("run.\(ending)") == folder.bytes("b"))
    }

    @Test("round trip: what was exported is imported, and predicts the same")
    func roundTrip() throws {
        _ = try folder.lockstep("export", "run", "--format", "safetensors", "--output", "net.safetensors")
        let outcome = try folder.lockstep("import", "net.safetensors")
        let digest = try folder.json("run/summary.json").text("digest")
        #expect(
            outcome.lines == [
                "linear_regression of 3 features, predicts a number", "digest \(digest)",
                "written to net.lockstep.safetensors",
            ])
        let first = try folder.lockstep("predict", "run", "--data", "test.csv")
        let second = try folder.lockstep("predict", "net.lockstep.safetensors", "--data", "test.csv")
        #expect(first.status == 0 && first.output == second.output && first.lines.count > 1)
        let evaluation = try folder.lockstep("evaluate", "net.lockstep.safetensors", "--data", "test.csv")
        #expect(try evaluation.output == folder.lockstep("evaluate", "run", "--data", "test.csv").output)
    }

    @Test("refuses what cannot be meant, and writes nothing")
    func mistakes() throws {
        let before = try folder.names
        try folder.expectRefusal(
            ["export", "run", "--format", "safetensors", "--output", "run/model.safetensors"],
            "--output: found run/model.safetensors, expected another file than the model's own")
        try folder.expectRefusal(
            ["export", "run", "--format", "onnx", "--output", "none/a.onnx"],
            "none/a.onnx: cannot create: no such folder")
        try folder.expectRefusal(
            ["export", "run", "--format", "pickle"], "The value 'pickle' is invalid for '--format")
        try folder.expectRefusal(["import", "none.safetensors"], "none.safetensors: cannot open: no such file")
        try folder.expectRefusal(
            ["import", "run/model.safetensors", "--classes", "a,b"],
            "run/model.safetensors: --classes: found names of classes, expected none for a regression")
        #expect(try folder.names == before)
    }
}
