import Foundation
import TestSupport
import Testing

/// The shipped configuration of "Dive into Deep Learning", whose true weights are [2, -3.4] and whose bias is 4.2.
@Suite("lockstep train configs/d2l-linear.yaml")
struct TrainTests {
    private static let trained = SharedRun("train", Places.package + "/configs/d2l-linear.yaml")

    let folder: ScratchFolder
    let outcome: Outcome
    let run = "runs/d2l-linear"

    init() throws {
        (folder, outcome) = try (Self.trained.folder, Self.trained.outcome)
    }

    @Test("ends well, with the digest as the last line")
    func succeeds() {
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.digest != nil, "\(outcome.output)")
        #expect(outcome.lines.first == "run             \(run)")
    }

    @Test("finds the true weights and bias, as the model's file says")
    func recoversWeights() throws {
        let model = try folder.tensors("\(run)/model.safetensors")
        #expect(model.shapes == ["weight": [1, 2], "bias": [1]])
        let found = try #require(model.values["weight"]) + #require(model.values["bias"])
        for (value, truth) in zip(found, [2, -3.4, 4.2]) { #expect(abs(Double(value) - truth) < 0.01) }
        #expect(model.metadata["model"] == "linear_regression" && model.metadata["target"] == "y")
    }

    @Test("finds the true weights and bias, as lockstep evaluate says")
    func evaluates() throws {
        let model = try folder.tensors("\(run)/model.safetensors")
        let weights = try #require(model.values["weight"])
        let bias = try #require(model.values["bias"])[0]
        let evaluation = try folder.lockstep("evaluate", run, "--json")
        #expect(evaluation.status == 0 && evaluation.errors.isEmpty)
        let report = try JSONObject(evaluation.output)
        let weightError = max(abs(Double(weights[0]) - 2), abs(Double(weights[1]) + 3.4))
        #expect(try abs(report.number("largest_weight_error") - weightError) < 1e-6)
        #expect(try abs(report.number("bias_error") - abs(Double(bias) - 4.2)) < 1e-6)
        #expect(weightError < 0.01 && abs(Double(bias) - 4.2) < 0.01)
        #expect(try report.text("digest") == outcome.digest)
        let words = try folder.lockstep("evaluate", run)
        #expect(words.status == 0 && words.digest == outcome.digest)
    }

    @Test("leaves the run directory's files and no others")
    func files() throws {
        #expect(try folder.names(in: run) == RunDirectoryTests.names)
        #expect(try folder.names == ["runs"])
    }

    @Test("records its history")
    func metrics() throws {
        let lines = try folder.jsonLines("\(run)/metrics.jsonl")
        let steps = try lines.map { try $0.number("step") }
        #expect(steps == steps.sorted() && Set(steps).count == steps.count && steps.last == 300)
        let last = try #require(lines.last)
        #expect(try last.number("rows") == 3000 && last.number("epoch") == 3 && last.number("learning_rate") == 0.03)
        // Half the variance of the noise is what remains to be lost, on the average over some records.
        let tail = try lines.suffix(20).map { try $0.number("train_loss") }
        #expect(tail.reduce(0, +) / 20 < 1.3 * 0.5e-4)
        #expect(try lines.allSatisfy { try $0.number("rows_per_second") > 0 && $0.number("seconds") > 0 })
    }

    @Test("sums up")
    func summary() throws {
        let summary = try folder.json("\(run)/summary.json")
        #expect(try summary.text("name") == "d2l-linear" && summary.text("digest") == outcome.digest)
        #expect(try summary.number("steps") == 300 && summary.number("epochs") == 3)
        #expect(try summary.number("training_rows") == 1000 && summary.number("features") == 2)
        #expect(try summary.number("workers") >= 1 && summary.number("rows_per_second") > 0)
    }

    @Test("digests the bytes of the parameters, as the system's sha256sum does")
    func digest() throws {
        let model = try folder.tensors("\(run)/model.safetensors")
        #expect(model.payload.count == 12)
        #expect(try folder.sha256(model.payload) == outcome.digest)
        #expect(model.metadata["digest"] == outcome.digest)
    }

    @Test("writes a model that Python reads", .needs(.python("numpy", "safetensors")))
    func python() throws {
        let program = """
            import sys, hashlib, safetensors.numpy as s
            t = s.load_file(sys.argv[1])
            print(hashlib.sha256(t["weight"].tobytes() + t["bias"].tobytes()).hexdigest(), t["weight"].shape)
            """
        let words = try PythonPeer.run(program, folder.file("\(run)/model.safetensors"))
        #expect("sha256:\(words)" == "\(outcome.digest ?? "") (1, 2)\n")
    }

    @Test("resolves the configuration to one that says the same again")
    func experiment() throws {
        let text = try folder.text("\(run)/experiment.yaml")
        let check = try folder.lockstep("config", "check", "\(run)/experiment.yaml")
        #expect(check.status == 0 && check.output == text)
        let elsewhere = try ScratchFolder()
        let again = try elsewhere.lockstep(
            "train", folder.file("\(run)/experiment.yaml"), "--output", "again", "--quiet")
        #expect(again.digest == outcome.digest)
        #expect(try elsewhere.bytes("again/model.safetensors") == folder.bytes("\(run)/model.safetensors"))
    }
}
