/// The weights and biases of a linear model in double precision.
public struct LinearWeights: BitwiseCopyable, @unchecked Sendable {  // Safe: it only reads; its memory outlives it.
    /// The weights of output 0, padded to a multiple of 8.
    public var weights: UnsafePointer<Double>
    /// Numbers from one output's weights to the next one's.
    public var stride: Int
    /// A bias for each output.
    public var biases: UnsafePointer<Double>
    /// How many outputs there are.
    public var outputCount: Int

    /// Describes a model.
    public init(weights: UnsafePointer<Double>, stride: Int, biases: UnsafePointer<Double>, outputCount: Int) {
        self.weights = weights
        self.stride = stride
        self.biases = biases
        self.outputCount = outputCount
    }
}
