public import Measures

extension Evaluation {
    /// The measures by name.
    public var measures: MeasuredValues {
        switch self {
        case .regression(let measures): measures.values
        case .classification(let measures): measures.values
        }
    }

    /// What a model that ignores the features comes to on the same rows: one that always says the targets' mean, or the
    /// class that most rows have, with each class's share as its probability.
    public var baseline: MeasuredValues {
        switch self {
        case .regression(let measures): measures.baseline
        case .classification(let measures): measures.baseline
        }
    }
}
