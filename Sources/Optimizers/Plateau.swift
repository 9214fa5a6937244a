public import Measures

/// Cuts the learning rate when a measure, seen at the end of each epoch, has stopped improving (PyTorch's
/// `ReduceLROnPlateau`, with a relative threshold).
public struct Plateau: Hashable, Sendable {
    /// What is watched: a measure of the validation rows; the loss of the training rows where there are none.
    public let metric: Measure
    /// What a cut multiplies the learning rate with, above 0 and below 1.
    public let factor: Double
    /// Epochs in a row that may pass without an improvement; the next one brings a cut.
    public let patience: Int
    /// By what share of the best value, in 0 ..< 1, a value must be better to be an improvement.
    public let threshold: Double
    /// Epochs after a cut that do not count.
    public let cooldown: Int
    /// The least share of the learning rate, in 0 ... 1.
    public let finalFactor: Double
    /// What has been seen so far.
    public var state: State

    /// What a plateau has seen so far.
    public struct State: Hashable, Sendable {
        /// The share of the learning rate that is left.
        public var share = 1.0
        /// The best value that was an improvement; infinitely bad before the first.
        public var best: Double
        /// Epochs since the last improvement or cut.
        public var epochsWithoutImprovement = 0
        /// Epochs that are yet to come and do not count.
        public var epochsOfCooldown = 0

        fileprivate init(best: Double) { self.best = best }
    }

    /// A plateau that has seen nothing yet, whose numbers are in the ranges that they allow.
    /// - Parameters:
    ///   - metric: what is watched.
    ///   - factor: what a cut multiplies the learning rate with.
    ///   - patience: epochs in a row without an improvement that bring no cut, at least 0.
    ///   - threshold: by what share of the best value a value must be better to be an improvement.
    ///   - cooldown: epochs after a cut that do not count, at least 0.
    ///   - finalFactor: the least share of the learning rate.
    public init(
        metric: Measure = .loss, factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4,
        cooldown: Int = 0, finalFactor: Double = 0
    ) {
        precondition(
            factor > 0 && factor < 1 && patience >= 0 && (0..<1).contains(threshold) && cooldown >= 0
                && (0...1).contains(finalFactor), "a plateau's number out of its range")
        self.metric = metric
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.cooldown = cooldown
        self.finalFactor = finalFactor
        state = State(best: metric.isBetterWhenHigher ? -.infinity : .infinity)
    }

    /// Takes note of the value of an epoch; one that is no number never improves.
    public mutating func observe(_ value: Double) {
        let share = metric.isBetterWhenHigher ? 1 + threshold : 1 - threshold
        if metric.isBetter(value, than: state.best * share) {
            state.best = value
            state.epochsWithoutImprovement = 0
        } else {
            state.epochsWithoutImprovement += 1
        }
        if state.epochsOfCooldown > 0 {
            state.epochsOfCooldown -= 1
            state.epochsWithoutImprovement = 0
        }
        guard state.epochsWithoutImprovement > patience else { return }
        state.share = max(state.share * factor, finalFactor)
        state.epochsOfCooldown = cooldown
        state.epochsWithoutImprovement = 0
    }
}

extension Plateau.State {
    /// All numbers in a fixed order, as text that reads back to the same bits.
    package var text: String { "\(share) \(best) \(epochsWithoutImprovement) \(epochsOfCooldown)" }

    /// Reads `text`; nil where it is not such a text.
    package init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 4, let share = Double(words[0]), (0...1).contains(share), let best = Double(words[1]),
            let epochs = Int(words[2]), let cooldown = Int(words[3]), epochs >= 0, cooldown >= 0
        else { return nil }
        self.init(best: best)
        self.share = share
        epochsWithoutImprovement = epochs
        epochsOfCooldown = cooldown
    }
}
