import Foundation
import TestSupport
import Testing

@Suite("lockstep crossvalidate")
struct CrossValidateTests {
    let folder: ScratchFolder
    private static let rowCount = 150

    /// Rows of three classes and fifteen groups, with a number and a name each.
    init() throws {
        folder = try ScratchFolder()
        var random = SplitMix(state: 12)
        let rows = (0..<Self.rowCount).map { row -> String in
            let kind = Int.random(in: 0..<3, using: &random)
            let a = Double(kind) + Double.random(in: -0.8...0.8, using: &random)
            let name = ["red", "green", "blue"][Int.random(in: 0..<3, using: &random)]
            let group = Int.random(in: 0..<15, using: &random)
            return "\(a),\(name),p\(group),\(["low", "mid", "high"][kind]),\(3 * a + Double(row) / 50)\n"
        }
        try folder.write("a,colour,patient,level,y\n" + rows.joined(), to: "rows.csv")
        try folder.write(
            """
            name: levels
            data:
              file: {train: rows.csv, target: level, categorical: [colour], drop: [patient, y]}
              scale: standard
              folds: 4
            model: {kind: softmax_regression}
            training: {epochs: 20, batch_size: 16, shards: 4}
            optimizer: {learning_rate: 0.3}
            """, to: "a.yaml")
    }

    private func validate(_ flags: String...) throws -> JSONObject {
        let outcome = try folder.lockstep(["crossvalidate", "a.yaml", "--quiet", "--json"] + flags)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try JSONObject(outcome.output)
    }

    private func results(_ json: JSONObject) throws -> [[String: Any]] {
        try #require(json.members["results"] as? [[String: Any]])
    }

