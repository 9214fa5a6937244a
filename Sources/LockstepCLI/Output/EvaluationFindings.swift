import Datasets
import Reports
import Training

/// What an evaluation found, for programs and for people.
struct EvaluationFindings {
    var members: [(key: String, value: JSONValue)] = []
    var lines: [String] = []

    /// Adds the evaluation of a set of rows, if there were any.
    mutating func add(_ evaluation: Evaluation?, _ classes: ClassLabels?, prefix: String) {
        guard let evaluation else { return }
        let named = evaluation.members(prefix: prefix)
        members += named
        let width = (named.map(\.key.count).max() ?? 0) + 1
        lines += named.map { key, value in
            let label = key.replacing("_", with: " ")
            return label + String(repeating: " ", count: max(max(16, width) - label.count, 1)) + value.compact
        }
        if case .classification(let measures) = evaluation, let classes {
            let report = ClassReport(measures, classes: classes)
            members += report.members(prefix: prefix)
            lines += report.lines
        }
    }
}
