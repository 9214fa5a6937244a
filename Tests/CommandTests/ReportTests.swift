import Foundation
import TestSupport
import Testing

@Suite("The report")
struct ReportTests {
    static let hostile = "\"\u{301}><img src=x onerror=alert(1)>'\\\"</script><script>alert(2)</script>"

    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    static let models: [String: String] = [
        "regression": """
        data: {synthetic: {rows: 2_000, features: 40}}
        model: {kind: linear_regression}
        """,
        "softmax": """
        data: {synthetic: {kind: clusters, rows: 2_000, features: 64, classes: 10}, image: 8x8}
        model: {kind: softmax_regression}
        """,
        "mlp": """
        data: {synthetic: {kind: clusters, rows: 2_000, features: 12, classes: 3}}
        model: {kind: mlp, hidden: [16]}
        """,
    ]

    /// A run of each model, to look at.
    private static let runs = SharedFolder { folder in
        for model in models.keys { _ = try train(model, in: folder) }
    }

    private static func train(_ model: String, _ flags: String..., in folder: ScratchFolder) throws -> String {
        try folder.write(
            "name: \(model)\n\(models[model]!)\ntraining: {epochs: 5, batch_size: 50}\n", to: "\(model).yaml")
        let outcome = try folder.lockstep(["train", "\(model).yaml", "--quiet"] + flags)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return "runs/\(model)"
    }

    @Test("opens in a browser without an error", .needs(Browser.requirement), arguments: models.keys.sorted())
    func browser(model: String) throws {
        let view = try Browser.open("runs/\(model)/report.html", in: Self.runs.folder)
        #expect(view.console.isEmpty, "\(view.console)")
        #expect(view.html.contains("<h1>\(model)</h1>") && view.html.contains("<svg"))
        #expect(!view.html.contains("NaN") && !view.html.contains(" nan"))
    }

    @Test("is as wide as its window", .needs(Browser.requirement), arguments: [390, 1280])
    func width(window: Int) throws {
        let pages = try Self.models.keys.map { try Self.runs.folder.file("runs/\($0)/report.html") }
        #expect(try Browser.widths(of: pages, inWindowsOf: window, in: folder) == pages.map { _ in window })
    }

