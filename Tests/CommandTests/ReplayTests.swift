import Foundation
import TestSupport
import Testing

@Suite("The replay of a run that diverged")
struct ReplayTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        var lines = (0..<400).map { "\($0 % 7),\($0 % 11),\($0 % 5)" }
        lines[300] = "1e25,3,2"
        try folder.write((["a,b,y"] + lines).joined(separator: "\n"), to: "d.csv")
        try folder.write(
            """
            name: bad
            data: {file: {train: d.csv, target: y}, validation_fraction: 0}
            model: {kind: linear_regression}
            training: {epochs: 3, batch_size: 40, shards: 4}
            optimizer: {kind: adam, learning_rate: 0.01}
            """, to: "a.yaml")
    }

    /// The part of the message that tells of the step.
    private func fault(_ outcome: Outcome) throws -> Substring {
        let line = try #require(outcome.errorLines.last)
        return try #require(line.firstMatch(of: /training diverged at step .*; try/)).output
    }

    @Test("takes the same step again, with any number of workers, with its checkpoint or without")
    func again() throws {
        let first = try folder.lockstep("train", "a.yaml", "--quiet")
        #expect(first.status == 1 && first.errorLines.count == 1)
        let fault = try fault(first)
        #expect(fault.contains("d.csv:302"), "\(fault)")
        #expect(try folder.names(in: "runs/bad") == RunDirectoryTests.divergedNames)
        let before = try folder.names(in: "runs/bad")

        let replay = try folder.text("runs/bad/replay.yaml")
        let step = try #require(replay.firstMatch(of: /step: (\d+)/).flatMap { Int($0.1) })
        #expect(replay.contains("\n  row: 301\n"))
        #expect(try folder.names(in: "runs/bad/checkpoints") == ["step-\(step - 1).safetensors"])
        for removesCheckpoint in [false, true] {
            if removesCheckpoint {
                try FileManager.default.removeItem(
                    atPath: folder.file("runs/bad/checkpoints/step-\(step - 1).safetensors"))
            }
            for workers in ["1", "3"] {
                let again = try folder.lockstep("train", "runs/bad/replay.yaml", "--workers", workers)
                #expect(again.status == 1 && again.output.isEmpty)
                #expect(try self.fault(again) == fault)
            }
        }
        #expect(try folder.names(in: "runs/bad") == before)
        #expect(try folder.names(in: "runs") == ["bad"])
    }

    @Test("of data that were mended is good")
    func mended() throws {
        #expect(try folder.lockstep("train", "a.yaml", "--quiet").status == 1)
        try folder.write(try folder.text("d.csv").replacing("1e25", with: "3"), to: "d.csv")
        let again = try folder.lockstep("train", "runs/bad/replay.yaml", "--quiet")
        #expect(again.status == 0 && again.output.contains("is good this time") && again.digest != nil)
    }

    @Test("checks what it is asked for")
    func mistakes() throws {
        #expect(try folder.lockstep("train", "a.yaml", "--quiet").status == 1)
        let replay = "runs/bad/replay.yaml"
        try folder.expectRefusal(
            ["train", replay, "--quiet", "--set", "replay.rows=[1, 2]"], "--set replay.rows=[1, 2]: replay.rows: found")
        try folder.expectRefusal(
            ["train", replay, "--quiet", "--set", "replay.step=1000"], "--set replay.step=1000: replay.step: found 1000"
        )
        try folder.expectRefusal(["train", replay, "--output", "x"], "--output, --overwrite, --resume: found with a")
        #expect(!folder.has("x"))
    }

    @Test("comes with a warning where the loss grew before")
    func growth() throws {
        try folder.write(try folder.text("d.csv").replacing("1e25", with: "3"), to: "d.csv")
        let outcome = try folder.lockstep(
            "train", "a.yaml", "--set", "optimizer.kind=sgd", "--set", "optimizer.learning_rate=4")
        #expect(outcome.status == 1)
        #expect(outcome.errorLines.filter { $0.hasPrefix("warning: the loss has grown from ") }.count == 1)
    }
}
