public import Measures

/// What a trial of a sweep came to.
public struct TrialResult: Sendable, Equatable {
    /// The trial's number, from 1.
    public let number: Int
    /// For each searched key the value, as the configuration writes it.
    public let values: [String]
    /// The epochs that it was trained for at most.
    public let epochCount: Int
    /// The loss on the validation rows; nil where the training diverged.
    public let validationLoss: Double?
    /// What the sweep's measure came to on the validation rows; nil where the training diverged or it is undefined.
    public let score: Double?
    /// Seconds of training.
    public let seconds: Double
    /// The digest of the parameters; nil where the training diverged.
    public let digest: String?

    /// Collects a result.
    public init(
        number: Int, values: [String], epochCount: Int, validationLoss: Double?, score: Double?, seconds: Double,
        digest: String?
    ) {
        self.number = number
        self.values = values
        self.epochCount = epochCount
        self.validationLoss = validationLoss
        self.score = score
        self.seconds = seconds
        self.digest = digest
    }

    /// What a measure came to: the loss, or the score; nil where there is none.
    public func value(of metric: Measure) -> Double? { metric == .loss ? validationLoss : score }

    /// Whether it comes before another by a measure: the better value first, then the lower number, then fewer epochs. A
    /// training without a value comes last.
    public func ranks(before other: TrialResult, by metric: Measure) -> Bool {
        switch (value(of: metric), other.value(of: metric)) {
        case (let value?, let otherValue?) where value != otherValue: metric.isBetter(value, than: otherValue)
        case (_?, nil): true
        case (nil, _?): false
        default: (number, epochCount) < (other.number, other.epochCount)
        }
    }
}
