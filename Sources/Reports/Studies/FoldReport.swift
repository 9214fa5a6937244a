import Measures
public import Studies
import Training

/// The table of a cross-validation as people and programs read it.
public struct FoldReport: Sendable {
    let table: FoldTable
    let name: String

    /// - Parameters:
    ///   - table: the folds' results.
    ///   - name: the experiment's name.
    public init(_ table: FoldTable, name: String) {
        self.table = table
        self.name = name
    }

    /// More folds than these are told by their least and their greatest.
    private static let shownFolds = 8

    /// A line for each measure: its mean, its deviation, and what it came to in each fold.
    public var lines: [String] { TextTable.lines([header] + cells, leftColumns: 1) }

    private var showsFolds: Bool { table.results.count <= Self.shownFolds }

    /// The headings of the columns.
    var header: [String] {
        ["measure", "mean", "deviation"]
            + (showsFolds ? table.results.map { "fold \($0.number)" } : ["least", "greatest"])
    }

    /// A row for each measure.
    var cells: [[String]] {
        table.lines.map { line in
            let numbers = line.values.compactMap(\.self)
            let values: [Double?] = showsFolds ? line.values : [numbers.min(), numbers.max()]
            return [line.measure.rawValue] + ([line.mean, line.deviation] + values).map(Self.text)
        }
    }

    private static func text(_ number: Double?) -> String { number.map { Format.metric($0, digits: 4) } ?? "-" }

    /// A fold on one line: the measures that people look at first.
    public static func line(_ result: FoldResult) -> String {
        let measures = [Measure.loss, .accuracy, .rocAUC, .deviance, .d2, .rmse, .r2].compactMap { measure in
            result.measures?[measure]?.number.map { "\(measure.rawValue) \(Format.metric($0, digits: 4))" }
        }
        return "fold \(result.number), \(Format.count(result.rowCount, "row")): "
            + (result.measures == nil ? "diverged" : measures.joined(separator: "  "))
    }

    /// The document of `folds.json`.
    public var json: JSONValue {
        func members(_ value: (FoldTable.Line) -> Double?) -> JSONValue {
            .object(table.lines.map { ($0.measure.rawValue, value($0).map { .number($0) } ?? .null) })
        }
        return .object([
            ("name", .string(name)), ("folds", .integer(table.results.count)),
            ("rows", .integer(table.results.reduce(0) { $0 + $1.rowCount })),
            ("mean", members(\.mean)), ("deviation", members(\.deviation)),
            ("digest", table.digest.map { .string("\($0)") } ?? .null),
            ("results", .array(table.results.map(\.json))),
        ])
    }

    /// A page that needs nothing from the network.
    public var page: String {
        Page.document(title: "\(name): \(Format.count(table.results.count, "fold"))") {
            element("header") {
                element("p", ["class": "kind"]) { "cross-validation" }
                element("h1") { name }
                element("p") {
                    "Each row is predicted by a model that has not seen it. The deviation is that of the folds, "
                        + "with one less than their number as divisor."
                }
            }
            Page.section("Measures") { Page.table(header, cells) }
            Page.section("Folds") {
                Page.table(
                    ["fold", "rows to train on", "rows of the fold", "training", "digest"],
                    table.results.map { result in
                        [
                            "\(result.number)", Format.grouped(result.trainingRowCount),
                            Format.grouped(result.rowCount),
                            Format.seconds(result.seconds),
                            result.digest.map { String($0.dropFirst("sha256:".count).prefix(12)) } ?? "diverged",
                        ]
                    })
            }
        }
    }
}
