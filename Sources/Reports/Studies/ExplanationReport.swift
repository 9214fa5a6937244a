import Datasets
import Files
import Measures
import Models
public import Studies
public import Training

/// An explanation as people and programs read it.
public struct ExplanationReport: Sendable {
    private let explanation: Explanation
    private let model: TrainedModel

    /// - Parameters:
    ///   - explanation: what a model has learned.
    ///   - model: the model.
    public init(_ explanation: Explanation, of model: TrainedModel) {
        self.explanation = explanation
        self.model = model
    }

    // MARK: - For programs

    /// The whole explanation.
    public var json: JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("model", .string(model.architecture.kind.rawValue)), ("target", .string(model.targetName)),
        ]
        if let coefficients = explanation.coefficients {
            members.append(("coefficients", .array(coefficients.map(\.json))))
        }
        switch explanation.inference {
        case .success(let inference): members.append(("standard_errors", json(inference)))
        case .failure(let refusal):
            members.append(("standard_errors", .object([("undefined", .string(refusal.sentence))])))
        }
        if let importance = explanation.importance {
            members.append(("importance", json(importance)))
            members.append(("dependence", .array(explanation.dependence.map(json))))
        }
        members.append(("digest", .string(model.digest.description)))
        return .object(members)
    }

    /// The bias has no name: `null`.
    private func name(_ feature: String?) -> JSONValue { feature.map { .string($0) } ?? .null }

    private func json(_ inference: CoefficientInference) -> JSONValue {
        let freedom = inference.distribution.degreesOfFreedom
        return .object([
            ("distribution", .string(freedom.isFinite ? "t" : "normal")),
            ("degrees_of_freedom", freedom.isFinite ? .number(freedom) : .null), ("rows", .integer(inference.rowCount)),
            ("level", .number(inference.level)), ("distance", .number(inference.distance)),
            ("references", .array(inference.references.map { .string($0) })),
            (
                "coefficients",
                .array(
                    inference.rows.map { row in
                        .object([
                            ("feature", name(row.feature)), ("coefficient", .number(row.estimate)),
                            ("standard_error", .number(row.standardError)), ("statistic", .number(row.statistic)),
                            ("p", .number(row.probability)), ("low", .number(row.interval.lowerBound)),
                            ("high", .number(row.interval.upperBound)),
                        ])
                    })
            ),
        ])
    }

    private func json(_ importance: PermutationImportance) -> JSONValue {
        .object([
            ("measure", .string(importance.measure.rawValue)), ("value", .number(importance.baseline)),
            ("rows", .integer(importance.rowCount)), ("part", .string(part)),
            ("repeats", .integer(explanation.repeatCount)),
            (
                "columns",
                .array(
                    importance.columns.map {
                        .object([
                            ("column", .string($0.group.name)), ("mean", .number($0.mean)),
                            ("deviation", .number($0.deviation)),
                        ])
                    })
            ),
        ])
    }

    private func json(_ dependence: PartialDependence) -> JSONValue {
        .object([
            ("column", .string(dependence.group.name)),
            (
                "points",
                .array(
                    dependence.points.map { point in
                        .object(
                            [("value", json(point.value))]
                                + zip(outputs, point.means).map { ($0, JSONValue.number($1)) })
                    })
            ),
        ])
    }

    private func json(_ value: PartialDependence.Value) -> JSONValue {
        switch value {
        case .number(let number): .number(number)
        case .name(let name): .string(name)
        }
    }

    /// The names of what is predicted: `prediction`, or `probability_` and a class.
    private var outputs: [String] { model.classes?.names.map { "probability_\($0)" } ?? ["prediction"] }

    private var part: String { (explanation.part ?? .training).name }

    /// The names of the files of `tables`, those that an explanation lacks included.
    static let tableNames = ["coefficients.csv", "standard-errors.csv", "importance.csv", "dependence.csv"]

    /// The tables of the explanation as CSV files, by name.
    public var tables: [(name: String, text: String)] {
        var tables: [(name: String, text: String)] = []
        if let coefficients = explanation.coefficients {
            let rows = coefficients.map { coefficient in
                [coefficient.feature ?? "(bias)", coefficient.className ?? ""]
                    + ["\(coefficient.unscaled)", "\(coefficient.scaled)"]
            }
            tables.append(("coefficients.csv", Self.csv(["feature", "class", "coefficient", "scaled"], rows)))
        }
        if case .success(let inference) = explanation.inference {
            let rows = inference.rows.map { row in
                [row.feature ?? "(bias)"]
                    + [
                        row.estimate, row.standardError, row.statistic, row.probability, row.interval.lowerBound,
                        row.interval.upperBound,
                    ].map { "\($0)" }
            }
            let header = ["feature", "coefficient", "standard_error", "statistic", "p", "low", "high"]
            tables.append(("standard-errors.csv", Self.csv(header, rows)))
        }
        if let importance = explanation.importance {
            let rows = importance.columns.map { [$0.group.name, "\($0.mean)", "\($0.deviation)"] }
            tables.append(("importance.csv", Self.csv(["column", "mean", "deviation"], rows)))
            let points = explanation.dependence.flatMap { dependence in
                dependence.points.map { point in
                    [dependence.group.name, text(point.value)] + point.means.map { "\($0)" }
                }
            }
            tables.append(("dependence.csv", Self.csv(["column", "value"] + outputs, points)))
        }
        return tables
    }

    private func text(_ value: PartialDependence.Value) -> String {
        switch value {
        case .number(let number): "\(number)"
        case .name(let name): name
        }
    }

    private static func csv(_ header: [String], _ rows: [[String]]) -> String {
        ([header] + rows).map { CSVText.line($0.map(CSVText.field)) }.joined()
    }

    // MARK: - For people

    private static let mostLines = 20

    /// Tables and notes.
    public var lines: [String] {
        coefficientLines + inferenceLines + importanceLines + dependenceLines
    }

    private var coefficientLines: [String] {
        guard let coefficients = explanation.coefficients else { return [] }
        let hasClasses = Set(coefficients.compactMap(\.className)).count > 1
        let sorted = coefficients.filter { $0.feature != nil }.sorted { abs($0.scaled) > abs($1.scaled) }
        let shown = sorted.prefix(Self.mostLines) + coefficients.filter { $0.feature == nil }
        let header = ["feature"] + (hasClasses ? ["class"] : []) + ["coefficient", "scaled"]
        let rows = shown.map { coefficient in
            [OneLine.shortened(coefficient.feature ?? "(bias)")]
                + (hasClasses ? [OneLine.shortened(coefficient.className ?? "")] : [])
                + [coefficient.unscaled, coefficient.scaled].map { Format.metric($0) }
        }
        let what =
            if hasClasses {
                "of each class's score"
            } else if let name = coefficients.first?.className {
                "of the log-odds of \(OneLine.shortened(name))"
            } else {
                "of \(OneLine.shortened(model.targetName))"
            }
        return ["coefficients \(what), strongest first; scaled: for scaled features"]
            + Self.indented(TextTable.lines([header] + rows, leftColumns: hasClasses ? 2 : 1))
            + Self.rest(sorted.count - Self.mostLines, "coefficient")
    }

    private var inferenceLines: [String] {
        switch explanation.inference {
        case .failure(.otherModel) where explanation.coefficients == nil: return []
        case .failure(let refusal): return ["no standard errors: \(refusal.sentence)"]
        case .success(let inference):
            let statistic = inference.distribution.degreesOfFreedom.isFinite ? "t" : "z"
            let percent = Format.metric(100 * inference.level)
            let rows = inference.rows.prefix(Self.mostLines + 1).map { row in
                [
                    OneLine.shortened(row.feature ?? "(bias)"), Format.metric(row.estimate),
                    Format.metric(row.standardError, digits: 4), Format.metric(row.statistic, digits: 4),
                    Format.metric(row.probability, digits: 3), Format.metric(row.interval.lowerBound),
                    Format.metric(row.interval.upperBound),
                ]
            }
            let header = ["feature", "coefficient", "standard error", statistic, "p", "\(percent) % from", "to"]
            let heading =
                "standard errors from the observed information of \(Format.count(inference.rowCount, "row")), at the optimum; "
                + "the model is within \(Format.threeSignificant(inference.distance)) of them"
            return [heading] + Self.indented(TextTable.lines([header] + rows, leftColumns: 1))
                + Self.rest(inference.rows.count - Self.mostLines - 1, "coefficient")
                + (inference.references.isEmpty
                    ? []
                    : ["  compared with \(OneLine.list(inference.references, limit: 20))"])
        }
    }

    private var importanceLines: [String] {
        guard let importance = explanation.importance else {
            guard explanation.part != nil else { return [] }
            return [
                "no importance: there are more than \(Format.grouped(Explanation.mostColumns)) columns; name some with --columns"
            ]
        }
        let rows = importance.columns.prefix(Self.mostLines).map {
            [
                OneLine.shortened($0.group.name), Format.metric($0.mean, digits: 4),
                Format.metric($0.deviation, digits: 3),
            ]
        }
        let heading =
            "importance: by how much \(importance.measure.rawValue) of \(Format.metric(importance.baseline, digits: 4)) gets "
            + "worse where a column is shuffled, on \(Format.count(importance.rowCount, "\(part) row")), mean and deviation of "
            + "\(explanation.repeatCount)"
        return [heading] + Self.indented(TextTable.lines(rows, leftColumns: 1))
            + Self.rest(importance.columns.count - Self.mostLines, "column")
            + (explanation.part == .training
                ? ["  on rows that the model was trained on, since none were held out"] : [])
    }

    /// From where to where predictions go.
    private var dependenceLines: [String] {
        guard !explanation.dependence.isEmpty else { return [] }
        let rows = explanation.dependence.map { dependence -> [String] in
            // Of two classes the second one says all; of more, the first that changes most.
            let output = outputs.indices.dropFirst(outputs.count == 2 ? 1 : 0).max { a, b in
                Self.spread(dependence, a) < Self.spread(dependence, b)
            }!
            let lowest = dependence.points.min { $0.means[output] < $1.means[output] }!
            let highest = dependence.points.max { $0.means[output] < $1.means[output] }!
            return [
                OneLine.shortened(dependence.group.name), outputs[output],
                "\(Format.metric(lowest.means[output], digits: 4)) at \(shortText(lowest.value))",
                "to \(Format.metric(highest.means[output], digits: 4)) at \(shortText(highest.value))",
            ]
        }
        return ["partial dependence: the mean prediction where all rows have one value"]
            + Self.indented(TextTable.lines(rows, leftColumns: 4))
    }

    private func shortText(_ value: PartialDependence.Value) -> String {
        switch value {
        case .number(let number): Format.metric(number, digits: 4)
        case .name(let name): OneLine.shortened(name)
        }
    }

    private static func spread(_ dependence: PartialDependence, _ output: Int) -> Double {
        let means = dependence.points.map { $0.means[output] }
        return (means.max() ?? 0) - (means.min() ?? 0)
    }

    private static func indented(_ lines: [String]) -> [String] { lines.map { "  " + $0 } }

    private static func rest(_ count: Int, _ noun: String) -> [String] {
        count > 0 ? ["  and \(Format.count(count, noun)) more"] : []
    }
}