    @Test("leaves what training alone comes to, fold by fold, with any number of workers")
    func folds() throws {
        let json = try validate("--output", "out")
        #expect(try json.number("folds") == 4 && json.number("rows") == Double(Self.rowCount))
        let results = try results(json)
        var accuracies: [Double] = []
        for (index, result) in results.enumerated() {
            #expect(result["fold"] as? Int == index + 1)
            let trained = try folder.lockstep(
                "train", "a.yaml", "--quiet", "--output", "run", "--overwrite", "--set", "data.fold=\(index + 1)",
                "--set", "data.validation_fraction=0")
            #expect(trained.digest == result["digest"] as? String && trained.digest != nil)
            let accuracy = try folder.json("run/summary.json").number("test_accuracy")
            #expect((result["measures"] as? [String: Any])?["accuracy"] as? Double == accuracy)
            accuracies.append(accuracy)
            #expect(
                try folder.bytes("run/model.safetensors") == folder.bytes("out/folds/model-\(index + 1).safetensors"))
        }
        let mean = accuracies.reduce(0, +) / 4
        let deviation = (accuracies.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 3).squareRoot()
        #expect(abs(((json.members["mean"] as? [String: Any])?["accuracy"] as? Double ?? 0) - mean) < 1e-12)
        #expect(abs(((json.members["deviation"] as? [String: Any])?["accuracy"] as? Double ?? 0) - deviation) < 1e-12)
        for (workers, parallel) in [("1", "1"), ("2", "2"), ("3", "4"), ("7", "3")] {
            let other = try validate("--output", "other", "--overwrite", "--workers", workers, "--parallel", parallel)
            #expect(try other.text("digest") == json.text("digest"))
            #expect(try folder.bytes("other/predictions.csv") == folder.bytes("out/predictions.csv"))
        }
        #expect(
            try folder.names(in: "out") == [
                "experiment.yaml", "folds", "folds.html", "folds.json", "folds.jsonl", "predictions.csv",
            ])
    }

    @Test("predicts every row by the model of its fold, in the file's order")
    func predictions() throws {
        _ = try validate("--output", "out")
        let found = try folder.text("out/predictions.csv").split(separator: "\n")
        #expect(found.count == Self.rowCount + 1 && found[0].hasPrefix("level,probability_"))
        var seen: [Int] = []
        for number in 1...4 {
            let whole = try folder.lockstep("predict", "out/folds/model-\(number).safetensors", "--data", "rows.csv")
            let bytes = try folder.bytes("out/folds/predictions-\(number).safetensors")
            let rows = try #require(try doubles("rows", in: bytes)).map { Int($0) }
            for row in rows { #expect(whole.lines[row + 1] == found[row + 1]) }
            seen += rows
        }
        #expect(seen.sorted() == Array(0..<Self.rowCount))
        let npy = try folder.lockstep(
            "crossvalidate", "a.yaml", "--quiet", "--output", "out", "--resume", "--predictions", "p.npy")
        #expect(npy.status == 0 && folder.has("p.npy"))
    }

    /// A tensor of double precision, taken out of a file without the code under test.
    private func doubles(_ name: String, in bytes: [UInt8]) throws -> [Double]? {
        let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
        let header = try JSONObject(String(decoding: bytes[8..<8 + length], as: UTF8.self)).members
        guard let ends = (header[name] as? [String: Any])?["data_offsets"] as? [Int] else { return nil }
        return stride(from: 8 + length + ends[0], to: 8 + length + ends[1], by: 8).map { start in
            Double(bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) })
        }
    }

    @Test("scales, names and means are those of the other rows alone")
    func leakage() throws {
        // In one row alone, there are a name and a number like no other.
        let lines = try folder.text("rows.csv").split(separator: "\n").map(String.init)
        var strange = lines
        strange[77] = "1e6,violet,p1,low,1"
        try folder.write(strange.joined(separator: "\n") + "\n", to: "rows.csv")
        let outcome = try folder.lockstep("crossvalidate", "a.yaml", "--output", "out")
        #expect(outcome.status == 0 && outcome.errors.contains("colour"), "\(outcome.errors)")
        let digests = try results(folder.json("out/folds.json")).map { $0["digest"] as? String }
        let violet = try (1...4).map { try folder.text("out/folds/model-\($0).safetensors", "violet") }
        #expect(violet.count { $0 } == 3)
        let fold = try #require(violet.firstIndex(of: false))
        // The model that has not seen the row is the same whatever the row holds.
        strange[77] = "-5,orange,p1,low,1"
        try folder.write(strange.joined(separator: "\n") + "\n", to: "rows.csv")
        let others = try results(validate("--output", "other")).map { $0["digest"] as? String }
        #expect(others[fold] == digests[fold])
        #expect(zip(others, digests).count { $0 != $1 } == 3)
    }

    @Test("goes on with the folds that there are, to the same end")
    func resume() throws {
        let whole = try validate("--output", "whole")
        _ = try folder.shell("mkdir part; cp -r whole/experiment.yaml whole/folds part; rm part/folds/*-3.*")
        let lines = try folder.text("whole/folds.jsonl").split(separator: "\n").prefix(2)
        try folder.write(lines.joined(separator: "\n") + "\n{\"fold\":", to: "part/folds.jsonl")
        let rest = try folder.lockstep("crossvalidate", "a.yaml", "--output", "part", "--resume")
        #expect(rest.status == 0 && rest.errorLines.first == "2 results of 4 are there already", "\(rest.errors)")
        #expect(rest.errorLines.count == 3)
        #expect(try folder.json("part/folds.json").text("digest") == whole.text("digest"))
        #expect(try folder.bytes("part/predictions.csv") == folder.bytes("whole/predictions.csv"))
        try folder.expectRefusal(
            ["crossvalidate", "a.yaml", "--output", "part", "--resume", "--set", "training.epochs=3"],
            "part/experiment.yaml: found another cross-validation, expected the one of a.yaml")
        try folder.expectRefusal(["crossvalidate", "a.yaml", "--output", "part"], "part: found a run, expected")
        let again = try folder.lockstep("crossvalidate", "a.yaml", "--output", "part", "--overwrite", "--folds", "2")
        #expect(again.status == 0 && !folder.has("part/folds/model-3.safetensors"), "\(again.errors)")
    }

    @Test("is not spoilt by a kill")
    func kill() throws {
        let long = ["--set", "training.epochs=20000", "--output", "out"]
        let process = try ChildProcess(Places.lockstep, ["crossvalidate", "a.yaml"] + long, in: folder)
        let deadline = Date().addingTimeInterval(60)
        while (try? folder.text("out/folds.jsonl").contains("\n")) != true, Date() < deadline { usleep(5000) }
        process.send(SIGKILL)
        _ = try process.outcome()
        let rest = try folder.lockstep(["crossvalidate", "a.yaml", "--resume"] + long)
        #expect(rest.status == 0 && rest.errorLines.first?.contains("of 4 are there already") == true, "\(rest.errors)")
    }

    @Test("by group, and forward in time")
    func groupsAndTime() throws {
        let grouped = "{train: rows.csv, target: level, categorical: [colour], drop: [y], group: patient}"
        _ = try validate("--output", "groups", "--set", "data.file=\(grouped)")
        let patients = try folder.text("rows.csv").split(separator: "\n").dropFirst().map {
            $0.split(separator: ",")[2]
        }
        var seen: Set<Substring> = []
        for number in 1...4 {
            let bytes = try folder.bytes("groups/folds/predictions-\(number).safetensors")
            let found = Set(try #require(try doubles("rows", in: bytes)).map { patients[Int($0)] })
            #expect(seen.isDisjoint(with: found))
            seen.formUnion(found)
        }
        #expect(seen == Set(patients))
        let forward = try validate("--output", "time", "--set", "data.held_out=last")
        #expect(try forward.number("rows") == 120)
        let lines = try folder.text("time/predictions.csv").split(separator: "\n")
        #expect(lines[1...30].allSatisfy { $0 == ",,," } && lines[31...].allSatisfy { !$0.hasPrefix(",") })
        // The model of the last fold has seen the first 120 rows.
        _ = try folder.shell("head -121 rows.csv > first.csv")
        let trained = try folder.lockstep(
            "train", "a.yaml", "--quiet", "--output", "run", "--set", "data.validation_fraction=0", "--set",
            "data.file.train=first.csv")
        #expect(try results(forward)[3]["digest"] as? String == trained.digest)
    }

    @Test("of a file of rows, without a configuration; with early stopping; of synthetic rows")
    func kinds() throws {
        let file = try folder.lockstep(
            "crossvalidate", "rows.csv", "--target", "y", "--folds", "3", "--output", "file", "--set",
            "data.file.drop=[level]")
        #expect(file.status == 0 && file.errors.contains("held out        each fold in turn"), "\(file.errors)")
        #expect(file.lines[0].hasPrefix("measure") && file.lines.last?.hasPrefix("digest sha256:") == true)
        let early = ["--set", "training.early_stopping={patience: 2}", "--set", "data.validation_fraction=0.25"]
        let outcome = try folder.lockstep(
            ["crossvalidate", "a.yaml", "--output", "early", "--json", "--quiet"] + early)
        let results = try results(JSONObject(outcome.output))
        #expect(results.allSatisfy { [84, 85].contains($0["training_rows"] as? Int ?? 0) })
        try folder.write(
            "data: {synthetic: {rows: 300, features: 3}, held_out: random}\nmodel: {kind: linear_regression}\n",
            to: "s.yaml")
        #expect(try folder.lockstep("crossvalidate", "s.yaml", "--folds", "3", "--quiet").status == 0)
        #expect(folder.has("runs/run-folds/folds.json"))
    }

    @Test("mistakes are told in one line")
    func mistakes() throws {
        try folder.write(folder.text("a.yaml").replacing("  folds: 4\n", with: ""), to: "b.yaml")
        try folder.expectRefusal(
            ["crossvalidate", "b.yaml"], "b.yaml: data.folds: not given, expected how many (or --folds 5)")
        try folder.expectRefusal(
            ["crossvalidate", "a.yaml", "--set", "data.fold=2"],
            "--set data.fold=2: data.fold: found 2, expected none, since each fold is taken in turn")
        try folder.expectRefusal(
            ["crossvalidate", "a.yaml", "--set", "data.test_fraction=0.1"],
            "--set data.test_fraction=0.1: data.test_fraction: found 0.1, expected 0, since every row is in a fold")
        try folder.expectRefusal(["crossvalidate", "a.yaml", "--parallel", "0"], "--parallel: found 0, expected")
        try folder.expectRefusal(
            ["crossvalidate", "a.yaml", "--predictions", "p.txt"], "--output: found p.txt, expected a name that ends in"
        )
        let outcome = try folder.lockstep("crossvalidate", "a.yaml", "--folds", "200", "--quiet")
        #expect(outcome.status == 2 && outcome.errors.contains("data.folds: found 200, expected at most 150"))
        let diverged = try folder.lockstep(
            "crossvalidate", "a.yaml", "--quiet", "--output", "out", "--set", "optimizer.learning_rate=1e30", "--set",
            "model.kind=linear_regression", "--set",
            "data.file={train: rows.csv, target: y, drop: [patient, level, colour]}")
        #expect(diverged.status == 1 && diverged.errorLines.count == 1, "\(diverged.errors)")
    }
}

extension ScratchFolder {
    /// Whether a file has a text somewhere.
    fileprivate func text(_ path: String, _ text: String) throws -> Bool {
        try String(decoding: bytes(path), as: UTF8.self).contains(text)
    }
}
