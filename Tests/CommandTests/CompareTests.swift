import Foundation
import TestSupport
import Testing

@Suite("lockstep compare")
struct CompareTests {
    let folder: ScratchFolder

    /// Two runs and two cross-validations of the same rows: with both features, and with one.
    init() throws {
        folder = try ScratchFolder()
        var random = SplitMix(state: 21)
        let rows = (0..<400).map { _ -> String in
            let (a, b) = (Double.random(in: -1...1, using: &random), Double.random(in: -1...1, using: &random))
            let y = 2 * a - b + Double.random(in: -0.5...0.5, using: &random)
            return "\(a),\(b),\(y),\(y > 0 ? "up" : "down")\n"
        }
        try folder.write("a,b,y,way\n" + rows.joined(), to: "rows.csv")
        for (name, drop) in [("both", "way"), ("one", "b, way")] {
            try folder.write(
                """
                name: \(name)
                data: {file: {train: rows.csv, target: y, drop: [\(drop)]}, validation_fraction: 0.3, folds: 4}
                model: {kind: linear_regression}
                training: {epochs: 10, batch_size: 20}
                optimizer: {learning_rate: 0.1}
                """, to: "\(name).yaml")
        }
    }

    private func train(_ names: String..., flags: [String] = []) throws {
        for name in names {
            let outcome = try folder.lockstep(
                ["train", "\(name).yaml", "--quiet", "--output", name, "--overwrite"] + flags)
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
    }

    private func measures(_ arguments: String...) throws -> [String: [String: Any]] {
        let outcome = try folder.lockstep(["compare", "--json"] + arguments)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let others = try #require(JSONObject(outcome.output).members["others"] as? [[String: Any]])
        return try #require(others[0]["measures"] as? [String: [String: Any]])
    }

    private func number(_ measures: [String: [String: Any]], _ measure: String, _ key: String) throws -> Double {
        try #require(measures[measure]?[key] as? NSNumber).doubleValue
    }

    @Test("runs on the rows that they held out, and on those of a file")
    func runs() throws {
        try train("both", "one")
        let own = try measures("one", "both")
        for (side, name) in [("first", "one"), ("second", "both")] {
            let expected = try folder.json("\(name)/summary.json").number("validation_mse")
            #expect(try abs(number(own, "mse", side) / expected - 1) < 1e-5)
        }
        #expect(try number(own, "mse", "high") < 0 && number(own, "mse", "low") < number(own, "mse", "difference"))
        #expect(own["mse"]?["second_is_better"] as? Bool == true && own["r2"]?["second_is_better"] as? Bool == true)
        let again = try ["1", "3"].map {
            try folder.lockstep("compare", "one", "both", "--workers", $0, "--json").output
        }
        #expect(again[0] == again[1] && again[0].contains("mse"))
        let file = try measures("one", "both", "--data", "rows.csv", "--resamples", "100")
        let evaluation = try folder.lockstep("evaluate", "one", "--data", "rows.csv", "--json")
        #expect(try abs(number(file, "mae", "first") / JSONObject(evaluation.output).number("mae") - 1) < 1e-5)
        let text = try folder.lockstep("compare", "one", "both", "one", "--output", "page.html", "--confidence", "0.9")
        #expect(text.status == 0 && text.output.contains("90 % interval") && text.output.contains("mse"))
        #expect(try folder.text("page.html").contains("90 % interval"))
        // A model does not differ from itself.
        let words = text.lines.map { $0.split(separator: " ").map { String($0) } }
        #expect(words.contains { $0.first == "mse" && $0.suffix(4) == ["0", "0", "to", "0"] }, "\(text.output)")
    }

    @Test("cross-validations on all rows that their folds predict")
    func folds() throws {
        for name in ["both", "one"] {
            let outcome = try folder.lockstep("crossvalidate", "\(name).yaml", "--quiet", "--output", "\(name)-folds")
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
        let found = try measures("one-folds", "both-folds")
        #expect(found["rmse"]?["second_is_better"] as? Bool == true)
        // By hand, from the predictions and the file.
        let targets = try folder.text("rows.csv").split(separator: "\n").dropFirst().map {
            try #require(Double($0.split(separator: ",")[2]))
        }
        let values = try folder.text("both-folds/predictions.csv").split(separator: "\n").dropFirst().map {
            try #require(Double($0))
        }
        let mse = zip(targets, values).map { ($0 - $1) * ($0 - $1) }.reduce(0, +) / Double(targets.count)
        #expect(try abs(number(found, "mse", "second") / mse - 1) < 1e-5)
    }

    @Test("mistakes are told in one line")
    func mistakes() throws {
        try train("both")
        try train("one", flags: ["--set", "seed=7"])
        try folder.expectRefusal(
            ["compare", "both", "one"],
            "one: found that it cannot be compared with both, since they are of different rows")
        try folder.expectRefusal(["compare", "both"], "found 1 model, expected two or more")
        try folder.expectRefusal(["compare", "both", "none"], "none: ")
        try folder.expectRefusal(["compare", "both", "both", "--resamples", "0"], "--resamples: found 0, expected")
        try folder.expectRefusal(["compare", "both", "both", "--confidence", "1"], "--confidence: found 1.0, expected")
        try folder.expectRefusal(
            ["compare", "both", "both", "--output", "rows.csv"], "rows.csv: found a file, expected")
        try folder.expectRefusal(
            ["compare", "both/model.safetensors", "both"], "--data: found none, expected a file of rows")
        try train("one", flags: ["--set", "data.validation_fraction=0"])
        try folder.expectRefusal(
            ["compare", "one", "both"], "--data: found none, expected a file of rows, since one held out no rows")
        try folder.write(
            """
            data: {file: {train: rows.csv, target: way, drop: [y]}, validation_fraction: 0.3}
            model: {kind: logistic_regression}
            """, to: "way.yaml")
        try train("way")
        try folder.expectRefusal(["compare", "both", "way"], "way: found other classes, expected those of both")
    }
}
