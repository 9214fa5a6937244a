import Datasets
public import Models
import Optimizers
public import Training

/// The experiment half of a configuration: together with the data, it decides every bit of the result.
public struct Experiment: Sendable {
    /// The resolved configuration: with all defaults, and with `training.shards` as a number.
    public let configuration: Configuration
    /// Epochs, batch size, shards, seed, order of rows and early stopping.
    public let plan: TrainingPlan
    /// The kind of model.
    public let architecture: Architecture

    /// Reads the experiment from a configuration.
    public init(_ configuration: Configuration) {
        var resolved = configuration
        let batchSize = configuration[Schema.Training.batchSize]
        let shardCount =
            switch configuration[Schema.Training.shards] {
            // A solver's steps take all rows, which are enough for as many shards as there may be.
            case .auto: Minibatches.automaticShardCount(batchSize: configuration.solver == nil ? batchSize : .max)
            case .count(let count): count
            }
        resolved[Schema.Training.shards] = .count(shardCount)
        self.configuration = resolved
        self.architecture = configuration.architecture
        self.plan = TrainingPlan(
            epochCount: configuration[Schema.Training.epochs], batchSize: batchSize, shardCount: shardCount,
            seed: UInt64(configuration[Schema.seed]),
            order: configuration[Schema.Data.order] == .blocks ? .blocks : .rows,
            earlyStopping: configuration.earlyStopping, averaging: configuration.averaging)
    }
}

extension Configuration {
    /// The run's directory, with the run's name filled in.
    public var runDirectory: String {
        self[Schema.Output.directory].replacing("{name}", with: self[Schema.name])
    }

    fileprivate var earlyStopping: EarlyStopping? {
        typealias Keys = Schema.Training.EarlyStopping
        guard has(Keys.section) else { return nil }
        return EarlyStopping(
            metric: self[Keys.metric], patience: self[Keys.patience], minimumImprovement: self[Keys.minimumImprovement])
    }
}
