/// Where sums over rows go that lie as a linear model's weights and biases do.
public struct LinearSums: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns the memory.
    /// The sums of output 0, padded to a multiple of 8.
    public var weights: UnsafeMutablePointer<Double>
    /// Numbers from one output's sums to the next one's.
    public var stride: Int
    /// A sum for each output's bias.
    public var biases: UnsafeMutablePointer<Double>
    /// How many outputs there are.
    public var outputCount: Int

    /// Describes sums.
    public init(
        weights: UnsafeMutablePointer<Double>, stride: Int, biases: UnsafeMutablePointer<Double>, outputCount: Int
    ) {
        self.weights = weights
        self.stride = stride
        self.biases = biases
        self.outputCount = outputCount
    }
}
