/// Ends training when the validation loss has stopped improving (on this family of criteria:
/// Prechelt: Early Stopping, But When?, 1998).
public struct EarlyStopping: Hashable, Sendable {
    /// What a validation loss means for the run.
    public enum Verdict: Hashable, Sendable {
        /// The best loss so far.
        case improved
        /// No improvement, but not for long.
        case waiting
        /// No improvement for `patience` epochs in a row: stop.
        case stop
    }

    /// Epochs in a row without improvement after which training stops, at least 1.
    public let patience: Int
    /// How far below the best loss a loss must be to be an improvement, not negative.
    public let minimumImprovement: Double
    /// The lowest loss that was an improvement; infinite before the first.
    public private(set) var bestLoss: Double
    /// Epochs since the last improvement.
    public private(set) var epochsWithoutImprovement: Int

    /// Stopping after `patience` epochs in a row without improvement.
    /// - Parameters:
    ///   - patience: at least 1.
    ///   - minimumImprovement: by how much a loss must be lower than the best to count, not negative.
    ///   - bestLoss: that of a run to resume.
    ///   - epochsWithoutImprovement: those of a run to resume.
    public init(
        patience: Int, minimumImprovement: Double = 0, bestLoss: Double = .infinity, epochsWithoutImprovement: Int = 0
    ) {
        precondition(patience >= 1 && minimumImprovement >= 0, "stopping after \(patience) epochs")
        self.patience = patience
        self.minimumImprovement = minimumImprovement
        self.bestLoss = bestLoss
        self.epochsWithoutImprovement = epochsWithoutImprovement
    }

    /// Takes note of the validation loss of an epoch; one that is no number never improves.
    public mutating func observe(validationLoss: Double) -> Verdict {
        if validationLoss < bestLoss - minimumImprovement {
            bestLoss = validationLoss
            epochsWithoutImprovement = 0
            return .improved
        }
        epochsWithoutImprovement += 1
        return epochsWithoutImprovement < patience ? .waiting : .stop
    }
}
