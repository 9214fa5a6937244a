/// Several runs on one page: how they differ, their results, and their curves in common plots.
public struct ComparisonPage: Sendable {
    private let runs: [RunRecord]
    private let names: [String]

    /// The page of some runs, in this order. Runs with the same name are shown by their directories.
    public init(_ runs: [RunRecord]) {
        self.runs = runs
        let isEachNameOnce = Set(runs.map(\.name)).count == runs.count
        names = runs.map { isEachNameOnce ? $0.name : $0.directory?.path ?? $0.name }
    }

    /// Settings that are not properties of the experiment.
    private static let unlikeExperiments = ["name", "output."]

    private static let results = [
        ("test_loss", "test loss"), ("test_r2", "test R²"), ("test_accuracy", "test accuracy"),
        ("validation_loss", "validation loss"), ("validation_r2", "validation R²"),
        ("validation_accuracy", "validation accuracy"), ("train_loss", "train loss"),
    ]

    /// The page's text.
    public var html: String {
        Page.document(title: "\(runs.count) runs") {
            element("header") {
                element("p", ["class": "kind"]) { "comparison" }
                element("h1") { Format.count(runs.count, "run") }
            }
            Page.section("Results") { results }
            Page.section("Differences") { differences }
            Page.section("History") { element("div", ["class": "plots"]) { plots } }
        }
    }

    private var results: Markup {
        let columns = Self.results.filter { key, _ in runs.contains { $0.result(key) != nil } }
        return Page.table(
            ["run"] + columns.map(\.1) + ["rows/s", "training", "workers", "digest"],
            zip(names, runs).map { name, run in
                [name] + columns.map { key, _ in Self.text(run.result(key)) { Format.metric($0, digits: 5) } } + [
                    Self.text(run.result("rows_per_second"), Format.short),
                    Self.text(run.result("train_seconds"), Format.seconds),
                    Self.text(run.result("workers")) { Format.grouped(Int($0)) },
                    run.summary?["digest"]?.string.map { String($0.dropFirst("sha256:".count).prefix(12)) }
                        ?? "not finished",
                ]
            })
    }

    private var differences: Markup {
        let paths = runs.flatMap { $0.settings.map(\.path) }.filter { path in
            !Self.unlikeExperiments.contains { path == $0 || $0.hasSuffix(".") && path.hasPrefix($0) }
        }
        var seen: Set<String> = []
        let differing = paths.filter { path in
            seen.insert(path).inserted && Set(runs.map { $0.setting(path) }).count > 1
        }
        guard !differing.isEmpty else { return element("p") { "The configurations are the same." } }
        return Page.table(
            ["run"] + differing,
            zip(names, runs).map { name, run in [name] + differing.map { run.setting($0) ?? "–" } })
    }

    private var plots: [Markup] {
        [
            plot("Train loss", "train_loss", logarithm: .whereWide),
            plot("Validation loss", "validation_loss", logarithm: .whereWide),
            plot("Train loss over time", "train_loss", over: "seconds", logarithm: .whereWide),
        ].compactMap(\.self)
            + TrainingCurves.measures.compactMap { key, name in plot(name, key) }
            + [
                plot("Learning rate", "learning_rate", logarithm: .onRequest),
                plot("Rows per second", "rows_per_second", over: "seconds", beginsAtZero: true),
            ].compactMap(\.self)
    }

    private func plot(
        _ title: String, _ key: String, over abscissa: String = "step", logarithm: CurvePlot.Logarithm = .never,
        beginsAtZero: Bool = false
    ) -> Markup? {
        let curves = zip(names, runs).enumerated().map { tone, pair in
            CurvePlot.Curve(name: pair.0, points: pair.1.curve(key, over: abscissa), tone: tone)
        }.filter { !$0.points.isEmpty }
        guard !curves.isEmpty else { return nil }
        return CurvePlot(
            title: title, xLabel: abscissa, curves: curves, logarithm: logarithm, beginsAtZero: beginsAtZero
        ).figure
    }

    private static func text(_ number: Double?, _ text: (Double) -> String) -> String { number.map(text) ?? "–" }
}
