import Foundation
import TestSupport
import Testing

@Suite("A run that goes on", .serialized)
struct ResumeTests {
    private static let configuration = """
        name: long
        data: {synthetic: {kind: classification, rows: 20_000, features: 20, classes: 4}}
        model: {kind: mlp, hidden: [16]}
        training: {epochs: 30, batch_size: 64, checkpoint: {every_steps: 100, keep: 2}}
        optimizer: {kind: adamw, learning_rate: 0.003}
        """

    /// The same run, never stopped.
    private static let undisturbed: Result<ScratchFolder, any Error> = Result {
        let folder = try ScratchFolder()
        try folder.write(configuration, to: "a.yaml")
        try #require(folder.lockstep("train", "a.yaml", "--output", "out", "--quiet").status == 0)
        return folder
    }

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(Self.configuration, to: "a.yaml")
    }

    private func expectUndisturbedResult(location: SourceLocation = #_sourceLocation) throws {
        let whole = try Self.undisturbed.get()
        let digest = try whole.json("out/summary.json").text("digest")
        #expect(try folder.json("out/summary.json").text("digest") == digest, sourceLocation: location)
        #expect(try history(folder) == history(whole), sourceLocation: location)
        let loss = try whole.json("out/summary.json").number("train_loss")
        #expect(try folder.json("out/summary.json").number("train_loss") == loss, sourceLocation: location)
    }

    /// What the records say of anything but time.
    private func history(_ folder: ScratchFolder) throws -> [[Double]] {
        try folder.jsonLines("out/metrics.jsonl").map { line in
            try ["step", "epoch", "rows", "train_loss"].map(line.number)
        }
    }

    /// Starts the run, with a seat for the next signal once it has a checkpoint.
    private func start(_ arguments: [String]) throws -> ChildProcess {
        let child = try ChildProcess(Places.lockstep, ["train"] + arguments, in: folder)
        let deadline = ContinuousClock.now + .seconds(30)
        let before = (try? folder.names(in: "out/checkpoints")) ?? []
        while child.isRunning, ContinuousClock.now < deadline,
            (try? folder.names(in: "out/checkpoints")).map({ $0.isEmpty || $0 == before }) ?? true
        {
            Thread.sleep(forTimeInterval: 0.002)
        }
        return child
    }

    @Test("after SIGKILLs, with other workers each time, ends as the undisturbed run", arguments: [1, 2])
    func killed(seed: Int) throws {
        var workers = seed
        var status: Int32 = -1
        for _ in 0..<40 where status != 0 {
            workers = workers % 3 + 1
            let child = try start(["a.yaml", "--output", "out", "--resume", "--quiet", "--workers", "\(workers)"])
            child.send(SIGKILL)
            status = try child.outcome().status
            try #require(status == 0 || status == 128 + SIGKILL)
        }
        if status != 0 {
            #expect(try folder.lockstep("train", "out/experiment.yaml", "--resume", "--quiet").status == 0)
        }
        try expectUndisturbedResult()
        #expect(try folder.names(in: "out/checkpoints").count <= 2)
    }

    @Test("after a signal says how, keeps a checkpoint of the last step, and ends as the undisturbed run")
    func signalled() throws {
        for (signal, status) in [(SIGINT, Int32(130)), (SIGTERM, 143)] {
            let child = try start(["a.yaml", "--output", "out", "--resume", "--quiet"])
            child.send(signal)
            let outcome = try child.outcome()
            try #require(outcome.status == status, "\(outcome)")
            let match = try #require(
                try /lockstep: interrupted at step (\d+) of 8460; go on with lockstep train (\S+) --resume\n/
                    .wholeMatch(in: outcome.errors))
            #expect(match.2 == "out/experiment.yaml")
            #expect(try folder.names(in: "out/checkpoints").contains("step-\(match.1).safetensors"))
        }
        let outcome = try folder.lockstep("train", "out/experiment.yaml", "--resume", "--workers", "2")
        #expect(outcome.status == 0 && outcome.errors.contains("going on from step "))
        try expectUndisturbedResult()

        let again = try folder.lockstep("train", "out/experiment.yaml", "--resume")
        #expect(again.status == 0 && again.lines == ["out has ended already; nothing to resume"])
    }

    @Test(
        "after two signals, the second of which ends it at once, ends as the undisturbed run",
        arguments: [SIGINT, SIGTERM])
    func signalledTwice(_ signal: Int32) throws {
        let child = try start(["a.yaml", "--output", "out", "--quiet"])
        child.send(signal)
        child.send(signal)
        #expect(try child.outcome().status == 128 + signal)
        #expect(!folder.has("out/model.safetensors"))
        #expect(try folder.lockstep("train", "a.yaml", "--output", "out", "--resume", "--quiet").status == 0)
        try expectUndisturbedResult()
    }

    @Test("with a damaged checkpoint takes the one before, and says so")
    func damaged() throws {
        let child = try start(["a.yaml", "--output", "out", "--quiet"])
        Thread.sleep(forTimeInterval: 0.05)
        child.send(SIGKILL)
        try #require(child.outcome().status == 128 + SIGKILL)
        let newest = try #require(
            folder.names(in: "out/checkpoints").filter { $0.hasPrefix("step-") }.max {
                $0.count == $1.count ? $0 < $1 : $0.count < $1.count
            })
        var bytes = try folder.bytes("out/checkpoints/\(newest)")
        bytes[bytes.count - 5] ^= 16
        try folder.put(bytes, in: "out/checkpoints/step-8000.safetensors")
        let outcome = try folder.lockstep("train", "out/experiment.yaml", "--resume")
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.contains(
                "warning: skipped a checkpoint: out/checkpoints/step-8000.safetensors: metadata checksum"))
        try expectUndisturbedResult()
    }

    @Test("where there is nothing to go on with, starts from the beginning and says so")
    func nothing() throws {
        let outcome = try folder.lockstep("train", "a.yaml", "--output", "out", "--resume")
        #expect(outcome.status == 0 && outcome.errors.contains("out holds no run: starting from the beginning\n"))
        try expectUndisturbedResult()
    }

    @Test("is refused where it is another experiment's, and where its place is not said")
    func mistakes() throws {
        let child = try start(["a.yaml", "--output", "out", "--quiet"])
        child.send(SIGINT)
        try #require(child.outcome().status == 130)
        let outcome = try folder.lockstep(
            "train", "a.yaml", "--output", "out", "--resume", "--quiet", "--set", "optimizer.learning_rate=0.1")
        #expect(outcome.status == 2 && outcome.errorLines.count == 1)
        #expect(outcome.errors.contains("found a checkpoint of another training, with optimizer.learning_rate "))
        try folder.expectRefusal(["train", "a.yaml", "--resume"], "--resume: found no --output, expected one")
        try folder.expectRefusal(
            ["train", "a.yaml", "--output", "out", "--resume", "--overwrite"], "--overwrite: found --resume too")
    }

    @Test("is refused while another process is at it")
    func locked() throws {
        try folder.write(InterruptionTests.endless, to: "endless.yaml")
        let child = try ChildProcess(
            Places.lockstep, ["train", "endless.yaml", "--output", "out", "--quiet"], in: folder)
        let deadline = ContinuousClock.now + .seconds(30)
        while !folder.has("out/metrics.jsonl"), ContinuousClock.now < deadline { Thread.sleep(forTimeInterval: 0.01) }
        let outcome = try folder.lockstep("train", "endless.yaml", "--output", "out", "--resume", "--quiet")
        #expect(outcome.status == 2)
        #expect(
            outcome.errors == "lockstep: out: found a run that another process is at, expected one that nobody is at\n")
        #expect(
            try folder.lockstep("train", "endless.yaml", "--output", "out", "--overwrite", "--quiet").status == 2)
        #expect(child.isRunning && folder.has("out/metrics.jsonl"))
        child.send(SIGKILL)
        _ = try child.outcome()
    }
}
