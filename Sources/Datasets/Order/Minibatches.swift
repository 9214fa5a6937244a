/// How an epoch's stream of rows is cut into minibatches, and a minibatch into shards.
///
/// `rowCount` rows lie in `shardCount` partitions, which take turns in the stream (see `Partitioning`). A minibatch is the next
/// `batchSize` positions, and its rows of one partition are one shard.
public struct Minibatches: Hashable, Sendable, BitwiseCopyable {
    /// Rows in an epoch.
    public let rowCount: Int
    /// Rows in a minibatch; the last of an epoch may have fewer.
    public let batchSize: Int
    /// Shards of a minibatch, and partitions of the rows.
    public let shardCount: Int

    /// Cuts `rowCount` rows, at least one, in minibatches of `batchSize` rows and these in `shardCount` shards.
    public init(rowCount: Int, batchSize: Int, shardCount: Int) {
        precondition(rowCount > 0 && batchSize > 0 && shardCount > 0)
        self.rowCount = rowCount
        self.batchSize = batchSize
        self.shardCount = shardCount
    }

    /// The number of shards where the experiment does not say: one for each 64 rows of a minibatch, 1 to 64.
    public static func automaticShardCount(batchSize: Int) -> Int { min(max(batchSize / 64, 1), 64) }

    /// Minibatches in an epoch.
    public var stepsPerEpoch: Int { (rowCount + batchSize - 1) / batchSize }

    /// Epochs that the first `stepCount` steps of a run reach into.
    public func epochs(ofSteps stepCount: Int) -> Int { (stepCount + stepsPerEpoch - 1) / stepsPerEpoch }

    /// The stream's positions of a minibatch.
    /// - Parameter step: counted from the start of the epoch.
    public func positions(ofStep step: Int) -> Range<Int> {
        let start = step * batchSize
        return start..<min(start + batchSize, rowCount)
    }

    /// How the rows lie in partitions, one for each shard of a minibatch.
    public var partitioning: Partitioning { Partitioning(rowCount: rowCount, partitionCount: shardCount) }

    /// The places of its partition that make a shard of a minibatch; may be empty.
    public func places(ofShard shard: Int, step: Int) -> Range<Int> {
        let positions = positions(ofStep: step)
        let start = partitioning.placesBefore(position: positions.lowerBound, ofPartition: shard)
        return start..<partitioning.placesBefore(position: positions.upperBound, ofPartition: shard)
    }

    /// The most rows that a shard can have.
    public var largestShard: Int { (min(batchSize, rowCount) + shardCount - 1) / shardCount }
}
