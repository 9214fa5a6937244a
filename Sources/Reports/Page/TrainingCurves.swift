/// The curves of a run.
struct TrainingCurves {
    private let run: RunRecord

    init(_ run: RunRecord) {
        self.run = run
    }

    /// Measures that have a curve of their own: the first that the run has.
    static let measures = [("r2", "R²"), ("accuracy", "Accuracy")]

    var markup: Markup {
        Page.section("History") {
            if run.history.isEmpty {
                element("p") { "Nothing is recorded yet." }
            } else {
                element("div", ["class": "plots"]) { plots }
            }
        }
    }

    private var plots: [Markup] {
        let measure = Self.measures.first { key, _ in run.history.contains { $0.values[key] != nil } }
        return [
            plot("Loss", [("train", "train_loss"), ("validation", "validation_loss")], logarithm: .whereWide),
            measure.map { key, name in plot(name, [("validation", key)]) },
            plot("Learning rate", [("learning rate", "learning_rate")], logarithm: .onRequest),
            plot("Rows per second", [("rows per second", "rows_per_second")], over: "seconds", beginsAtZero: true),
        ].compactMap { $0?.figure }
    }

    private func plot(
        _ title: String, _ names: [(name: String, key: String)], over abscissa: String = "step",
        logarithm: CurvePlot.Logarithm = .never, beginsAtZero: Bool = false
    ) -> CurvePlot {
        let curves = names.map { (name: $0.name, points: run.curve($0.key, over: abscissa)) }
            .filter { !$0.points.isEmpty }
        return CurvePlot(
            title: title, xLabel: abscissa,
            curves: curves.enumerated().map { tone, curve in
                CurvePlot.Curve(
                    name: curve.name, points: curve.points, tone: tone, isDotted: curve.name == "validation")
            }, logarithm: logarithm, beginsAtZero: beginsAtZero)
    }
}
