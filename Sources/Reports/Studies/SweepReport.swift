import Measures
public import Studies
public import Training

/// A sweep's table as people and programs read it.
public struct SweepReport: Sendable {
    private let table: SweepTable
    private let name: String
    private let test: Evaluation?
    private let path: PathReport?

    /// - Parameters:
    ///   - table: the trials' results.
    ///   - name: the experiment's name.
    ///   - test: how well the best trial's model predicts the test rows, where there are some.
    ///   - path: the coefficients over the penalty, where trials are on paths.
    public init(_ table: SweepTable, name: String, test: Evaluation?, path: PathReport? = nil) {
        self.path = path
        self.table = table
        self.name = name
        self.test = test
    }

    private static let shownCount = 20

    /// The best trials in columns, and notes on them.
    public var lines: [String] {
        let shown = table.results.prefix(Self.shownCount)
        let rows = [columns] + shown.enumerated().map { cells(rank: $0 + 1, $1) }
        var lines = TextTable.lines(rows)
        let rest = table.results.count - shown.count
        if rest > 0 { lines.append("and \(Format.count(rest, "trial")) more") }
        if let test { lines.append("test            \(test.line)") }
        return lines
    }

    /// The columns' headings.
    var columns: [String] {
        ["rank", "trial"] + table.keys + ["epochs", "validation loss", table.score.rawValue, "time"]
    }

    /// A trial's line.
    func cells(rank: Int, _ result: TrialResult) -> [String] {
        ["\(rank)", "\(result.number)"] + result.values + [
            "\(result.epochCount)", result.validationLoss.map(Format.metric) ?? "diverged",
            result.score.map(Format.metric) ?? "-", Format.seconds(result.seconds),
        ]
    }

    /// What is ranked by, in words.
    private var metricName: String { table.metric == .loss ? "validation loss" : "validation \(table.metric)" }

    /// The best value of the metric so far, by the number of the trial; nil where fewer than two trials have come to one.
    public var chart: LineChart? {
        let results = table.results.sorted { $0.number < $1.number }
        let metric = table.metric
        var best: Double?
        let points = results.compactMap { result in
            result.value(of: metric).map { value in
                let bestNow = best.map { metric.isBetter(value, than: $0) ? value : $0 } ?? value
                best = bestNow
                return (x: Double(result.number), y: bestNow)
            }
        }
        guard points.count > 1 else { return nil }
        let step = max(results.count / 5, 1)
        return LineChart(
            title: "Best so far", xLabel: "trial", yLabel: metricName,
            xTicks: stride(from: step, through: results.count, by: step).map { Double($0) },
            series: [.init(name: "best \(metricName)", points: points, style: .measured)])
    }

    /// The document of `sweep.json`.
    public var json: JSONValue {
        let trials = table.results.enumerated().map { index, result in
            JSONValue.object(
                [("rank", .integer(index + 1))] + result.members(keys: table.keys, score: table.score))
        }
        return .object(
            [
                ("name", .string(name)), ("keys", .array(table.keys.map { .string($0) })),
                ("best_trial", table.best.map { .integer($0.number) } ?? .null),
                ("validation_loss", table.best?.validationLoss.map { .number($0) } ?? .null),
            ] + (test?.members(prefix: "test_") ?? []) + [("trials", .array(trials))])
    }

    /// A page that needs nothing from the network: the trials as lines over parallel axes, and the table.
    public var page: String {
        let heading = escaped("\(name): \(Format.count(table.results.count, "trial"))")
        let rows = table.results.enumerated().map { index, result in
            "<tr>\(cells(rank: index + 1, result).map { "<td>\(escaped($0))</td>" }.joined())</tr>"
        }
        let testLine = test.map { "<p>Test rows, by the best trial's model: \(escaped($0.line))</p>" } ?? ""
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(heading)</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <h1>\(heading)</h1>
            <p>Each line is a trial; the best by its \(metricName) is the strong one. Dashed lines diverged.</p>
            <div class="wide">\(ParallelCoordinates(table).svg)</div>
            \(testLine)
            \(path?.figure?.text ?? "")
            <div class="wide"><table>
            <thead><tr>\(columns.map { "<th>\(escaped($0))</th>" }.joined())</tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table></div>
            </body>
            </html>

            """
    }

    private static let style = """
        :root { color-scheme: light dark; --ink: #1f2328; --quiet: #6b7280; --grid: #d0d4da; --paper: #ffffff;
                --line: #2f7dd1; --best: #c2410c }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6e8eb; --quiet: #9aa3ad; --grid: #3a424c; --paper: #15181c; --line: #6cb0f5; --best: #ff9d5c }
        }
        body { margin: 0 auto; padding: 1rem; max-width: 70rem; background: var(--paper); color: var(--ink);
               font: 16px/1.5 system-ui, sans-serif }
        h1 { font-size: 1.4rem } p { color: var(--quiet) }
        .wide { overflow-x: auto }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap }
        th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid var(--grid) }
        svg text { fill: var(--ink); font-size: 13px; stroke: var(--paper); stroke-width: 4px; paint-order: stroke } 
        svg .tick { fill: var(--quiet); font-size: 12px }
        svg .axis { stroke: var(--grid); stroke-width: 1.5 }
        svg .trial { fill: none; stroke: var(--line); stroke-width: 1.8 }
        svg .best { stroke: var(--best); stroke-width: 3.5 }
        svg .diverged { stroke: var(--quiet); stroke-dasharray: 5 5 }
        svg .trial:hover { stroke-width: 5; opacity: 1 }
        .plot { margin: 1rem 0; max-width: 52rem } .plot h3 { font-size: 1rem; margin: 0 }
        .plot svg { width: 100%; height: auto } .plot svg text { font-size: 9px; stroke-width: 2px }
        .plot .grid { stroke: var(--grid); fill: none; stroke-width: .7 }
        .legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .3rem 0; padding: 0; list-style: none }
        .legend li::before { content: ""; display: inline-block; width: 1.1em; border-top: 3px solid var(--tone);
               margin-right: .4em; vertical-align: middle }
        .curve { fill: none; stroke: var(--tone); stroke-width: 1.4; stroke-linejoin: round }
        .curve.others { --tone: var(--grid); stroke-width: .8 }
        .tone-0 { --tone: #2f7dd1 } .tone-1 { --tone: #c2410c } .tone-2 { --tone: #2f9e6e } .tone-3 { --tone: #9b5fd0 }
        .tone-4 { --tone: #c43d6b } .tone-5 { --tone: #1d9aa8 } .tone-6 { --tone: #a58a1c } .tone-7 { --tone: #7d8794 }
        """
}
