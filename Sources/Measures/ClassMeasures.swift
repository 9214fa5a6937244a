/// How well one class is told from the others.
///
/// A ratio without a denominator is nil, which is `zero_division=np.nan` of scikit-learn.
public struct ClassMeasures: Hashable, Sendable {
    /// The number of rows that are of the class, true positives and false negatives: TP + FN.
    public let support: Int
    /// The number of rows that were said to be of the class, true positives and false positives: TP + FP.
    public let predictedCount: Int
    /// The number of rows that are both: TP.
    public let correctCount: Int

    /// TP / (TP + FP): how often the class is right where it is predicted; nil where it never is.
    public var precision: Double? { Self.ratio(correctCount, predictedCount) }

    /// TP / (TP + FN): how much of the class is found; nil where no row is of it.
    public var recall: Double? { Self.ratio(correctCount, support) }

    /// 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall where both are positive; nil where the class is
    /// neither present nor predicted.
    public var f1: Double? { Self.ratio(2 * correctCount, support + predictedCount) }

    private static func ratio(_ part: Int, _ whole: Int) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }
}
