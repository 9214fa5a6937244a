public import Datasets
public import Optimizers

/// The experiment half of a run, but for the data, the model and the optimizer: with them it decides every bit.
public struct TrainingPlan: Hashable, Sendable {
    /// Passes over the training rows, at most.
    public var epochCount: Int
    /// Rows of a minibatch.
    public var batchSize: Int
    /// Shards of a minibatch: the number of summands that the reducer's tree adds.
    public var shardCount: Int
    /// The key of the order of rows.
    public var seed: UInt64
    /// What each epoch puts in a new order.
    public var order: RowOrder
    /// When to stop before the last epoch; nil for never.
    public var earlyStopping: EarlyStopping?

    /// A plan; all numbers are at least one, but for the seed.
    public init(
        epochCount: Int, batchSize: Int, shardCount: Int, seed: UInt64, order: RowOrder = .rows,
        earlyStopping: EarlyStopping? = nil
    ) {
        precondition(epochCount > 0 && batchSize > 0 && shardCount > 0)
        self.epochCount = epochCount
        self.batchSize = batchSize
        self.shardCount = shardCount
        self.seed = seed
        self.order = order
        self.earlyStopping = earlyStopping
    }
}

/// Where a training stands: enough, with the experiment, to go on with the same bits.
public struct TrainingState: Equatable, Sendable {
    /// Steps taken since the begin of the run.
    public var completedSteps: Int
    /// The parameters in their layout, gaps included.
    public var parameters: [Float]
    /// The optimizer's numbers for each parameter, in the same layout, one kind after the other.
    public var optimizerState: [Float]
    /// What early stopping has seen so far, where the plan has it.
    public var earlyStopping: EarlyStopping?
    /// The parameters of the best epoch so far, where the plan has early stopping.
    public var bestParameters: [Float]?
    /// Whether early stopping has ended the training.
    public var hasStopped: Bool
}
