import Datasets
public import Training

/// The experiment half of a configuration: with the data it decides every bit of the result.
public struct Experiment: Sendable {
    /// The resolved configuration: defaults filled in, `training.shards` a number.
    public let configuration: Configuration
    /// Epochs, batch size, shards and seed.
    public let plan: TrainingPlan
    /// The learning rate.
    public let learningRate: Float

    /// Reads the experiment from a configuration.
    public init(_ configuration: Configuration) {
        var resolved = configuration
        let batchSize = configuration[Schema.Training.batchSize]
        let shardCount =
            switch configuration[Schema.Training.shards] {
            case .auto: Minibatches.automaticShardCount(batchSize: batchSize)
            case .count(let count): count
            }
        resolved[Schema.Training.shards] = .count(shardCount)
        self.configuration = resolved
        self.learningRate = Float(configuration[Schema.Optimizer.learningRate])
        self.plan = TrainingPlan(
            epochCount: configuration[Schema.Training.epochs], batchSize: batchSize, shardCount: shardCount,
            seed: UInt64(configuration[Schema.seed]))
    }
}
