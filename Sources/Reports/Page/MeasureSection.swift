import Measures

/// The table of a run's final measures, a column for each part of the rows, and one for a model that ignores the features.
struct MeasureSection {
    private let run: RunRecord

    init(_ run: RunRecord) {
        self.run = run
    }

    private static let labelEntropy = "label_entropy"

    private static let rows: [(key: String, title: String)] =
        [("rows", "rows")] + Measure.allCases.map { ($0.rawValue, $0.title) }
        + [(labelEntropy, "entropy of the labels, nats")]

    private var parts: [String] { ["train", "validation", "test"].filter { run.result("\($0)_rows") != nil } }

    /// The part whose baseline is shown: the last one.
    private var baselinePart: String? {
        parts.last { part in Measure.allCases.contains { run.result("\(part)_baseline_\($0)") != nil } }
    }

    var markup: Markup {
        guard !parts.isEmpty else { return .joined([]) }
        return Page.section("Measures") {
            table
            if let baselinePart {
                element("p", ["class": "note"]) {
                    "Baseline: what a model that ignores the features comes to on the \(baselinePart) rows, one that always "
                        + "says the mean, or the commonest class with each class's share as its probability."
                }
            }
            if parts.contains(where: { run.result("\($0)_\(Self.labelEntropy)") != nil }) {
                element("p", ["class": "note"]) {
                    "The entropy of the labels is the log loss of that model. How far the log loss is below it is what the features tell."
                }
            }
            for part in parts { reasons(part) }
        }
    }

    private var table: Markup {
        let names = parts + (baselinePart == nil ? [] : ["baseline"])
        let prefixes = parts.map { "\($0)_" } + (baselinePart.map { ["\($0)_baseline_"] } ?? [])
        return Page.table(
            [""] + names,
            Self.rows.compactMap { key, title in
                let values = prefixes.map { run.result("\($0)\(key)") }
                guard values.contains(where: { $0 != nil }) else { return nil }
                return [title] + values.map { $0.map { Self.text($0, key) } ?? "–" }
            })
    }

    /// Why measures of a part are undefined.
    private func reasons(_ part: String) -> Markup {
        let reasons = run.summary?["\(part)_undefined"]?.members ?? []
        return .joined(
            reasons.map { key, reason in
                let title = Measure(rawValue: key)?.title ?? key
                return element("p", ["class": "note"]) {
                    "Of the \(part) rows, \(title) is undefined: \(reason.string ?? "")."
                }
            })
    }

    private static func text(_ value: Double, _ key: String) -> String {
        key == "rows" ? Format.grouped(Int(value)) : Format.metric(value, digits: 5)
    }
}
