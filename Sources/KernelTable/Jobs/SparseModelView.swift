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

    /// The feature that is added to the one output as it is, and whose gradient is 0; nil for none. Its weight must be 0.
    public var offsetColumn: Int?

    /// Describes a model.
    public init(
        head: SparseHead, weights: UnsafePointer<Float>, stride: Int, scale: Float, bias: UnsafePointer<Float>,
        offsetColumn: Int? = nil
    ) {
        self.head = head
        self.weights = weights
        self.stride = stride
        self.scale = scale
        self.bias = bias
        self.offsetColumn = offsetColumn
    }
}
