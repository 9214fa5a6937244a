/// The curves of a run.
struct TrainingCurves {
    private let run: RunRecord

    init(_ run: RunRecord) {
        self.run = run
    }

    /// Measures that have a curve of their own, where the run has them.
    static let measures = [("r2", "R²"), ("roc_auc", "ROC AUC"), ("accuracy", "Accuracy")]

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
        let measures = Self.measures.filter { key, _ in run.history.contains { $0.values[key] != nil } }
        let rates = Set(run.curve("learning_rate").map(\.y))
        let rate = plot("Learning rate", [("learning rate", "learning_rate")], logarithm: .onRequest)
        return
            ([plot("Loss", [("train", "train_loss"), ("validation", "validation_loss")], logarithm: .whereWide)]
            + measures.map { key, name in plot(name, [("validation", key)], isShare: true) }
            + (rates.count > 1 ? [rate] : [])
            + [plot("Rows per second", [("rows per second", "rows_per_second")], over: "seconds", beginsAtZero: true)])
            .map(\.figure)
    }

    /// The ends of the least range that the y axis shows, so that small differences look small: a tenth of the whole for
    /// shares, a tenth of the numbers for others.
    private static func leastSpan(of numbers: [Double], isShare: Bool) -> [Double] {
        let finite = numbers.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else { return [] }
        let span = isShare ? 0.1 : 0.1 * max(abs(low), abs(high))
        guard high - low < span else { return [] }
        let middle = (low + high) / 2
        let top = isShare ? min(middle + span / 2, 1) : middle + span / 2
        return [top - span, top]
    }

    private func plot(
        _ title: String, _ names: [(name: String, key: String)], over abscissa: String = "step",
        logarithm: CurvePlot.Logarithm = .never, beginsAtZero: Bool = false, isShare: Bool = false
    ) -> CurvePlot {
        let curves = names.map { (name: $0.name, points: run.curve($0.key, over: abscissa)) }
            .filter { !$0.points.isEmpty }
        return CurvePlot(
            title: title, xLabel: abscissa,
            curves: curves.enumerated().map { tone, curve in
                CurvePlot.Curve(
                    name: curve.name, points: curve.points, tone: tone, isDotted: curve.name == "validation")
            }, logarithm: logarithm, beginsAtZero: beginsAtZero,
            alsoReaching: Self.leastSpan(of: curves.flatMap { $0.points.map(\.y) }, isShare: isShare))
    }
}
