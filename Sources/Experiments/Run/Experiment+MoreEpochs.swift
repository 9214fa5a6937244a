import Optimizers
import Training

extension Experiment {
    /// Why a run of this experiment cannot be continued with more epochs; nil where it can, with the bits of a run that had as
    /// many from the beginning.
    var obstacleToMoreEpochs: String? {
        typealias Keys = Schema.Optimizer.Schedule
        let advice = "; \(Schema.Training.start.path) begins another run with this one's parameters"
        if configuration.fallsToItsEnd {
            return "\(Schema.Optimizer.learningRate.path) is auto, and falls to 0 at the run's end\(advice)"
        }
        guard configuration.has(Keys.section), configuration[Keys.kind].dependsOnLength else { return nil }
        return "\(Keys.kind.path) is \(configuration[Keys.kind]), whose rates depend on how many steps there are"
            + advice
    }

    /// Whether this is an experiment with more epochs than another, whose run has ended, and is to be continued.
    /// - Returns: false where it has as many epochs.
    /// - Throws: `ConfigurationError` where it has fewer, or differs otherwise, or where the schedule does not allow more.
    public func extends(_ earlier: Experiment) throws(ConfigurationError) -> Bool {
        let key = Schema.Training.epochs
        let (count, earlierCount) = (plan.epochCount, earlier.plan.epochCount)
        guard count != earlierCount else { return false }
        guard count > earlierCount else {
            throw configuration.error(
                at: key, found: "\(count)", expected: "at least the \(earlierCount) that the run has had")
        }
        if let obstacle = obstacleToMoreEpochs {
            throw configuration.error(at: key, found: "\(count)", expected: "\(earlierCount), as the run has had")
                .since(obstacle)
        }
        let others = Dictionary(earlier.decidingSettings.map { ($0.key, $0.value) }) { $1 }
        let settings = Dictionary(decidingSettings.map { ($0.key, $0.value) }) { $1 }
        for setting in decidingSettings + earlier.decidingSettings where setting.key != key.path {
            guard settings[setting.key] != others[setting.key] else { continue }
            throw ConfigurationError(
                at: configuration.location(of: key), path: setting.key, found: settings[setting.key] ?? "nothing",
                expected: others[setting.key] ?? "nothing"
            ).since("the run is to be continued with more epochs")
        }
        return true
    }
}
