import Measures
public import Studies

/// Models beside a first one, as people and programs read it.
public struct ComparisonReport: Sendable {
    /// The name of the first model.
    let first: String
    /// The other models, each with how it differs.
    let others: [(name: String, bootstrap: PairedBootstrap)]

    /// - Parameters:
    ///   - first: the name of the model that others are compared with.
    ///   - others: the others' names, at least one, and how they differ from it.
    public init(first: String, others: [(name: String, bootstrap: PairedBootstrap)]) {
        self.first = first
        self.others = others
    }

    private var plan: PairedBootstrap.Plan { others[0].bootstrap.plan }
    private var confidence: String { "\(Format.metric(100 * plan.confidence, digits: 4)) % interval" }
    private var header: [String] { ["measure", "first", "second", "difference", confidence, "better"] }

    private func cells(_ bootstrap: PairedBootstrap) -> [[String]] {
        bootstrap.differences.map { difference in
            let numbers = [difference.first, difference.second, difference.difference]
            let interval = difference.interval.map {
                "\(Format.metric($0.lowerBound, digits: 4)) to \(Format.metric($0.upperBound, digits: 4))"
            }
            return [difference.measure.rawValue] + numbers.map { Format.metric($0, digits: 5) }
                + [interval ?? "-", difference.isSecondBetter.map { $0 ? "second" : "first" } ?? ""]
        }
    }

    private var method: String {
        "\(Format.count(plan.resampleCount, "resample")) of \(Format.count(others[0].bootstrap.rowCount, "row")), "
            + "the same for both models, drawn by seed \(plan.seed)"
    }

    /// A table for each of the others.
    public var lines: [String] {
        others.flatMap { other in
            ["first   \(first)", "second  \(other.name)"]
                + TextTable.lines([header] + cells(other.bootstrap), leftColumns: 1).map { line in
                    String(line.reversed().drop { $0 == " " }.reversed())
                }
        } + [method]
    }

    /// One object.
    public var json: JSONValue {
        .object([
            ("first", .string(first)), ("rows", .integer(others[0].bootstrap.rowCount)),
            ("resamples", .integer(plan.resampleCount)), ("confidence", .number(plan.confidence)),
            ("seed", .integer(Int(plan.seed))),
            (
                "others",
                .array(
                    others.map { other in
                        .object([
                            ("second", .string(other.name)),
                            (
                                "measures",
                                .object(other.bootstrap.differences.map { ($0.measure.rawValue, Self.json($0)) })
                            ),
                        ])
                    })
            ),
        ])
    }

    private static func json(_ difference: MeasureDifference) -> JSONValue {
        .object([
            ("first", .number(difference.first)), ("second", .number(difference.second)),
            ("difference", .number(difference.difference)),
            ("low", difference.interval.map { .number($0.lowerBound) } ?? .null),
            ("high", difference.interval.map { .number($0.upperBound) } ?? .null),
            ("second_is_better", difference.isSecondBetter.map { .bool($0) } ?? .null),
        ])
    }

    /// A page that needs nothing from the network.
    public var page: String {
        Page.document(title: "\(others.count + 1) models on the same rows") {
            element("header") {
                element("p", ["class": "kind"]) { "comparison" }
                element("h1") { "\(others.count + 1) models on the same rows" }
                element("p") {
                    "The difference is that of the second model less the first. Its interval is from \(method) "
                        + "(Efron and Tibshirani 1993). Where it holds 0, chance may explain the difference."
                }
            }
            for other in others {
                Page.section("\(first) and \(other.name)") { Page.table(header, cells(other.bootstrap)) }
            }
        }
    }
}
