/// What a number of a sparse row adds to the gradient of its column's weights: ∂ℓ/∂z · x with one output; with several the
/// number x itself, to be multiplied by the row's derivatives.
public struct Contribution: BitwiseCopyable {
    /// The column.
    public var column: UInt32
    /// The number.
    public var value: Float

    /// A number for a column.
    @inline(__always)
    public init(column: UInt32, value: Float) {
        self.column = column
        self.value = value
    }
}

/// What a linear model of sparse rows does with its outputs z = `scale` · W x + b.
public enum SparseHead: Hashable, Sendable, BitwiseCopyable {
    /// A loss of the one output.
    case point(PointLoss)
    /// The cross-entropy of so many classes.
    case softmax(classCount: Int)

    /// Outputs, padded to a multiple of 16.
    public var biasCount: Int {
        switch self {
        case .point: 16
        case .softmax(let classCount): (classCount + 15) / 16 * 16
        }
    }
}

/// A linear model of sparse rows.
public struct SparseModelView: BitwiseCopyable, @unchecked Sendable {  // Safe: it only reads; its memory outlives it.
    /// What is done with the outputs.
    public var head: SparseHead
    /// The weights, those of a column next to each other; padded with zeros to `stride`.
    public var weights: UnsafePointer<Float>
    /// Numbers from one column's weights to the next one's: 1 with one output, otherwise a multiple of 16.
    public var stride: Int
    /// The factor that all weights share.
    public var scale: Float
    /// The biases; padded as the weights are to a multiple of 16.
    public var bias: UnsafePointer<Float>

    /// Describes a model.
    public init(
        head: SparseHead, weights: UnsafePointer<Float>, stride: Int, scale: Float, bias: UnsafePointer<Float>
    ) {
        self.head = head
        self.weights = weights
        self.stride = stride
        self.scale = scale
        self.bias = bias
    }
}

/// Where a shard of sparse rows leaves what its numbers contribute to the gradient: sorted by blocks of columns, and in a
/// block in the order of the rows, for others to add up block by block.
public struct ShardContributions: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time writes.
    /// As many as the rows have numbers.
    public var all: UnsafeMutablePointer<Contribution>
    /// For each of these its row's place in the shard; unused with one output.
    public var rows: UnsafeMutablePointer<UInt32>
    /// Where the contributions to each block start, and where the last ones end.
    public var blockStarts: UnsafeMutablePointer<Int>
    /// ∂ℓ/∂z: `stride` numbers for each row.
    public var derivatives: UnsafeMutablePointer<Float>
    /// For each row and block, where the row's numbers of the block end; unused with more than `mostTrackedBlocks`.
    public var runEnds: UnsafeMutablePointer<UInt32>!
    /// For each row a target and a loss.
    public var scratch: UnsafeMutablePointer<Float>!
    /// The sums over the rows of ∂ℓ/∂z, as many numbers as the biases are padded to, and after them the sum of the losses.
    public var tail: UnsafeMutablePointer<Float>

    /// With more blocks, most have no number of a row.
    public static let mostTrackedBlocks = 32

    /// Describes the place, except `runEnds` and `scratch`, which belong to the worker that computes the shard.
    public init(
        all: UnsafeMutablePointer<Contribution>, rows: UnsafeMutablePointer<UInt32>,
        blockStarts: UnsafeMutablePointer<Int>, derivatives: UnsafeMutablePointer<Float>,
        tail: UnsafeMutablePointer<Float>
    ) {
        self.all = all
        self.rows = rows
        self.blockStarts = blockStarts
        self.derivatives = derivatives
        self.tail = tail
    }
}

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
