import Foundation
import TestSupport
import Testing

@Suite("lockstep sweep")
struct SweepTests {
    private static let configuration = """
        name: small
        data: {synthetic: {rows: 2000, features: 5, noise: 0.1}}
        model: {kind: linear_regression}
        training: {epochs: 4, batch_size: 100}
        sweep:
          method: grid
          parameters:
            learning_rate: [0.001, 0.5, 1e30, 0.1]
            batch_size: [50, 200]
        """

    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(Self.configuration, to: "a.yaml")
    }

    private func trials(_ name: String) throws -> [[String: Any]] {
        try #require(folder.json(name).members["trials"] as? [[String: Any]])
    }

    @Test("ranks trials by the loss that training alone comes to, and writes the best one out")
    func grid() throws {
        let outcome = try folder.lockstep("sweep", "a.yaml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            try folder.names(in: "runs/small-sweep") == [
                "best.yaml", "experiment.yaml", "model.safetensors", "sweep.html", "sweep.json", "sweep.jsonl",
            ])
        let trials = try trials("runs/small-sweep/sweep.json")
        #expect(trials.count == 8 && outcome.errorLines.count == 8)
        let losses = trials.compactMap { $0["validation_loss"] as? Double }
        // Two diverged, and come last.
        #expect(losses.count == 6 && losses == losses.sorted())
        #expect(trials.suffix(2).allSatisfy { ($0["values"] as? [String: String])?["learning_rate"] == "1e+30" })
        let best = try folder.lockstep("train", "runs/small-sweep/best.yaml", "--output", "best")
        #expect(best.digest == trials[0]["digest"] as? String && best.digest != nil)
        #expect(try folder.bytes("best/model.safetensors") == folder.bytes("runs/small-sweep/model.safetensors"))
        #expect(try folder.json("best/summary.json").number("validation_loss") == losses[0])
        #expect(try folder.lockstep("evaluate", "runs/small-sweep").status == 0)
        #expect(try folder.text("a.yaml") == Self.configuration)
    }

    @Test("goes on with the trials that there are, to the same end")
    func resume() throws {
        let whole = try folder.lockstep("sweep", "a.yaml", "--output", "whole", "--workers", "2")
        _ = try folder.shell("mkdir part; cp whole/{experiment.yaml,model.safetensors} part")
        let lines = try folder.text("whole/sweep.jsonl").split(separator: "\n").prefix(3)
        try folder.write(lines.joined(separator: "\n") + "\n{\"trial\":", to: "part/sweep.jsonl")
        let rest = try folder.lockstep("sweep", "a.yaml", "--output", "part", "--resume", "--workers", "1")
        #expect(rest.status == 0, "\(rest.errors)")
        #expect(rest.errorLines.first == "3 results of 8 are there already" && rest.errorLines.count == 6)
        func ranked(_ name: String) throws -> [[String]] {
            try trials(name).map { ["\($0["trial"]!)", "\($0["validation_loss"]!)", "\($0["digest"]!)"] }
        }
        #expect(try ranked("whole/sweep.json") == ranked("part/sweep.json"))
        #expect(try folder.bytes("whole/model.safetensors") == folder.bytes("part/model.safetensors"))
        #expect(whole.lines.count == rest.lines.count)
        let halved = ["sweep", "a.yaml", "--output", "halved", "--set", "sweep.method=halving"]
        let epochs = ["sweep", "a.yaml", "--output", "epochs", "--set", "sweep.parameters={epochs: [1, 2, 3]}"]
        for arguments in [halved, epochs] {
            let first = try folder.lockstep(arguments)
            let second = try folder.lockstep(arguments + ["--resume"])
            #expect(second.errorLines.count == 1 && second.output == first.output, "\(second.errors)")
        }
        let again = try folder.lockstep("sweep", "a.yaml", "--output", "part", "--resume")
        #expect(again.status == 0 && again.errorLines == ["8 results of 8 are there already"])
    }

    @Test("trains several trials at a time, to the same ranks and bits", arguments: ["grid", "halving"])
    func parallel(method: String) throws {
        func sweep(_ flags: String...) throws -> [[String]] {
            let method = ["--set", "sweep.method=\(method)", "--quiet"]
            let outcome = try folder.lockstep(["sweep", "a.yaml"] + method + flags)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try trials("\(flags[1])/sweep.json").map {
                ["\($0["trial"]!)", "\($0["epochs"]!)", "\($0["validation_loss"]!)", "\($0["digest"]!)"]
            }
        }
        let alone = try sweep("--output", "alone")
        #expect(alone.count == 8)
        for count in [2, 3, 20] {
            #expect(try sweep("--output", "\(count)", "--parallel", "\(count)", "--workers", "4") == alone)
            #expect(try folder.bytes("\(count)/model.safetensors") == folder.bytes("alone/model.safetensors"))
        }
        try folder.expectRefusal(["sweep", "a.yaml", "--parallel", "0"], "--parallel: found 0, expected")
    }

    @Test(
        "measures each trial by the mean over its folds, as crossvalidate comes to it, and goes on",
        .timeLimit(.minutes(2)))
    func folds() throws {
        let folds = ["--set", "data.folds=3", "--quiet"]
        let outcome = try folder.lockstep(["sweep", "a.yaml", "--output", "out", "--json"] + folds)
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(!folder.has("out/model.safetensors"))
        let trials = try trials("out/sweep.json")
        let losses = trials.compactMap { $0["validation_loss"] as? Double }
        #expect(losses.count == 6 && losses == losses.sorted())
        let best = try folder.lockstep(["crossvalidate", "out/best.yaml", "--output", "best", "--json", "--quiet"])
        let json = try JSONObject(best.output)
        #expect(try json.text("digest") == trials[0]["digest"] as? String)
        #expect((json.members["mean"] as? [String: Any])?["loss"] as? Double == losses[0])
        for (index, flags) in [["--parallel", "3"], ["--set", "sweep.method=halving"]].enumerated() {
            let other = try folder.lockstep(
                ["sweep", "a.yaml", "--output", "\(index)", "--workers", "4"] + folds + flags)
            #expect(other.status == 0, "\(other.errors)")
        }
        func digests(_ name: String) throws -> [String?] { try self.trials(name).map { $0["digest"] as? String } }
        #expect(try digests("0/sweep.json") == digests("out/sweep.json"))
        let again = try folder.lockstep(["sweep", "a.yaml", "--output", "out", "--resume", "--set", "data.folds=3"])
        #expect(again.status == 0 && again.errorLines == ["8 results of 8 are there already"])
        try folder.expectRefusal(
            ["sweep", "a.yaml", "--set", "data.folds=3", "--set", "data.test_fraction=0.2"], "a.yaml:")
    }

    @Test("can be interrupted, and says how to go on")
    func interruption() throws {
        let long = ["--set", "training.epochs=1_000_000", "--set", "sweep.parameters={l2: [0, 1]}"]
        let process = try ChildProcess(
            Places.lockstep, ["sweep", "a.yaml", "--output", "out"] + long, in: folder)
        let deadline = Date().addingTimeInterval(60)
        while !folder.has("out/sweep.jsonl"), Date() < deadline { usleep(10_000) }
        usleep(200_000)
        process.send(SIGINT)
        let outcome = try process.outcome()
        #expect(outcome.status == 130)
        #expect(
            outcome.errorLines.last
                == "lockstep: interrupted; go on with lockstep sweep a.yaml --output out --resume")
    }

    @Test("halves the trials from round to round")
    func halving() throws {
        let outcome = try folder.lockstep(
            "sweep", "a.yaml", "--json", "--quiet", "--output", "out", "--set", "sweep.method=halving", "--set",
            "sweep.reduction=2", "--set", "sweep.trials=6")
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        let trials = try #require(JSONObject(outcome.output).members["trials"] as? [[String: Any]])
        let losses = trials.compactMap { $0["validation_loss"] as? Double }
        #expect(trials.count == 6 && losses == losses.sorted())
        #expect(try folder.text("out/sweep.jsonl").split(separator: "\n").count == 6 + 3 + 1)
        let best = try folder.lockstep("train", "out/best.yaml", "--output", "best", "--quiet")
        #expect(best.digest == trials[0]["digest"] as? String)
    }

    @Test("measures the test rows once, with the best model")
    func test() throws {
        try Plane().write(to: folder)
        try folder.write(
            """
            name: plane
            data: {file: {train: train.csv, test: test.csv, target: price}}
            model: {kind: linear_regression}
            training: {epochs: 20, batch_size: 90}
            sweep: {trials: 3, parameters: {learning_rate: {uniform: [0.01, 0.5]}}}
            """, to: "plane.yaml")
        let outcome = try folder.lockstep("sweep", "plane.yaml", "--json", "--quiet")
        let sweep = try JSONObject(outcome.output)
        let evaluation = try folder.lockstep("evaluate", "runs/plane-sweep", "--data", "test.csv", "--json")
        #expect(try sweep.number("test_mse") == JSONObject(evaluation.output).number("mse"))
        #expect(try !folder.text("runs/plane-sweep/sweep.jsonl").contains("test"))
    }

    @Test("writes a page that a browser opens without an error", .needs(Browser.requirement))
    func browser() throws {
        _ = try folder.lockstep("sweep", "a.yaml", "--output", "out", "--set", "name=a.b")
        let view = try Browser.open("out/sweep.html", in: folder)
        #expect(view.console.isEmpty && view.html.contains("<h1>a.b: 8 trials</h1>"), "\(view.console)")
    }

    @Test("writes a page that is a document, whatever the names are")
    func page() throws {
        let outcome = try folder.lockstep("sweep", "a.yaml", "--output", "out", "--set", "name=a.b")
        #expect(outcome.status == 0)
        let page = try folder.text("out/sweep.html")
        #expect(page.contains("<h1>a.b: 8 trials</h1>") && !page.contains("http"))
        #expect(page.components(separatedBy: "<polyline").count == 9)
        #expect(page.components(separatedBy: "class=\"axis\"").count == 4)
        #expect(page.components(separatedBy: "<tr>").count == 10)
        #expect(outcome.lines.contains("Best so far: validation loss by trial"))
    }

    @Test("fails where every trial diverges")
    func diverged() throws {
        let outcome = try folder.lockstep(
            "sweep", "a.yaml", "--output", "out", "--quiet", "--set", "sweep.parameters={learning_rate: [1e30]}")
        #expect(outcome.status == 1)
        #expect(outcome.errorLines == ["lockstep: every trial diverged; try smaller learning rates"])
        #expect(try folder.names(in: "out") == ["experiment.yaml", "sweep.html", "sweep.json", "sweep.jsonl"])
    }

    @Test("refuses what cannot be meant")
    func mistakes() throws {
        try folder.write("data: {synthetic: {rows: 10}}\nmodel: {kind: linear_regression}\n", to: "b.yaml")
        try folder.expectRefusal(
            ["sweep", "b.yaml"], "b.yaml: sweep: not given, expected a section with parameters")
        try folder.expectRefusal(["sweep", "a.yaml", "--resume"], "--resume: found no --output")
        _ = try folder.lockstep("sweep", "a.yaml", "--output", "out", "--quiet")
        try folder.expectRefusal(["sweep", "a.yaml", "--output", "out"], "out: found a run")
        try folder.expectRefusal(
            ["sweep", "a.yaml", "--output", "out", "--resume", "--set", "seed=1"],
            "out/experiment.yaml: found another sweep, expected the one of a.yaml")
        #expect(try folder.lockstep("sweep", "a.yaml", "--output", "out", "--overwrite", "--quiet").status == 0)
        let bad = try folder.text("out/sweep.jsonl").replacing("\"trial\":1", with: "\"trial\":-1")
        try folder.write(bad, to: "out/sweep.jsonl")
        try folder.expectRefusal(
            ["sweep", "a.yaml", "--output", "out", "--resume"], "out/sweep.jsonl: line 1: found {\"trial\":-1")
    }
}
