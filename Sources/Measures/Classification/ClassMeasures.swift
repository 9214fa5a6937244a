/// How well one class is distinguished from the others.
///
/// A ratio without a denominator is nil, which is `zero_division=np.nan` of scikit-learn.
public struct ClassMeasures: Hashable, Sendable {
    /// The number of rows that are of the class, true positives and false negatives: TP + FN.
    public let support: Int
    /// The number of rows that were said to be of the class, true positives and false positives: TP + FP.
    public let predictedCount: Int
    /// The number of rows that are both: TP.
    public let correctCount: Int
    /// What the rows of `support` weigh: their number, where rows have no weights.
    public let supportWeight: Double
    /// What the rows of `predictedCount` weigh.
    public let predictedWeight: Double
    /// What the rows of `correctCount` weigh.
    public let correctWeight: Double

    /// TP / (TP + FP): how often the class is right where it is predicted; nil where it never is. Like the ratios below, of
    /// weights.
    public var precision: Double? { Self.ratio(correctWeight, predictedWeight) }

    /// TP / (TP + FN): how much of the class is found; nil where no row is of it.
    public var recall: Double? { Self.ratio(correctWeight, supportWeight) }

    /// 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall where both are positive; nil where the class is
    /// neither present nor predicted.
    public var f1: Double? { Self.ratio(2 * correctWeight, supportWeight + predictedWeight) }

    private static func ratio(_ part: Double, _ whole: Double) -> Double? {
        whole > 0 ? part / whole : nil
    }
}
