public import Datasets
public import Optimizers

/// The experiment half of a run without data, model and optimizer: together they decide every bit.
public struct TrainingPlan: Hashable, Sendable {
    /// Passes over the training rows; fewer where early stopping ends the run.
    public var epochCount: Int
    /// Rows of a minibatch.
    public var batchSize: Int
    /// Shards of a minibatch: the number of summands that the reducer's tree adds.
    public var shardCount: Int
    /// The key of the order of rows.
    public var seed: UInt64
    /// What each epoch puts into a new order.
    public var order: RowOrder
    /// When to stop before the last epoch; nil for never.
    public var earlyStopping: EarlyStopping?
    /// Which parameters the run ends with.
    public var averaging: Averaging

    /// A plan. The first three numbers are at least 1.
    public init(
        epochCount: Int, batchSize: Int, shardCount: Int, seed: UInt64, order: RowOrder = .rows,
        earlyStopping: EarlyStopping? = nil, averaging: Averaging = .none
    ) {
        precondition(epochCount > 0 && batchSize > 0 && shardCount > 0)
        self.epochCount = epochCount
        self.batchSize = batchSize
        self.shardCount = shardCount
        self.seed = seed
        self.order = order
        self.earlyStopping = earlyStopping
        self.averaging = averaging
    }
}
