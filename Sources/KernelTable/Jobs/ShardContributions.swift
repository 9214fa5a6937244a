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
