import Foundation
import TestSupport
import Testing

@Suite("A run that is stopped", .serialized)
struct InterruptionTests {
    /// Hours of work, if nobody stops it.
    static let endless = """
        name: long
        data: {synthetic: {rows: 20_000, features: 33}}
        model: {kind: linear_regression}
        training: {epochs: 1_000_000, batch_size: 512}
        """

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(Self.endless, to: "long.yaml")
    }

    /// Starts the run and waits until it trains.
    private func start() throws -> ChildProcess {
        let child = try ChildProcess(Places.lockstep, ["train", "long.yaml", "--quiet"], in: folder)
        let deadline = ContinuousClock.now + .seconds(30)
        while (try? folder.bytes("runs/long/metrics.jsonl"))?.isEmpty != false {
            guard child.isRunning, ContinuousClock.now < deadline else {
                child.send(SIGKILL)
                Issue.record("does not train: \(try child.outcome())")
                break
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
        return child
    }

    @Test("by a signal that asks says where it was and saves that", arguments: [SIGINT, SIGTERM])
    func asked(_ signal: Int32) throws {
        let child = try start()
        child.send(signal)
        let outcome = try child.outcome()
        #expect(outcome.status == 128 + signal && outcome.output.isEmpty)
        #expect(outcome.errorLines.count == 1)
        #expect(
            outcome.errors.contains(
                /^lockstep: interrupted at step \d+ of 36000000; go on with lockstep train \S+ --resume\n/))
        let names = [
            "checkpoints", "events.out.tfevents.lockstep", "experiment.yaml", "metrics.jsonl", "report.html",
        ]
        #expect(try folder.names(in: "runs/long") == names)
        #expect(try folder.names(in: "runs/long/checkpoints").count == 1)
        let steps = try folder.jsonLines("runs/long/metrics.jsonl").map { try $0.number("step") }
        #expect(!steps.isEmpty && steps == steps.sorted())
    }

    @Test("by SIGKILL leaves no model")
    func killed() throws {
        let child = try start()
        child.send(SIGKILL)
        #expect(try child.outcome().status == 128 + SIGKILL)
        let names = ["events.out.tfevents.lockstep", "experiment.yaml", "metrics.jsonl"]
        #expect(try folder.names(in: "runs/long") == names)
    }

    @Test("by SIGKILL at any moment leaves a whole model or none")
    func killedAnywhere() throws {
        let arguments = ["train", "long.yaml", "--set", "training.epochs=20", "--output", "out", "--overwrite"]
        let clock = ContinuousClock()
        let start = clock.now
        try #require(folder.lockstep(arguments).status == 0)
        let whole = (clock.now - start) / .seconds(1)
        let digest = try folder.json("out/summary.json").text("digest")
        for moment in 1...16 {
            let child = try ChildProcess(Places.lockstep, arguments, in: folder)
            Thread.sleep(forTimeInterval: whole * Double(moment) / 14)
            child.send(SIGKILL)
            _ = try child.outcome()
            if folder.has("out/model.safetensors") {
                let model = try folder.tensors("out/model.safetensors")
                #expect(try model.payload.count == 34 * 4 && folder.sha256(model.payload) == digest)
            }
            if folder.has("out/summary.json") {
                #expect(try folder.json("out/summary.json").text("digest") == digest)
            }
            for name in try folder.names(in: "out") where name.hasSuffix(".tmp") {
                try FileManager.default.removeItem(atPath: folder.file("out/" + name))
            }
        }
        // What is left of a killed run can be replaced as any run can.
        let last = try folder.lockstep(arguments)
        #expect(last.digest == digest, "\(last)")
    }

    @Test("by SIGKILL while it wrote its first file leaves a directory that can be used again")
    func leftovers() throws {
        try FileManager.default.createDirectory(atPath: folder.file("out"), withIntermediateDirectories: false)
        try folder.write("name: lo", to: "out/.experiment.yaml.4711.1.tmp")
        let arguments = ["train", "long.yaml", "--set", "training.epochs=1", "--output", "out", "--overwrite"]
        #expect(try folder.lockstep(arguments).status == 0)
        // A run whose rate falls to its end is not extended, and keeps no checkpoint.
        #expect(try folder.names(in: "out") == RunDirectoryTests.names.filter { $0 != "checkpoints" })
    }
}
