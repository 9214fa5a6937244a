/// Measures of a classification for which its rows are sorted by their scores.
public struct ClassRankings: Hashable, Sendable {
    /// Area under the receiver operating characteristic of two classes, or the mean over one class against the rest.
    public let rocAUC: MeasuredValue
    /// For more than two classes likewise, weighted by the rows of each class.
    public let rocAUCWeighted: MeasuredValue?
    /// Average precision of two classes, or the mean over one class against the rest.
    public let averagePrecision: MeasuredValue
    /// What each decision threshold comes to, for two classes; nil for more.
    public let curve: ThresholdCurve?

    /// Nothing, since the rows were not all kept.
    init(undefined reason: String, classCount: Int) {
        rocAUC = .undefined(reason)
        averagePrecision = .undefined(reason)
        rocAUCWeighted = classCount > 2 ? .undefined(reason) : nil
        curve = nil
    }

    /// - Parameter rankings: that of the second of two classes, or one of each class against the rest.
    init(_ rankings: [ScoreRanking]) {
        guard rankings.count > 1 else {
            rocAUC = rankings[0].rocAUC
            averagePrecision = rankings[0].averagePrecision
            rocAUCWeighted = nil
            curve = rankings[0].curve
            return
        }
        let weights = rankings.map(\.positiveWeight)
        let areas = rankings.map(\.rocAUC)
        rocAUC = Self.mean(of: areas, weights: weights.map { _ in 1 })
        rocAUCWeighted = Self.mean(of: areas, weights: weights)
        averagePrecision = Self.mean(of: rankings.map(\.averagePrecision), weights: weights.map { _ in 1 })
        curve = nil
    }

    private static func mean(of values: [MeasuredValue], weights: [Double]) -> MeasuredValue {
        if values.contains(.undefined(ScoreRanking.noPositives)) { return .undefined("a class has no row") }
        var sum = 0.0
        for (value, weight) in zip(values, weights) {
            guard let number = value.number else { return value }
            sum += number * weight
        }
        return .number(sum / weights.reduce(0, +))
    }
}
