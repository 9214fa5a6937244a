/// What a model has learned, as `explanation.json` has it: how much it relies on each column, and how its predictions follow
/// the most important ones.
struct ExplanationSection {
    private let explanation: JSONValue

    init(_ explanation: JSONValue) {
        self.explanation = explanation
    }

    private static let mostBars = 40
    private static let mostClasses = CurvePlot.toneCount

    var markup: Markup {
        .joined([standardErrors, importance, dependence].compactMap(\.self))
    }

    private var standardErrors: Markup? {
        guard let errors = explanation["standard_errors"], let rows = errors["coefficients"]?.elements,
            let level = errors["level"]?.double
        else { return nil }
        let statistic = errors["distribution"]?.string == "t" ? "t" : "z"
        let keys = ["coefficient", "standard_error", "statistic", "p", "low", "high"]
        return Page.section("Standard errors") {
            element("p") {
                "From the observed information of \(Format.count(errors["rows"]?.integer ?? 0, "training row")), at the "
                    + "optimum. Coefficients are in the units of the file."
            }
            Page.table(
                [
                    "", "coefficient", "standard error", statistic, "p", "\(Format.metric(100 * level)) % from", "to",
                ],
                rows.map { row in
                    [row["feature"]?.string ?? "bias"]
                        + keys.map { Format.metric(row[$0]?.double ?? .nan, digits: $0 == "p" ? 3 : 5) }
                })
        }
    }

    private var importance: Markup? {
        guard let importance = explanation["importance"], let columns = importance["columns"]?.elements else {
            return nil
        }
        let bars = columns.prefix(Self.mostBars).map { column in
            (
                name: column["column"]?.string ?? "", mean: column["mean"]?.double ?? .nan,
                deviation: column["deviation"]?.double ?? .nan
            )
        }
        let largest = bars.map { abs($0.mean) }.filter(\.isFinite).max() ?? 0
        let part =
            bars.count < columns.count ? " The \(bars.count) largest of \(Format.grouped(columns.count)) columns." : ""
        return Page.section("Importance of columns") {
            element("p") {
                "By how much \(importance["measure"]?.string ?? "") gets worse where a column is shuffled, on "
                    + "\(Format.count(importance["rows"]?.integer ?? 0, "\(importance["part"]?.string ?? "") row")): the mean "
                    + "and the standard deviation of \(importance["repeats"]?.integer ?? 0) times. Columns that tell the same "
                    + "can stand in for each other, and then each looks unimportant.\(part)"
            }
            element("table", ["class": "bars"]) {
                element("tbody") {
                    for bar in bars {
                        element("tr") {
                            element("th", ["scope": "row"]) { bar.name }
                            element("td") {
                                "\(Format.metric(bar.mean, digits: 3)) ± \(Format.metric(bar.deviation, digits: 2))"
                            }
                            element("td", ["class": "bar"]) { WeightFigures.bar(bar.mean, largest) }
                        }
                    }
                }
            }
        }
    }

    private var dependence: Markup? {
        guard let columns = explanation["dependence"]?.elements, !columns.isEmpty else { return nil }
        return Page.section("Partial dependence") {
            element("p") { "The mean prediction where all rows have the same value in one column." }
            element("div", ["class": "plots"]) {
                for column in columns { figure(column, reaching: ordinates(of: columns)) }
            }
            for column in columns { table(column) }
        }
    }

    /// All means, so that the plots have one axis, and a column that changes little looks so.
    private func ordinates(of columns: [JSONValue]) -> [Double] {
        columns.flatMap { $0["points"]?.elements ?? [] }.flatMap { point in
            outputs(of: [point]).compactMap { point[$0]?.double }
        }
    }

    /// The curves of a column of numbers.
    private func figure(_ column: JSONValue, reaching ordinates: [Double]) -> Markup {
        guard let points = column["points"]?.elements, !points.isEmpty,
            points.allSatisfy({ $0["value"]?.double != nil })
        else { return .joined([]) }
        let outputs = outputs(of: points)
        let name = column["column"]?.string ?? ""
        let title = outputs.count == 1 ? "\(Self.title(outputs[0])) by \(name)" : name
        return CurvePlot(
            title: title, xLabel: name,
            curves: outputs.enumerated().map { index, output in
                CurvePlot.Curve(
                    name: Self.title(output),
                    points: points.map { (x: $0["value"]?.double ?? .nan, y: $0[output]?.double ?? .nan) },
                    tone: index, isDotted: true)
            }, startsAtOrigin: false, alsoReaching: ordinates
        ).figure
    }

    /// The table of a column of names.
    private func table(_ column: JSONValue) -> Markup {
        guard let points = column["points"]?.elements, points.contains(where: { $0["value"]?.string != nil }) else {
            return .joined([])
        }
        let outputs = outputs(of: points)
        return Page.table(
            [column["column"]?.string ?? ""] + outputs.map(Self.title),
            points.map { point in
                [point["value"]?.string ?? ""] + outputs.map { Format.metric(point[$0]?.double ?? .nan, digits: 4) }
            })
    }

    /// The outputs to show: of two classes the second, which says all.
    private func outputs(of points: [JSONValue]) -> [String] {
        let keys = points[0].members?.map(\.key).filter { $0 != "value" } ?? []
        return Array((keys.count == 2 ? keys.suffix(1) : keys[...]).prefix(Self.mostClasses))
    }

    private static func title(_ output: String) -> String {
        output.hasPrefix("probability_") ? "P(\(output.dropFirst("probability_".count)))" : output
    }
}