    @Test("needs nothing but itself, and shows what a run has come to", arguments: models.keys.sorted())
    func content(model: String) throws {
        let (folder, run) = (try Self.runs.folder, "runs/\(model)")
        let page = try folder.text("\(run)/report.html")
        let digest = try #require(try folder.json("\(run)/summary.json").members["digest"] as? String)
        for text in [digest, "lockstep train \(run)/experiment.yaml", "Rows per second", "Machine"] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(page.firstMatch(of: /(src|href)="(?!data:image\/png;base64,)/) == nil && !page.contains("http"))
        let parts =
            model == "regression"
            ? ["Predicted against actual", "Residuals"] : ["Confusion matrix", "Reliability", "Classes"]
        // An automatic rate falls, which a plot shows.
        #expect(page.contains("Learning rate"))
        for part in parts { #expect(page.contains("<h3>\(part)</h3>")) }
        #expect(page.contains("data:image/png") == (model == "softmax"))
    }

    @Test("shows each confusion, and what is on its way to the truth")
    func predictions() throws {
        let (folder, run) = (try Self.runs.folder, "runs/mlp")
        let predictions = try folder.json("\(run)/predictions.json")
        let matrix = try #require(predictions.members["confusion_matrix"] as? [[Int]])
        #expect(matrix.count == 3 && matrix.flatMap(\.self).reduce(0, +) == 200)
        #expect(predictions.members["split"] as? String == "validation")
        let accuracy = Double((0..<3).map { matrix[$0][$0] }.reduce(0, +)) / 200
        #expect(try abs(folder.json("\(run)/summary.json").number("validation_accuracy") - accuracy) < 1e-12)
        let bins = try #require(predictions.members["calibration"] as? [[String: Any]])
        // Each row counts for the probability of each of the three classes, one of which is right.
        let counts = try bins.map { try #require($0["rows"] as? Int) }
        let shares = try bins.map { try #require($0["share"] as? Double) }
        #expect(counts.reduce(0, +) == 3 * 200)
        #expect(abs(zip(shares, counts).map { $0 * Double($1) }.reduce(0, +) - 200) < 1e-9)
    }

    @Test("is made again from a run's files, and is the same")
    func again() throws {
        let folder = try Self.runs.folder
        for model in Self.models.keys {
            let run = "runs/\(model)"
            let report = try folder.lockstep("report", run, "--output", "again-\(model).html")
            #expect(report.lines == ["again-\(model).html"])
            #expect(try folder.text("again-\(model).html") == folder.text("\(run)/report.html"))
        }
        let run = try Self.train("mlp", in: self.folder)
        try FileManager.default.removeItem(atPath: self.folder.file("\(run)/report.html"))
        #expect(try self.folder.lockstep("report", run).lines == ["\(run)/report.html"])
        #expect(self.folder.has("\(run)/report.html"))
    }

    @Test("compares runs on one page")
    func comparison() throws {
        let runs = try [
            Self.train("regression", in: folder),
            Self.train("regression", "--set", "optimizer.learning_rate=0.1", in: folder),
        ]
        #expect(runs == ["runs/regression", "runs/regression"])
        let pair = ["runs/regression", "runs/regression-2"]
        #expect(try folder.lockstep(["report"] + pair).lines == ["comparison.html"])
        let page = try folder.text("comparison.html")
        for text in pair + ["optimizer.learning_rate", "0.1", "Validation loss"] { #expect(page.contains(text)) }
        #expect(!page.contains("data.synthetic.rows"))
        let again = try folder.lockstep(["report"] + pair)
        #expect(again.status == 2 && again.errors.contains("comparison.html: found a file"))
        #expect(try folder.lockstep(["report"] + pair + ["--overwrite"]).status == 0)
    }

    @Test("that compares runs opens in a browser without an error", .needs(Browser.requirement))
    func comparisonInBrowser() throws {
        let shared = try Self.runs.folder
        #expect(
            try shared.lockstep("report", "runs/regression", "runs/mlp", "--output", "two.html").lines == ["two.html"])
        let view = try Browser.open("two.html", in: shared)
        #expect(view.console.isEmpty && view.html.contains("<h1>2 runs</h1>"), "\(view.console)")
    }

    @Test("refuses what is no run, and writes nothing")
    func mistakes() throws {
        let none = try folder.lockstep("report", "nowhere")
        #expect(none.status == 2 && none.errorLines.count == 1)
        #expect(none.errors.contains("nowhere: found no run's directory"))
        #expect(try folder.lockstep("report").status == 2)
        let run = try Self.train("mlp", in: folder)
        try folder.write("{", to: "\(run)/summary.json")
        let damaged = try folder.lockstep("report", run, "--output", "page.html")
        #expect(damaged.status == 2 && damaged.errors.contains("summary.json") && !folder.has("page.html"))
    }

    @Test("names and labels stay text", .needs(Browser.requirement))
    func hostileNames() throws {
        // Letter by letter: to Swift a quotation mark with an accent is another character.
        let column = Self.hostile.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
        var table = "\"\(column)\",b,y\n"
        for row in 0..<60 { table += "\(row % 7),\(row % 3),\"\(column)\(row % 3)\"\n" }
        try folder.write(table, to: "data.csv")
        try folder.write(
            """
            name: hostile
            data: {file: {train: data.csv, target: y}, validation_fraction: 0.2}
            model: {kind: softmax_regression}
            training: {epochs: 2, batch_size: 8}
            """, to: "a.yaml")
        let outcome = try folder.lockstep("train", "a.yaml", "--quiet", "--output", "run <b>'\"&")
        try #require(outcome.status == 0, "\(outcome.errors)")
        try folder.put(folder.bytes("run <b>'\"&/report.html"), in: "report.html")
        let view = try Browser.open("report.html", in: folder)
        #expect(view.console.isEmpty, "\(view.console)")
        let tags = view.html.matches(of: /<(img|script)\b/).map { String($0.1) }
        #expect(tags == ["script"], "\(tags)")
        #expect(view.html.contains("&lt;img src=x onerror=alert(1)&gt;"))
        #expect(view.html.firstMatch(of: /<[a-z]+(\s+[a-z-]+(="[^"]*")?)*\s+onerror/) == nil)
    }

    @Test("of a run that was stopped says so, and no more")
    func stopped() throws {
        _ = try Self.train("mlp", in: folder)
        try FileManager.default.removeItem(atPath: folder.file("runs/mlp/summary.json"))
        let outcome = try folder.lockstep("report", "runs/mlp")
        #expect(outcome.status == 0)
        let page = try folder.text("runs/mlp/report.html")
        #expect(page.contains("not finished; last seen at step 180") && page.contains("data-reload=\"\""))
    }
}
