/// What a number of a sparse row adds to the gradient of its column's weight: ∂ℓ/∂z · x.
public struct Contribution: BitwiseCopyable {
    /// The column.
    public var column: UInt32
    /// The product.
    public var value: Float

    /// A product for a column.
    @inline(__always)
    public init(column: UInt32, value: Float) {
        self.column = column
        self.value = value
    }
}

/// One shard's share of a step of a linear model with one output over sparse rows: what each number of the rows adds to
/// the gradient, sorted by blocks of columns and otherwise in the order of the rows, for others to add up block by block.
public struct SparseGradientJob: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns a job.
    /// The sparse rows, in order.
    public var rows: GatheredRows
    /// The rows that the same worker will most likely take next; the first of them are prefetched.
    public var upcoming: GatheredRows
    /// How many rows ahead to prefetch; 0 for none.
    public var prefetchDistance: Int
    /// The loss ℓ(z, y) of a row's output z = `scale` · w·x + b.
    public var loss: PointLoss
    /// A weight for each column.
    public var weights: UnsafePointer<Float>
    /// The factor that all weights share.
    public var scale: Float
    /// The bias.
    public var bias: Float
    /// The logarithm to base 2 of a block's columns.
    public var blockBits: Int
    /// The number of blocks.
    public var blockCount: Int
    /// Scratch: a number for each row, padded to a multiple of 4.
    public var outputs: UnsafeMutablePointer<Float>
    /// Written: as many as the rows have numbers.
    public var contributions: UnsafeMutablePointer<Contribution>
    /// Written: where each block's contributions begin, and where the last ones end; `blockCount` + 1.
    public var blockStarts: UnsafeMutablePointer<Int>
    /// Written: the sum over the rows of ∂ℓ/∂z.
    public var biasGradient: UnsafeMutablePointer<Float>
    /// Written: the sum of the losses.
    public var lossSum: UnsafeMutablePointer<Float>

    /// Describes a job.
    public init(
        rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int, loss: PointLoss,
        weights: UnsafePointer<Float>, scale: Float, bias: Float, blockBits: Int, blockCount: Int,
        outputs: UnsafeMutablePointer<Float>, contributions: UnsafeMutablePointer<Contribution>,
        blockStarts: UnsafeMutablePointer<Int>, biasGradient: UnsafeMutablePointer<Float>,
        lossSum: UnsafeMutablePointer<Float>
    ) {
        self.rows = rows
        self.upcoming = upcoming
        self.prefetchDistance = prefetchDistance
        self.loss = loss
        self.weights = weights
        self.scale = scale
        self.bias = bias
        self.blockBits = blockBits
        self.blockCount = blockCount
        self.outputs = outputs
        self.contributions = contributions
        self.blockStarts = blockStarts
        self.biasGradient = biasGradient
        self.lossSum = lossSum
    }
}
