import Measures
import Vocabulary

extension Schema.Training {
    /// `training.decision_threshold` and what it costs to be wrong.
    public enum DecisionThreshold {
        static let keys = [kind.entry, falsePositiveCost.entry, falseNegativeCost.entry]

        /// What the threshold of the second of two classes is chosen for.
        public static let kind: Schema.Key<Kind> = .choice(
            "training.decision_threshold", default: .none,
            "chosen on validation rows, kept in the model: two classes")
        /// What a row costs that is wrongly said to be of the second class.
        public static let falsePositiveCost: Schema.Key<Double> = .number(
            "training.false_positive_cost", in: NumberRange(from: 0), default: 1,
            "of a row of the first class that is called the second"
        ).only(for: .cost, of: kind)
        /// What a row costs that is wrongly said to be of the first class.
        public static let falseNegativeCost: Schema.Key<Double> = .number(
            "training.false_negative_cost", in: NumberRange(from: 0), default: 1,
            "of a row of the second class that is called the first"
        ).only(for: .cost, of: kind)

        /// What a decision threshold is chosen for.
        public enum Kind: String, Choice {
            /// There is none: the most probable class is predicted.
            case none
            /// The highest F1.
            case f1
            /// The lowest cost.
            case cost
        }
    }
}

extension Measure: Choice {}

extension Configuration {
    /// What a decision threshold is chosen for; nil where the most probable class is predicted.
    var thresholdObjective: ThresholdObjective? {
        typealias Keys = Schema.Training.DecisionThreshold
        return switch self[Keys.kind] {
        case .none: nil
        case .f1: .f1
        case .cost:
            .cost(falsePositive: self[Keys.falsePositiveCost], falseNegative: self[Keys.falseNegativeCost])
        }
    }
}
