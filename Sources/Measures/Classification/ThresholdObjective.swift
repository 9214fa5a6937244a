/// What a decision threshold is chosen for.
public enum ThresholdObjective: Hashable, Sendable {
    /// The highest F1 of the class.
    case f1
    /// The lowest cost: so much for each row that is wrongly said to be of the class, and so much for each that is wrongly
    /// said not to be, as much as they weigh; neither is negative.
    case cost(falsePositive: Double, falseNegative: Double)

    /// What is to be as high as possible.
    func gain(found: Double, mistaken: Double, positives: Double) -> Double {
        switch self {
        case .f1: 2 * found / (found + mistaken + positives)
        case .cost(let falsePositive, let falseNegative):
            -(falsePositive * mistaken + falseNegative * (positives - found))
        }
    }
}
