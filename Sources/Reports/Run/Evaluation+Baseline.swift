import Measures
import Training

extension Evaluation {
    /// What a model that ignores the features comes to on the same rows: one that always says the targets' mean, or the
    /// class that most rows have, with each class's share as its probability.
    var baseline: [(key: String, value: Double)] {
        switch self {
        case .regression(let measures):
            [("mse", measures.targetVariance), ("rmse", measures.targetVariance.squareRoot()), ("r2", 0)]
        case .classification(let measures):
            [
                ("accuracy", measures.labelDistribution.probabilities.max() ?? 0),
                ("cross_entropy", measures.labelEntropy),
            ]
        }
    }

    /// What the baseline is, in two words.
    var baselineName: String {
        switch self {
        case .regression: "mean alone"
        case .classification: "largest class"
        }
    }
}
