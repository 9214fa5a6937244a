/// The table of a run's final measures, a column for each part of the rows.
struct MeasureSection {
    private let run: RunRecord

    init(_ run: RunRecord) {
        self.run = run
    }

    private static let names = [
        ("rows", "rows"), ("loss", "loss"), ("mse", "mean squared error"), ("rmse", "root mean squared error"),
        ("mae", "mean absolute error"), ("r2", "R²"), ("residual_standard_deviation", "residual standard deviation"),
        ("gaussian_nll", "Gaussian negative log-likelihood, nats"), ("accuracy", "accuracy"),
        ("cross_entropy", "cross-entropy, nats"), ("label_entropy", "entropy of the labels, nats"),
        ("kl_divergence", "divergence of mean prediction, nats"), ("macro_precision", "macro precision"),
        ("macro_recall", "macro recall"), ("macro_f1", "macro F1"),
    ]

    var markup: Markup {
        let splits = ["validation", "test"].filter { run.result("\($0)_loss") != nil }
        return .joined(
            splits.isEmpty
                ? []
                : [
                    Page.section("Measures") {
                        Page.table(
                            [""] + splits,
                            Self.names.compactMap { key, name in
                                let values = splits.map { run.result("\($0)_\(key)") }
                                guard values.contains(where: { $0 != nil }) else { return nil }
                                return [name] + values.map { $0.map { Self.text($0, key) } ?? "–" }
                            })
                    }
                ])
    }

    private static func text(_ value: Double, _ key: String) -> String {
        key == "rows" ? Format.grouped(Int(value)) : Format.metric(value)
    }
}
