/// One shard's share of a step of a linear model over sparse rows.
public struct SparseGradientJob: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns a job.
    /// The sparse rows, in order.
    public var rows: GatheredRows
    /// The rows that the same worker will most likely take next; the first of them are prefetched.
    public var upcoming: GatheredRows
    /// How many rows ahead to prefetch; 0 for none.
    public var prefetchDistance: Int
    /// The model.
    public var model: SparseModelView
    /// The logarithm to base 2 of a block's columns.
    public var blockBits: Int
    /// The number of blocks.
    public var blockCount: Int
    /// Where the result is written.
    public var result: ShardContributions

    /// Describes a job.
    public init(
        rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int, model: SparseModelView, blockBits: Int,
        blockCount: Int, result: ShardContributions
    ) {
        self.rows = rows
        self.upcoming = upcoming
        self.prefetchDistance = prefetchDistance
        self.model = model
        self.blockBits = blockBits
        self.blockCount = blockCount
        self.result = result
    }
}
