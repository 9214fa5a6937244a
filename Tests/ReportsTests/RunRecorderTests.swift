import Experiments
import Files
import Foundation
import Kernels
import Models
import NUMA
import Reports
import Synchronization
import TestSupport
import Testing
import Training

@Suite("The recorder of a run")
struct RunRecorderTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func run(_ overrides: [String] = []) throws -> ExperimentRun {
        let text = """
            name: small
            data: {synthetic: {kind: regression, rows: 300, features: 4}}
            model: {kind: linear_regression}
            training: {epochs: 3, batch_size: 16, shards: 3, checkpoint: {every_steps: 5, keep: 2}}
            """
        return try ExperimentRun(Configuration(yaml: text, file: "a.yaml", overrides: overrides), on: .current())
    }

    private func summary(_ directory: RunDirectory) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: directory.summary))
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("leaves a directory with all that there is to know, which has no work left")
    func directory() throws {
        let run = try run()
        let recorder = RunRecorder(of: run, in: .numbered(folder.file("out")))
        let result = try #require(try run.train(keptBy: recorder))
        let directory = try #require(recorder.directory)
        #expect(directory.path == folder.file("out") && directory.isFinished && recorder.replay == nil)
        let summary = try summary(directory)
        #expect(summary["digest"] as? String == "\(result.model.digest)")
        // Three epochs of nine tenths of the rows.
        #expect(summary["rows_seen"] as? Int == 810 && summary["training_rows"] as? Int == 270)
        let model = try TrainedModel(reading: directory.model, kernels: run.machine.instructionSet.kernels)
        #expect(model.digest == result.model.digest)
        #expect(try Configuration.load(path: directory.experiment).yaml() == run.experiment.configuration.yaml())
        for path in [directory.metrics, directory.predictions, directory.events, directory.report] {
            #expect(FileManager.default.fileExists(atPath: path), "\(path)")
        }
        #expect(try run.train(keptBy: RunRecorder(of: run, in: .resumed(directory))) == nil)
    }

    @Test("says where a warm-up outlasts the run, and where the loss was still falling at its end")
    func notes() throws {
        func said(_ overrides: [String]) throws -> [String] {
            let said = Said()
            let place = RunPlace.numbered(folder.file("noted"))
            _ = try run(overrides).train(keptBy: RunRecorder(of: run(overrides), in: place, messages: said.messages))
            return said.all
        }
        let warmUp =
            "optimizer.schedule.warmup_steps is 5,000, but the run has 51 steps: its learning rate ends at 0.0051 of 0.5"
        let short = try said(["optimizer.learning_rate=0.5", "optimizer.schedule.warmup_steps=5000"])
        #expect(short.contains(warmUp))
        let falls = short.compactMap {
            $0.wholeMatch(of: /the validation loss still fell by (.*) % in the last epoch: .*/)
        }
        #expect(try Double(#require(falls.first).1)! >= 1 && falls.count == 1)
        let long = try said(["optimizer.learning_rate=0.1", "training.epochs=40", "optimizer.schedule.warmup_steps=51"])
        #expect(!long.contains { $0.contains("warmup_steps") || $0.contains("still fell") })
    }

    @Test("of a run that was stopped goes on with its history, and says from where")
    func resumed() throws {
        let run = try run()
        let whole = RunRecorder(of: run, in: .numbered(folder.file("whole")))
        let digest = try run.train(keptBy: whole)?.model.digest

        let directory = RunDirectory(path: folder.file("out"))
        let interruption = Interruption()
        do {
            let recorder = RunRecorder(of: run, in: .numbered(directory.path)) {
                StoppingDisplay(at: 20, interruption)
            }
            #expect(throws: RunInterruption.self) { _ = try run.train(keptBy: recorder, until: { interruption }) }
            #expect(!directory.isFinished && recorder.summary == nil)
            #expect(FileManager.default.fileExists(atPath: directory.report))
            #expect(throws: FileError.self, "another's directory") {
                _ = try run.train(keptBy: RunRecorder(of: run, in: .resumed(directory)))
            }
            withExtendedLifetime(recorder) {}
        }
        let said = Said()
        let recorder = RunRecorder(of: run, in: .resumed(directory), messages: said.messages)
        #expect(try run.train(keptBy: recorder)?.model.digest == digest)
        #expect(said.all.contains("going on from step 20"))
        #expect(try steps(directory) == steps(#require(whole.directory)))
        #expect(recorder.summary?.outcome.rowCount == 810)
    }

    /// The steps of the history.
    private func steps(_ directory: RunDirectory) throws -> [Int] {
        let text = try String(contentsOfFile: directory.metrics, encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            let record = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            return try #require(record["step"] as? Int)
        }
    }

    @Test("of a run that diverges leaves a replay")
    func divergence() throws {
        let run = try run(["optimizer.learning_rate=1e38"])
        let recorder = RunRecorder(of: run, in: .exactly(folder.file("out"), overwriting: false))
        let divergence = #expect(throws: Divergence.self) { _ = try run.train(keptBy: recorder) }
        let replay = try Configuration.load(path: try #require(recorder.replay))
        #expect(replay[Schema.Replay.step] == divergence?.step)
    }
}

/// Asks a run to stop after a step.
private final class StoppingDisplay: ProgressDisplay {
    private let step: Int
    private let interruption: Interruption

    init(at step: Int, _ interruption: Interruption) {
        self.step = step
        self.interruption = interruption
    }

    func didAdvance(_ progress: TrainingProgress) { if progress.step == step { interruption.request() } }
    func didRecord(_ record: MetricsRecord) {}
    func finish() {}
}

/// What a recorder says.
private final class Said: Sendable {
    private let lines = Mutex<[String]>([])

    var messages: RunRecorder.Messages {
        let note: @Sendable (String) -> Void = { [self] line in lines.withLock { $0.append(line) } }
        return RunRecorder.Messages(inform: note, warn: note)
    }

    var all: [String] { lines.withLock { $0 } }
}
