public import Studies

/// A range test of learning rates as people and programs read it.
public struct RateRangeReport: Sendable {
    private let range: RateRange
    private let name: String
    private let rule: String

    /// - Parameters:
    ///   - range: what the test has found.
    ///   - name: the experiment's name.
    ///   - rule: the update rule's name.
    public init(_ range: RateRange, name: String, rule: String) {
        self.range = range
        self.name = name
        self.rule = rule
    }

    private static let shownCount = 12

    /// Some of the rates with their losses, and last the rate that is suggested.
    public var lines: [String] {
        let every = max((range.points.count + Self.shownCount - 1) / Self.shownCount, 1)
        let shown = stride(from: 0, to: range.points.count, by: every).map { range.points[$0] }
        return TextTable.lines(
            [["learning rate", "loss"]]
                + shown.map { [Format.metric($0.rate, digits: 3), Format.metric($0.smoothedLoss)] }) + [suggestion]
    }

    private var suggestion: String {
        guard let rate = range.suggestion else { return "no rate is suggested: the loss has not fallen at any" }
        return "suggested       optimizer.learning_rate=\(Format.metric(rate, digits: 2)) (optimizer.kind=\(rule))"
    }

    /// The document of `learning-rate.json`.
    public var json: JSONValue {
        .object([
            ("name", .string(name)), ("optimizer", .string(rule)),
            ("suggested_learning_rate", range.suggestion.map { .number($0) } ?? .null),
            (
                "points",
                .array(
                    range.points.map {
                        .object([
                            ("learning_rate", .number($0.rate)), ("loss", .number($0.loss)),
                            ("smoothed_loss", .number($0.smoothedLoss)),
                        ])
                    })
            ),
        ])
    }

    /// A page that needs nothing from the network: the curve.
    public var page: String {
        Page.document(title: "\(name): learning rates") {
            element("header") {
                element("p", ["class": "kind"]) { "range test of learning rates" }
                element("h1") { name }
                element("p") {
                    "The rate of \(rule) grows from step to step by the same factor. \(suggestion)."
                }
            }
            Page.section("Loss") { element("div", ["class": "plots"]) { plot } }
        }
    }

    private var plot: [Markup] {
        guard !range.points.isEmpty else { return [] }
        let curves = [
            CurvePlot.Curve(name: "mean", points: range.points.map { ($0.rate, $0.smoothedLoss) }, tone: 0),
            CurvePlot.Curve(name: "minibatch", points: range.points.map { ($0.rate, $0.loss) }, tone: 1),
        ]
        return [
            CurvePlot(
                title: "Loss", xLabel: "learning rate", curves: curves, logarithm: .whereWide, startsAtOrigin: false,
                abscissas: .logarithmic
            ).figure
        ]
    }
}
