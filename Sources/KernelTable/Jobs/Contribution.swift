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
