import Datasets
import Measures
import Reports
import Training

/// What an evaluation found, for programs and for people.
struct EvaluationFindings {
    var members: [(key: String, value: JSONValue)] = []
    var lines: [String] = []

    /// Adds the evaluation of a set of rows, if there were any.
    mutating func add(_ evaluation: Evaluation?, _ classes: ClassLabels?, prefix: String) {
        guard let evaluation else { return }
        members += evaluation.members(prefix: prefix) + evaluation.baselineMembers(prefix: prefix)
        lines += table(of: evaluation, prefix)
        if case .classification(let measures) = evaluation, let classes {
            let report = ClassReport(measures, classes: classes)
            members += report.members(prefix: prefix)
            lines += report.lines
        }
    }

    /// A line for each measure: its name, its value, and what a model that ignores the features comes to.
    private func table(of evaluation: Evaluation, _ prefix: String) -> [String] {
        let baseline = evaluation.baseline
        var rows = [["\(prefix)rows", "\(evaluation.rowCount)", evaluation.baselineName]]
        rows += evaluation.measures.entries.map { measure, value in
            [
                "\(prefix)\(measure)", value.reason.map { "undefined: \($0)" } ?? Self.text(value.number),
                baseline[measure]?.number.map { Self.text($0) } ?? "",
            ]
        }
        let widths = (0...1).map { column in
            rows.map { $0[column].hasPrefix("undefined") ? 0 : $0[column].count }.max() ?? 0
        }
        var lines = rows.map { row in
            let cells = row.indices.map { column in
                column == 2
                    ? row[2] : row[column] + String(repeating: " ", count: max(widths[column] - row[column].count, 0))
            }
            return cells.joined(separator: "  ").trimmingSpaces
        }
        if case .classification(let measures) = evaluation {
            let name = "\(prefix)label_entropy"
            lines.append(
                name + String(repeating: " ", count: max(widths[0] - name.count, 0)) + "  \(measures.labelEntropy)")
            lines.append("  (the log_loss of a model that knows how frequent each class is, and nothing else)")
        }
        return lines
    }

    private static func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "-" }
}

extension String {
    /// Without blanks at the end.
    fileprivate var trimmingSpaces: String { String(reversed().drop { $0 == " " }.reversed()) }
}
