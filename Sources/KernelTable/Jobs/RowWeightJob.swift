/// The derivatives and losses of some rows, which are to be multiplied by the rows' weights.
public struct RowWeightJob: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns a job.
    /// The rows; where these have no weights, nothing changes.
    public var rows: GatheredRows
    /// ∂ℓ/∂z of each row, multiplied in place: `count` numbers, and `stride` from one row's to the next one's.
    public var derivatives: UnsafeMutablePointer<Float>
    /// Numbers from one row's derivatives to the next one's.
    public var stride: Int
    /// Derivatives of a row.
    public var count: Int
    /// ℓ of each row, next to each other, multiplied in place.
    public var losses: UnsafeMutablePointer<Float>

    /// Describes a job.
    public init(
        rows: GatheredRows, derivatives: UnsafeMutablePointer<Float>, stride: Int, count: Int,
        losses: UnsafeMutablePointer<Float>
    ) {
        self.rows = rows
        self.derivatives = derivatives
        self.stride = stride
        self.count = count
        self.losses = losses
    }
}
