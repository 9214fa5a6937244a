/// How well scores tell rows of a class from others: by thresholds from high to low, where rows of equal scores are told
/// together.
public struct ScoreRanking: Hashable, Sendable {
    static let noPositives = "no row is of the class"
    static let noNegatives = "all rows are of the class"

    /// Area under the receiver operating characteristic.
    public let rocAUC: MeasuredValue
    /// Σ (Rₙ − Rₙ₋₁) Pₙ.
    public let averagePrecision: MeasuredValue
    /// What each threshold comes to.
    public let curve: ThresholdCurve
    /// What the rows of the class weigh.
    public var positiveWeight: Double { curve.positiveWeight }

    /// Nothing but the reason.
    init(undefined reason: String) {
        rocAUC = .undefined(reason)
        averagePrecision = .undefined(reason)
        curve = ThresholdCurve(positiveWeight: 0, negativeWeight: 0)
    }

    /// Ranks rows.
    init(_ rows: SortedRows) {
        let (positives, negatives) = rows.weights
        var curve = ThresholdCurve(positiveWeight: positives, negativeWeight: negatives)
        var (area, precisions) = (0.0, 0.0)
        rows.forEachThreshold { threshold, positive, negative, found, mistaken in
            area += negative * (found - positive / 2)
            if positive > 0 { precisions += positive * (found / (found + mistaken)) }
            curve.append(threshold: threshold, found: found, mistaken: mistaken)
        }
        curve.end()
        self.curve = curve
        averagePrecision = MeasuredValue(precisions, of: positives, orElse: Self.noPositives)
        rocAUC =
            positives == 0
            ? .undefined(Self.noPositives) : MeasuredValue(area / positives, of: negatives, orElse: Self.noNegatives)
    }
}
