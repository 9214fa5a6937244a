import Foundation
import TestSupport
import Testing

@Suite("A run that has ended, and goes on with more epochs")
struct MoreEpochsTests {
    private static let base = """
        data: {synthetic: {kind: classification, rows: 500, features: 6, classes: 3}, validation_fraction: 0.2}
        model: {kind: mlp, hidden: [8]}
        training: {epochs: 2, batch_size: 64, shards: 3}
        optimizer: {learning_rate: 0.05}
        """

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(Self.base, to: "a.yaml")
    }

    private func train(_ arguments: [String]) throws -> Outcome {
        let outcome = try folder.lockstep(["train"] + arguments)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome
    }

    private func expectEqualRuns(_ name: String, _ other: String, location: SourceLocation = #_sourceLocation) throws {
        let (found, expected) = (try folder.json("\(name)/summary.json"), try folder.json("\(other)/summary.json"))
        for key in ["digest"] { #expect(try found.text(key) == expected.text(key), sourceLocation: location) }
        for key in ["train_loss", "steps", "rows_seen", "epochs"] {
            #expect(try found.number(key) == expected.number(key), "\(key)", sourceLocation: location)
        }
        let steps = try folder.jsonLines("\(name)/metrics.jsonl").map { try $0.number("step") }
        #expect(steps == steps.sorted() && Set(steps).count == steps.count, sourceLocation: location)
    }

    @Test(
        "ends with the bits of one run",
        arguments: [
            ["optimizer={kind: sgd, learning_rate: 0.05, momentum: 0.9}"],
            ["optimizer={kind: adam, schedule: {kind: step, every_steps: 5}}"],
            ["optimizer={kind: adamw, schedule: {kind: inverse_sqrt, warmup_steps: 4}}"],
            ["training.early_stopping={patience: 3, metric: accuracy}", "optimizer.learning_rate=0.9"],
            ["training.batch_size=500"],
            ["training.checkpoint={every_steps: 3}", "training.l2=0.01"],
        ])
    func sameBits(settings: [String]) throws {
        let flags = settings.flatMap { ["--set", $0] } + ["--quiet"]
        _ = try train(["a.yaml", "--output", "run"] + flags)
        _ = try train(["a.yaml", "--output", "whole", "--set", "training.epochs=5"] + flags)
        _ = try train(["run", "--resume", "--set", "training.epochs=3", "--quiet", "--workers", "1"])
        let outcome = try train(["run/experiment.yaml", "--resume", "--set", "training.epochs=5", "--workers", "2"])
        if settings[0] != "training.batch_size=500" || !outcome.errors.contains("going on") {
            #expect(outcome.errors.contains("going on from step "), "\(outcome.errors)")
        }
        try expectEqualRuns("run", "whole")
        #expect(try folder.text("run/experiment.yaml").contains("epochs: 5\n"))
        let again = try train(["run", "--resume"])
        #expect(again.lines == ["run has ended already; nothing to resume"])
    }

    @Test("of sparse rows, whose weights decay lazily, too")
    func sparse() throws {
        let rows = SparseText(rowCount: 300, columnCount: 40, mostNumbers: 5, classCount: 2)
        try folder.write(rows.libsvm(), to: "rows.svm")
        try folder.write(
            """
            data: {file: {train: rows.svm}, storage: sparse, validation_fraction: 0}
            model: {kind: logistic_regression}
            training: {epochs: 2, batch_size: 16, l2: 0.01, shards: 2}
            optimizer: {learning_rate: 0.5}
            """, to: "s.yaml")
        _ = try train(["s.yaml", "--output", "run", "--quiet"])
        _ = try train(["s.yaml", "--output", "whole", "--quiet", "--set", "training.epochs=30"])
        _ = try train(["run", "--resume", "--quiet", "--set", "training.epochs=30"])
        try expectEqualRuns("run", "whole")
    }

    @Test("trains again from the beginning where its checkpoint is gone, and says so")
    func withoutCheckpoint() throws {
        _ = try train(["a.yaml", "--output", "run", "--quiet"])
        _ = try train(["a.yaml", "--output", "whole", "--quiet", "--set", "training.epochs=3"])
        _ = try folder.shell("rm -r run/checkpoints; touch run/explanation.json")
        let outcome = try train(["run", "--resume", "--set", "training.epochs=3"])
        #expect(outcome.errors.contains("run holds no checkpoint: starting from the beginning"))
        try expectEqualRuns("run", "whole")
        #expect(!folder.has("run/explanation.json"))
    }

    @Test("stays as it is where it has stopped early")
    func stoppedEarly() throws {
        let settings = ["--set", "training.early_stopping={patience: 1, minimum_improvement: 10}"]
        _ = try train(["a.yaml", "--output", "run", "--quiet", "--set", "training.epochs=9"] + settings)
        let before = try folder.bytes("run/summary.json")
        let outcome = try train(["run", "--resume", "--set", "training.epochs=12"])
        #expect(outcome.lines == ["run has stopped early; nothing to resume"])
        #expect(try folder.bytes("run/summary.json") == before)
    }

    @Test("of a solver too: to the bits of more iterations, and not beyond the optimum")
    func solver() throws {
        let settings = ["--set", "model={kind: softmax_regression}", "--set", "optimizer={kind: lbfgs}", "--quiet"]
        _ = try train(["a.yaml", "--output", "run"] + settings)
        _ = try train(["a.yaml", "--output", "whole", "--set", "training.epochs=500"] + settings)
        _ = try train(["run", "--resume", "--quiet", "--set", "training.epochs=4"])
        #expect(try folder.json("run/summary.json").text("digest") != folder.json("whole/summary.json").text("digest"))
        _ = try train(["run", "--resume", "--quiet", "--set", "training.epochs=500"])
        #expect(try folder.json("run/summary.json").text("digest") == folder.json("whole/summary.json").text("digest"))
        let outcome = try train(["run", "--resume", "--set", "training.epochs=1000"])
        #expect(outcome.lines == ["run has ended at the optimum; nothing to resume"])
    }

    @Test("is refused, and left as it is, where the schedule does not allow it or something else is new")
    func mistakes() throws {
        _ = try train(["a.yaml", "--output", "run", "--quiet"])
        let cosine = ["--set", "optimizer.schedule={kind: cosine}"]
        _ = try train(["a.yaml", "--output", "cosine", "--quiet"] + cosine)
        #expect(!folder.has("cosine/checkpoints"))
        let before = try folder.bytes("run/summary.json")
        func refuse(_ arguments: [String], _ message: String, location: SourceLocation = #_sourceLocation) throws {
            try folder.expectRefusal(
                ["train"] + arguments + ["--resume"], "--set training.epochs=\(message)", location: location)
        }
        try refuse(
            ["cosine", "--set", "training.epochs=4"],
            "4: training.epochs: found 4, expected 2, as the run has had, since optimizer.schedule.kind is cosine, whose "
                + "rates depend on how many steps there are; training.start begins another run with this one's parameters"
        )
        _ = try train(["a.yaml", "--output", "auto", "--quiet", "--set", "optimizer.learning_rate=auto"])
        try refuse(
            ["auto", "--set", "training.epochs=4"],
            "4: training.epochs: found 4, expected 2, as the run has had, since optimizer.learning_rate is auto, and falls "
                + "to 0 at the run's end; training.start begins another run with this one's parameters")
        try refuse(
            ["run", "--set", "training.epochs=1"],
            "1: training.epochs: found 1, expected at least the 2 that the run has had")
        try refuse(
            ["run", "--set", "training.epochs=3", "--set", "training.batch_size=32"],
            "3: training.batch_size: found 32, expected 64, since the run is to be continued with more epochs")
        #expect(try folder.bytes("run/summary.json") == before)
    }
}
