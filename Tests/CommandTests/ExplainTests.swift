import Foundation
import TestSupport
import Testing

/// A run's explanation, as the command prints it.
private struct PrintedExplanation {
    private let members: [String: Any]

    init(_ text: String) throws { members = try JSONObject(text).members }

    /// What is known of each feature, the bias being "".
    func rows(_ path: String...) throws -> [String: [String: Double]] {
        var value: Any = members
        for key in path { value = try #require((value as? [String: Any])?[key], "no \(key)") }
        let rows = try #require(value as? [[String: Any]])
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                ((row["feature"] ?? row["column"]) as? String ?? "", row.compactMapValues { $0 as? Double })
            })
    }

    /// Why there are no standard errors.
    var refusal: String? { (members["standard_errors"] as? [String: Any])?["undefined"] as? String }

    /// The points of a column's partial dependence.
    func points(_ column: String) throws -> [[String: Any]] {
        let columns = try #require(members["dependence"] as? [[String: Any]])
        let found = try #require(columns.first { $0["column"] as? String == column })
        return try #require(found["points"] as? [[String: Any]])
    }
}

@Suite("lockstep explain")
struct ExplainTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private static let training = """
        training: {epochs: 3000, batch_size: 600}
        optimizer: {momentum: 0.9, learning_rate: RATE, schedule: {kind: cosine}}
        """

    private func train(_ data: String, _ model: String, rate: Double = 0.1, _ settings: [String] = []) throws {
        let text = "name: r\ndata: {\(data)}\nmodel: \(model)\n" + Self.training.replacing("RATE", with: "\(rate)")
        try folder.write(text, to: "a.yaml")
        let flags = ["--quiet", "--output", "runs/r", "--overwrite"] + settings.flatMap { ["--set", $0] }
        let outcome = try folder.lockstep(["train", "a.yaml"] + flags)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    private func explain(_ flags: String...) throws -> PrintedExplanation {
        let outcome = try folder.lockstep(["explain", "runs/r", "--json"] + flags)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        return try PrintedExplanation(outcome.output)
    }

    private func expect(_ found: [String: [String: Double]], equal expected: [String: [Double]]) throws {
        #expect(Set(found.keys) == Set(expected.keys))
        for (name, numbers) in expected {
            let row = try #require(found[name])
            for (key, number) in zip(["coefficient", "standard_error", "statistic", "p", "low", "high"], numbers) {
                let value = try #require(row[key])
                // Four digits of a number; of an interval's end those of what it is the sum of; and as many of a probability as
                // four digits of the statistic leave.
                let size =
                    switch key {
                    case "low", "high": abs(numbers[0]) + 2 * numbers[1]
                    case "p": number * (1 + numbers[2] * numbers[2])
                    default: abs(number)
                    }
                #expect(abs(value - number) <= 1e-4 * size, "\(name) \(key): \(value), not \(number)")
            }
        }
    }

    /// Standard errors of ordinary least squares, found with statsmodels 0.15 (`OLS(y, add_constant(X)).fit()`).
    @Test("has statsmodels' standard errors of a linear regression, in the file's units")
    func linearErrors() throws {
        try folder.write(Diabetes.lines.joined(separator: "\n") + "\n", to: "rows.csv")
        try train(
            "file: {train: rows.csv, target: target}, validation_fraction: 0, scale: standard, scale_target: standard",
            "{kind: linear_regression}")
        let found = try explain().rows("standard_errors", "coefficients")
        #expect(found.count == 11)
        let some = found.filter { ["", "age", "bmi", "s5"].contains($0.key) }
        try expect(
            some,
            equal: [
                "": [152.133484162896, 2.5758544851, 59.061365866, 1.01008193e-208, 147.0706851368, 157.1962831890],
                "age": [-10.0098662998, 59.7492465215, -0.1675312557, 0.8670306337, -127.4460137407, 107.4262811411],
                "bmi": [519.8459200545, 66.5334447386, 7.8133023489, 4.296391419e-14, 389.0755441761, 650.6162959328],
                "s5": [751.2736995571, 171.8999819231, 4.3704117426, 1.555899087e-5, 413.4071523205, 1089.1402467931],
            ])
    }

    /// The log-odds of 0.5 + 1.2 a − 0.8 b and a column of three names, at 600 rows.
    private static let classes: [String] = {
        var random = SplitMix(state: 7)
        let rows = (0..<600).map { _ -> String in
            let (a, b) = (Double(random.next() % 2000) / 500 - 2, Double(random.next() % 2000) / 500 - 2)
            let name = Int(random.next() % 3)
            let odds = 0.5 + 1.2 * a - 0.8 * b + [0, 0.6, -0.4][name]
            let isYes = Double(random.next() % 1_000_000) / 1e6 < 1 / (1 + exp(-odds))
            return "\(100 + 20 * a),\(b),\(["red", "green", "blue"][name]),\(isYes ? "yes" : "no")"
        }
        return ["a,b,c,y"] + rows
    }()

    @Test(
        "has statsmodels' standard errors of a logistic regression, names compared with the first",
        .needs(.python("statsmodels")))
    func logisticErrors() throws {
        try folder.write(Self.classes.joined(separator: "\n") + "\n", to: "rows.csv")
        try train(
            "file: {train: rows.csv, target: y, categorical: [c]}, validation_fraction: 0, scale: standard",
            "{kind: logistic_regression}", rate: 1)
        let program = """
            import sys
            import pandas as pd, statsmodels.api as sm
            d = pd.read_csv(sys.argv[1])
            x = pd.get_dummies(d[["a", "b", "c"]], columns=["c"], prefix_sep="=").astype(float)
            x = sm.add_constant(x.drop(columns="c=" + sorted(set(d.c))[0]))
            f = sm.Logit((d.y == "yes").astype(float), x).fit(disp=0, tol=1e-12)
            for n, low in zip(x.columns, f.conf_int().values):
                print("" if n == "const" else n, f.params[n], f.bse[n], f.tvalues[n], f.pvalues[n], *low, sep=",")
            """
        let lines = try PythonPeer.run(program, folder.file("rows.csv")).split(separator: "\n")
        let expected = lines.map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            return (String(fields[0]), fields.dropFirst().compactMap { Double($0) })
        }
        try expect(
            explain().rows("standard_errors", "coefficients"), equal: Dictionary(uniqueKeysWithValues: expected))
    }

    @Test("says why there are no standard errors, and what to do")
    func refusals() throws {
        try folder.write(Self.classes.joined(separator: "\n") + "\n", to: "rows.csv")
        let lines = Self.classes
        let double = lines.map { line in
            let a = line.split(separator: ",")[0]
            return "\(a),\(a),\(line.split(separator: ",")[3])"
        }
        try folder.write((["a,again,y"] + double.dropFirst()).joined(separator: "\n") + "\n", to: "double.csv")
        let apart = (0..<40).map { "\($0),\($0 < 20 ? "no" : "yes")" }
        try folder.write((["a,y"] + apart).joined(separator: "\n") + "\n", to: "apart.csv")
        let file = "file: {train: rows.csv, target: y, columns: [a, b]}, validation_fraction: 0, scale: standard"
        let model = "{kind: logistic_regression}"

        func refusal(_ data: String, _ model: String, _ settings: String...) throws -> String {
            try train(data, model, rate: 1, settings)
            return try explain("--repeats", "1").refusal ?? "none"
        }
        #expect(try refusal(file, model, "training.l2=0.01").contains("--set training.l2=0"))
        #expect(try refusal(file, model, "training.class_weight=balanced").contains("training.class_weight=none"))
        #expect(try refusal(file, model, "training.epochs=2").contains("not at its optimum"))
        #expect(try refusal(file, "{kind: softmax_regression}", "training.epochs=2").contains("logistic regression"))
        #expect(
            try refusal(file.replacing("rows.csv", with: "double.csv").replacing("columns: [a, b]", with: ""), model)
                .hasPrefix("\"again\" is a combination"))
        #expect(
            try refusal(file.replacing("rows.csv", with: "apart.csv").replacing("columns: [a, b]", with: ""), model)
                .contains("tells the classes apart"))
        let outcome = try folder.lockstep("explain", "runs/r/model.safetensors")
        #expect(outcome.status == 0 && outcome.output.contains("no standard errors: a model's file has no rows"))
        #expect(outcome.output.contains("coefficients of the log-odds of yes"))
    }

    /// Independent features; y = 3a − b, and c does nothing.
    private func trainKnownModel() throws {
        var random = SplitMix(state: 3)
        let rows = (0..<2000).map { _ -> String in
            let (a, b, c) = (random.next() % 1000, random.next() % 1000, random.next() % 1000)
            return "\(a),\(b),\(c),\(3 * Double(a) - Double(b))"
        }
        try folder.write((["a,b,c,y"] + rows).joined(separator: "\n") + "\n", to: "rows.csv")
        try train(
            "file: {train: rows.csv, target: y}, validation_fraction: 0.25, scale: standard, scale_target: standard",
            "{kind: linear_regression}")
    }

    @Test("finds a column's importance: the variance that shuffling it adds")
    func importance() throws {
        try trainKnownModel()
        let explanation = try explain("--measure", "mse", "--repeats", "20")
        let rows = try explanation.rows("importance", "columns")
        // Numbers from 0 to 999 have a variance of (1000² − 1) / 12; of the difference of two, twice that.
        let variance = (1e6 - 1) / 12
        for (column, weight) in [("a", 3.0), ("b", -1.0)] {
            let mean = try #require(rows[column]?["mean"])
            #expect(abs(mean / (2 * weight * weight * variance) - 1) < 0.1, "\(column): \(mean)")
        }
        #expect(try abs(#require(rows["c"]?["mean"])) < 1)
        let coefficients = try explanation.rows("coefficients")
        for (column, weight) in [("a", 3.0), ("b", -1.0), ("c", 0)] {
            #expect(try abs(#require(coefficients[column]?["coefficient"]) - weight) < 1e-3)
        }
    }

    @Test("finds a line's slope in its partial dependence, and a name's probability")
    func dependence() throws {
        try trainKnownModel()
        let points = try explain().points("a").map { point in
            (value: try #require(point["value"] as? Double), mean: try #require(point["prediction"] as? Double))
        }
        #expect(points.count == 20 && zip(points, points.dropFirst()).allSatisfy { $0.value < $1.value })
        for point in points {
            #expect(abs(point.mean - points[0].mean - 3 * (point.value - points[0].value)) < 1)
        }
    }

    @Test("has the same bits whatever the number of workers, and leaves its tables and a page")
    func workers() throws {
        try folder.write(Self.classes.joined(separator: "\n") + "\n", to: "rows.csv")
        try train(
            "file: {train: rows.csv, target: y, categorical: [c]}, validation_fraction: 0.3, scale: standard",
            "{kind: mlp, hidden: [5], loss: cross_entropy}", ["training.epochs=5"])
        let outputs = try ["1", "2", "3", "7"].map { workers in
            try folder.lockstep("explain", "runs/r", "--json", "--workers", workers).output
        }
        #expect(Set(outputs).count == 1 && !outputs[0].isEmpty)
        let names = try PrintedExplanation(outputs[0]).points("c").compactMap { $0["value"] as? String }
        #expect(Set(names) == ["red", "green", "blue"])
        #expect(try folder.text("runs/r/importance.csv").hasPrefix("column,mean,deviation\n"))
        #expect(try folder.text("runs/r/dependence.csv").hasPrefix("column,value,probability_"))
        let page = try folder.text("runs/r/report.html")
        #expect(page.contains("Importance of columns") && page.contains("Partial dependence"))
        #expect(page.contains("<h2>Columns</h2>") && page.contains("c (3)"))
        // A new run in its place takes the old one's explanation away.
        let again = try folder.lockstep("train", "a.yaml", "--quiet", "--output", "runs/r", "--overwrite")
        #expect(again.status == 0 && !FileManager.default.fileExists(atPath: folder.file("runs/r/importance.csv")))
    }

    @Test(
        "refuses what it cannot use",
        arguments: [
            (["--measure", "r2"], "--measure: found \"r2\", expected one of loss, "),
            (["--repeats", "0"], "--repeats: found 0, expected a whole number from 1 to 1000"),
            (["--rows", "0"], "--rows: found 0"), (["--level", "1"], "--level: found 1.0"),
            (["--columns", "a,zz"], "--columns: found \"zz\", expected columns of the features, such as a, b"),
        ])
    func mistakes(flags: [String], message: String) throws {
        try folder.write(Self.classes.joined(separator: "\n") + "\n", to: "rows.csv")
        try train(
            "file: {train: rows.csv, target: y, columns: [a, b]}", "{kind: logistic_regression}", ["training.epochs=1"])
        let outcome = try folder.lockstep(["explain", "runs/r"] + flags)
        #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains(message), "\(outcome.errors)")
    }
}
