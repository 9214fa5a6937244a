import Foundation
import TestSupport
import Testing

@Suite("A run directory")
struct RunDirectoryTests {
    static let configuration = """
        name: small
        data: {synthetic: {rows: 500, features: 3}}
        model: {kind: linear_regression}
        training: {epochs: 2, batch_size: 50}
        optimizer: {learning_rate: 0.03}
        """
    static let names = [
        "checkpoints", "events.out.tfevents.lockstep", "experiment.yaml", "metrics.jsonl", "model-card.md",
        "model.safetensors",
        "predictions.json", "report.html", "summary.json",
    ]
    static let divergedNames = [
        "checkpoints", "events.out.tfevents.lockstep", "experiment.yaml", "metrics.jsonl", "replay.yaml", "report.html",
    ]

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(Self.configuration, to: "a.yaml")
    }

    private func contents(of run: String) throws -> [String: [UInt8]] {
        try folder.names(in: run).filter { $0 != "checkpoints" }.reduce(into: [:]) {
            $0[$1] = try folder.bytes("\(run)/\($1)")
        }
    }

    @Test("gets a number where its name is taken")
    func numbering() throws {
        for run in ["runs/small", "runs/small-2", "runs/small-3"] {
            let outcome = try folder.lockstep("train", "a.yaml", "--quiet")
            #expect(outcome.status == 0 && outcome.lines.first == "run             \(run)")
            #expect(try folder.names(in: run) == Self.names)
        }
        // The first free number, not the one after the last.
        try FileManager.default.removeItem(atPath: folder.file("runs/small-2"))
        let outcome = try folder.lockstep("train", "a.yaml", "--set", "name=small", "--quiet")
        #expect(outcome.lines.first == "run             runs/small-2")
    }

    @Test("is where the configuration and --output say")
    func places() throws {
        #expect(try folder.lockstep("train", "a.yaml", "--set", "output.directory=deep/er/{name}-x").status == 0)
        #expect(try folder.names(in: "deep/er/small-x") == Self.names)
        #expect(try folder.lockstep("train", "a.yaml", "--output", "out/a/b").status == 0)
        #expect(try folder.names(in: "out/a/b") == Self.names)
        try FileManager.default.createDirectory(atPath: folder.file("empty"), withIntermediateDirectories: false)
        #expect(try folder.lockstep("train", "a.yaml", "--output", folder.file("empty") + "/").status == 0)
        #expect(try folder.names(in: "empty") == Self.names)
        #expect(!folder.has("runs"))
    }

    @Test("that holds a run is refused, and left as it was")
    func refused() throws {
        #expect(try folder.lockstep("train", "a.yaml", "--output", "out").status == 0)
        let before = try contents(of: "out")
        try folder.expectRefusal(["train", "a.yaml", "--set", "seed=1", "--output", "out"], "out: found a run, expect")
        #expect(try contents(of: "out") == before)
    }

    @Test("is replaced with --overwrite")
    func replaced() throws {
        let first = try folder.lockstep("train", "a.yaml", "--output", "out")
        let second = try folder.lockstep("train", "a.yaml", "--set", "seed=1", "--output", "out", "--overwrite")
        #expect(second.status == 0 && second.digest != first.digest)
        #expect(try folder.names(in: "out") == Self.names)
        #expect(try folder.json("out/summary.json").text("digest") == second.digest)
        #expect(try folder.text("out/experiment.yaml").contains("seed: 1\n"))
        #expect(try folder.lockstep("train", "a.yaml", "--output", "new", "--overwrite").status == 0)
    }

    @Test(
        "stays a run's while it is emptied, so that it can be emptied again",
        arguments: names.filter { $0 != "checkpoints" })
    func halfEmptied(_ obstacle: String) throws {
        #expect(try folder.lockstep("train", "a.yaml", "--output", "out").status == 0)
        let path = folder.file("out/" + obstacle)
        try FileManager.default.removeItem(atPath: path)
        // No call that removes files removes this.
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let overwriting = ["train", "a.yaml", "--output", "out", "--overwrite"]
        let refused = try folder.lockstep(overwriting)
        #expect(refused.status == 2 && refused.errors.contains("lockstep: out/\(obstacle): cannot remove"))
        #expect(folder.has("out/experiment.yaml"))
        try FileManager.default.removeItem(atPath: path)
        try folder.write("", to: "out/experiment.yaml")
        #expect(try folder.lockstep(overwriting).status == 0)
    }

    @Test("is refused where other files are, with --overwrite too", arguments: [[], ["--overwrite"]])
    func strangers(_ flags: [String]) throws {
        try FileManager.default.createDirectory(atPath: folder.file("mine"), withIntermediateDirectories: false)
        try folder.write("precious", to: "mine/thesis.txt")
        try folder.write("precious", to: "file")
        try folder.expectRefusal(
            ["train", "a.yaml", "--output", "mine"] + flags, "mine: found a directory with other files, expected")
        #expect(try contents(of: "mine") == ["thesis.txt": Array("precious".utf8)])
        try folder.expectRefusal(["train", "a.yaml", "--output", "file"] + flags, "file: cannot be used")
        try folder.expectRefusal(["train", "a.yaml", "--output", "file/x"] + flags, "file")
        #expect(try folder.text("file") == "precious")
    }

    @Test("of a run that diverges holds no model")
    func diverged() throws {
        let outcome = try folder.lockstep("train", "a.yaml", "--set", "optimizer.learning_rate=1e9", "--quiet")
        #expect(outcome.status == 1 && outcome.output.isEmpty)
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.hasPrefix("lockstep: training diverged at step "))
        #expect(try folder.names(in: "runs/small") == Self.divergedNames)
        _ = try folder.jsonLines("runs/small/metrics.jsonl")
        try folder.expectRefusal(["evaluate", "runs/small"], "runs/small: found a directory without a model, expected")
    }

    @Test("of a run that diverges late has the lines before, all of them whole")
    func divergedLate() throws {
        let outcome = try folder.lockstep(
            "train", "a.yaml", "--set", "optimizer.learning_rate=2.5", "--set", "training.epochs=1000", "--quiet")
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(try folder.names(in: "runs/small") == Self.divergedNames)
        let lines = try folder.jsonLines("runs/small/metrics.jsonl")
        #expect(lines.count > 1)
    }

    @Test("is not made for data that cannot be read")
    func badData() throws {
        try folder.write("x,y\n1,2\n3,oops\n", to: "bad.csv")
        let configuration = "data: {file: {train: bad.csv, target: y}}\nmodel: {kind: linear_regression}\n"
        try folder.write(configuration, to: "file.yaml")
        let message = "\(folder.file("bad.csv")):3: column y: found \"oops\", expected a number"
        try folder.expectRefusal(["train", "file.yaml"], message)
        // A run that would have been replaced is kept.
        #expect(try folder.lockstep("train", "a.yaml", "--output", "out").status == 0)
        let before = try contents(of: "out")
        try folder.expectRefusal(["train", "file.yaml", "--output", "out", "--overwrite"], message)
        #expect(try contents(of: "out") == before)
    }
}
