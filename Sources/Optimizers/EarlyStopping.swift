public import Measures

/// Ends training when a measure of the validation rows has stopped improving (on this family of criteria:
/// Prechelt: Early Stopping, But When?, 1998).
public struct EarlyStopping: Hashable, Sendable {
    /// What a value of the measure means for the run.
    public enum Verdict: Hashable, Sendable {
        /// The best value so far.
        case improved
        /// No improvement, but not for long.
        case waiting
        /// No improvement for `patience` epochs in a row: stop.
        case stop
    }

    /// What is watched.
    public let metric: Measure
    /// Epochs in a row without improvement after which training stops, at least 1.
    public let patience: Int
    /// How much better than the best value one must be to be an improvement, not negative.
    public let minimumImprovement: Double
    /// The best value that was an improvement; infinitely bad before the first.
    public private(set) var best: Double
    /// Epochs since the last improvement.
    public private(set) var epochsWithoutImprovement: Int

    /// Stopping after `patience` epochs in a row without improvement.
    /// - Parameters:
    ///   - metric: what is watched.
    ///   - patience: at least 1.
    ///   - minimumImprovement: by how much a value must be better than the best to count, not negative.
    ///   - best: that of a run to resume; nil at the start.
    ///   - epochsWithoutImprovement: those of a run to resume.
    public init(
        metric: Measure = .loss, patience: Int, minimumImprovement: Double = 0, best: Double? = nil,
        epochsWithoutImprovement: Int = 0
    ) {
        precondition(patience >= 1 && minimumImprovement >= 0, "stopping after \(patience) epochs")
        self.metric = metric
        self.patience = patience
        self.minimumImprovement = minimumImprovement
        self.best = best ?? (metric.isBetterWhenHigher ? -.infinity : .infinity)
        self.epochsWithoutImprovement = epochsWithoutImprovement
    }

    /// Takes note of the value of an epoch; one that is no number never improves.
    public mutating func observe(_ value: Double) -> Verdict {
        let threshold = metric.isBetterWhenHigher ? best + minimumImprovement : best - minimumImprovement
        if metric.isBetter(value, than: threshold) {
            best = value
            epochsWithoutImprovement = 0
            return .improved
        }
        epochsWithoutImprovement += 1
        return epochsWithoutImprovement < patience ? .waiting : .stop
    }
}
