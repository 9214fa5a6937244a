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
    /// Accuracy of a classification, R² of a regression, on the validation rows; nil where the training diverged.
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

    /// Whether it comes before another: the lower loss first, then the lower number, then fewer epochs. A training that
    /// diverged comes last.
    public func ranks(before other: TrialResult) -> Bool {
        let (loss, otherLoss) = (validationLoss ?? .infinity, other.validationLoss ?? .infinity)
        guard loss == otherLoss else { return loss < otherLoss }
        return (number, epochCount) < (other.number, other.epochCount)
    }
}
