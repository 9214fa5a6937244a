import Experiments
import Files
public import Studies
public import Training

/// The coefficients of a sweep's models over the penalty, as people and programs read them.
public struct PathReport: Sendable {
    /// A trial and its model's coefficients.
    private struct Step {
        let result: TrialResult
        let penalty: Double
        let coefficients: [Coefficient]

        /// The coefficients that are not 0, biases left out.
        var featureCount: Int { coefficients.count { $0.feature != nil && $0.scaled != 0 } }
    }

    private let penaltyName: String
    private let keys: [String]
    private let steps: [Step]
    /// The steps of the path on which the best trial is, the strongest penalty first.
    private let drawn: [Step]

    /// - Parameters:
    ///   - table: the trials' results.
    ///   - plan: the sweep's plan, whose trials are on paths.
    ///   - model: the model of a trial; nil where it diverged.
    /// - Returns: nil where models have no coefficients, or trials are not on paths.
    public init?(_ table: SweepTable, of plan: SweepPlan, model: (TrialResult) throws -> TrainedModel?) rethrows {
        guard let key = plan.pathKey else { return nil }
        (penaltyName, keys) = (plan.space.names[key], plan.space.names)
        var steps: [Step] = []
        for result in table.results.sorted(by: { $0.number < $1.number }) {
            guard let penalty = Double(result.values[key].replacing("_", with: "")), let model = try model(result)
            else {
                continue
            }
            guard let coefficients = Coefficient.all(of: model) else { return nil }
            steps.append(Step(result: result, penalty: penalty, coefficients: coefficients))
        }
        let best = table.best?.number ?? 1
        let path = Set(plan.paths.first { $0.contains { $0.number == best } }?.map(\.number) ?? [])
        self.steps = steps
        drawn = steps.filter { path.contains($0.result.number) }
    }

    // MARK: - For programs

    /// The document of `path.json`.
    public var json: JSONValue {
        .object([
            ("penalty", .string(penaltyName)),
            (
                "trials",
                .array(
                    steps.map { step in
                        .object([
                            ("trial", .integer(step.result.number)), ("penalty", .number(step.penalty)),
                            ("values", .object(zip(keys, step.result.values).map { ($0, .string($1)) })),
                            ("validation_loss", step.result.validationLoss.map { .number($0) } ?? .null),
                            ("features", .integer(step.featureCount)),
                            ("coefficients", .array(step.coefficients.map(\.json))),
                        ])
                    })
            ),
        ])
    }

    /// The table of `path.csv`: a line for each coefficient of each trial.
    public var csv: String {
        let header = ["trial", penaltyName, "feature", "class", "coefficient", "scaled"]
        let rows = steps.flatMap { step in
            step.coefficients.map { coefficient in
                [
                    "\(step.result.number)", "\(step.penalty)", coefficient.feature ?? "(bias)",
                    coefficient.className ?? "", "\(coefficient.unscaled)", "\(coefficient.scaled)",
                ]
            }
        }
        return CSVText.line(header) + rows.map { CSVText.line($0.map(CSVText.field)) }.joined()
    }

    // MARK: - For people

    /// More lines would hide each other.
    private static let mostLines = 300

    /// The coefficients of scaled features over the penalty, the best trial's marked, the strongest ones named. A penalty of 0
    /// has no place on the axis.
    package var figure: Markup? {
        let shown = drawn.filter { $0.penalty > 0 }.reversed()
        guard shown.count > 1, let first = shown.first else { return nil }
        let curves = first.coefficients.indices.filter { first.coefficients[$0].feature != nil }.map { index in
            (
                coefficient: first.coefficients[index],
                points: shown.map { (x: $0.penalty, y: $0.coefficients[index].scaled) }
            )
        }.sorted { a, b in Self.size(a.points) > Self.size(b.points) }.prefix(Self.mostLines)
        let frame = PlotFrame(
            x: Axis(.logarithmic, covering: shown.map(\.penalty), rounded: false),
            y: Axis(.linear, covering: curves.flatMap(\.points).map(\.y) + [0]), xLabel: penaltyName)
        let named = curves.prefix(CurvePlot.toneCount)
        return element("figure", ["class": "plot"]) {
            element("figcaption") {
                element("h3") { "Coefficients over \(penaltyName), of scaled features" }
                element("ul", ["class": "legend"]) {
                    for (tone, curve) in named.enumerated() {
                        element("li", ["class": "tone-\(tone)"]) { Self.name(of: curve.coefficient) }
                    }
                }
            }
            PlotFrame.picture("coefficients of \(curves.count) features by \(penaltyName)") {
                frame.xMarks
                frame.yMarks
                for (index, curve) in curves.enumerated().reversed() {
                    let tone = index < named.count ? "tone-\(index)" : "others"
                    element("g") {
                        element("title") { Self.name(of: curve.coefficient) }
                        frame.line(curve.points, className: "curve \(tone)")
                    }
                }
            }
        }
    }

    private static func size(_ points: [(x: Double, y: Double)]) -> Double { points.map { abs($0.y) }.max() ?? 0 }

    private static func name(of coefficient: Coefficient) -> String {
        [coefficient.feature, coefficient.className.map { "(\($0))" }].compactMap { $0 }.joined(separator: " ")
    }

    /// For each penalty of the path how many features are left, beside the validation loss.
    public var lines: [String] {
        guard !drawn.isEmpty else { return [] }
        let rows = drawn.map { step in
            [
                step.result.values[keys.firstIndex(of: penaltyName) ?? 0], "\(step.featureCount)",
                step.result.validationLoss.map(Format.metric) ?? "diverged",
            ]
        }
        return TextTable.lines([[penaltyName, "coefficients", "validation loss"]] + rows)
    }
}
