import Foundation
import TestSupport
import Testing

@Suite("A limit of the system", .serialized)
struct LimitTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(
            """
            name: small
            data: {synthetic: {rows: 100_000, features: 300}}
            model: {kind: linear_regression}
            training: {epochs: 2, batch_size: 1000, checkpoint: {every_steps: 10}}
            """, to: "a.yaml")
    }

    @Test("on open files is told, or raised where that is allowed", arguments: [5, 8, 20])
    func openFiles(limit: Int) throws {
        let refused = try folder.shell("ulimit -n \(limit); exec $LOCKSTEP train a.yaml --quiet")
        #expect(refused.status == 1)
        #expect(
            refused.errors == "lockstep: found a limit of \(limit) open files, expected at least 32 (see ulimit -n)\n")
        #expect(!folder.has("runs"))
        #expect(try folder.shell("ulimit -Sn \(limit); exec $LOCKSTEP train a.yaml --quiet").digest != nil)
    }

    @Test(
        "on memory ends a run with one line, or not at all",
        .needs(.noSanitizer))
    func memory() throws {
        for kibibytes in stride(from: 100_000, through: 600_000, by: 50_000) {
            let outcome = try folder.shell("ulimit -v \(kibibytes); exec $LOCKSTEP train a.yaml --quiet --output v")
            #expect(outcome.status <= 1, "\(kibibytes) KiB: \(outcome)")
            #expect(outcome.errorLines.count == Int(outcome.status), "\(kibibytes) KiB: \(outcome)")
            #expect(folder.has("v") == (outcome.status == 0), "\(kibibytes) KiB: \(outcome)")
            if folder.has("v") { try FileManager.default.removeItem(atPath: folder.file("v")) }
        }
    }

    @Test("on memory ends the reading of a CSV file with one line, or not at all", .needs(.noSanitizer))
    func memoryOfAFile() throws {
        let row = (0..<300).map { "\($0 % 10)" }.joined(separator: ",") + "\n"
        let header = (0..<299).map { "x\($0)" }.joined(separator: ",") + ",y\n"
        try folder.write(header + String(repeating: row, count: 60_000), to: "a.csv")
        try folder.write(
            "data: {file: {train: a.csv}}\nmodel: {kind: linear_regression}\ntraining: {epochs: 1, batch_size: 5000}\n",
            to: "b.yaml")
        var errors = ""
        for kibibytes in stride(from: 150_000, through: 450_000, by: 25_000) {
            let outcome = try folder.shell("ulimit -v \(kibibytes); exec $LOCKSTEP train b.yaml --quiet --output v")
            #expect(outcome.status <= 1, "\(kibibytes) KiB: \(outcome)")
            #expect(outcome.errorLines.count == Int(outcome.status), "\(kibibytes) KiB: \(outcome)")
            errors += outcome.errors
            if folder.has("v") { try FileManager.default.removeItem(atPath: folder.file("v")) }
        }
        #expect(errors.contains("a.csv: cannot allocate "), "\(errors)")
    }

    @Test(
        "on the size of files ends a run with one line and keeps what was saved",
        .needs(.noSanitizer))
    func fileSize() throws {
        // Blocks of 1 KiB; only what is written of many records is longer.
        let training = "training.batch_size=200"
        let outcome = try folder.shell(
            "ulimit -f 8; exec $LOCKSTEP train a.yaml --output out --quiet --set training.epochs=9 --set \(training) 2>&1 | cat"
        )
        let events = "events.out.tfevents.lockstep"
        #expect(outcome.output == "lockstep: out/\(events): cannot write: the file would be larger than allowed\n")
        #expect(try folder.names(in: "out") == ["checkpoints", events, "experiment.yaml", "metrics.jsonl"])
        let whole = try folder.lockstep("train", "a.yaml", "--quiet", "--set", "training.epochs=9", "--set", training)
        let resumed = try folder.lockstep("train", "out/experiment.yaml", "--resume")
        #expect(resumed.errors.contains("going on from step "), "\(resumed)")
        #expect(resumed.digest != nil && resumed.digest == whole.digest)
    }
}

@Suite("A run directory that vanishes")
struct VanishingTests {
    @Test("is told of, at each checkpoint and at the end")
    func vanishing() throws {
        let folder = try ScratchFolder()
        try folder.write(
            """
            name: small
            data: {synthetic: {rows: 100_000, features: 30}}
            model: {kind: linear_regression}
            training: {epochs: 300, batch_size: 200, checkpoint: {every_steps: 10_000}}
            """, to: "a.yaml")
        let child = try ChildProcess(Places.lockstep, ["train", "a.yaml", "--output", "out"], in: folder)
        while child.isRunning, !folder.has("out/events.out.tfevents.lockstep") {
            Thread.sleep(forTimeInterval: 0.002)
        }
        try FileManager.default.moveItem(atPath: folder.file("out"), toPath: folder.file("elsewhere"))
        let outcome = try child.outcome()
        #expect(outcome.status == 1 && outcome.output.isEmpty, "\(outcome)")
        #expect(outcome.errors.contains("warning: no checkpoint was saved: out/checkpoints: cannot create"))
        #expect(outcome.errorLines.last == "lockstep: out/model.safetensors: cannot create: no such folder")
        #expect(try folder.names(in: ".") == ["a.yaml", "elsewhere"])
    }
}
