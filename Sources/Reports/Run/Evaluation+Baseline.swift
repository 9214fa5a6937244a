import Measures
public import Training

extension Evaluation {
    /// What the baseline is, in two words.
    public var baselineName: String {
        switch self {
        case .regression: "mean alone"
        case .classification: "largest class"
        }
    }

    /// What a model that ignores the features comes to, by the measures' names, each with a prefix and `baseline`.
    public func baselineMembers(prefix: String = "") -> [(key: String, value: JSONValue)] {
        baseline.entries.map { ("\(prefix)baseline_\($0.measure)", $0.value.json) }
    }
}
