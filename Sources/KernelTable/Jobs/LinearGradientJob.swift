/// One shard's share of a step of a linear model with one output.
public struct LinearGradientJob: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns a job.
    /// The rows to sum over, in order.
    public var rows: GatheredRows
    /// The rows that the same worker will most likely take next; the first of them are prefetched.
    public var upcoming: GatheredRows
    /// How many rows ahead to prefetch; 0 for none.
    public var prefetchDistance: Int
    /// The loss ℓ(z, y) of a row's output z = w·x + b.
    public var loss: PointLoss
    /// Weights, zero from `featureCount` up to the next multiple of 16, then the bias.
    public var parameters: UnsafePointer<Float>
    /// The feature that is added to the output as it is, and whose gradient is 0; nil for none. Its weight must be 0.
    public var offsetColumn: Int?
    /// Written in the parameters' layout: sums over the rows of the gradient of ℓ; in the 16 numbers that follow them,
    /// first the sum of the losses themselves.
    public var gradient: UnsafeMutablePointer<Float>

    /// Describes a job.
    public init(
        rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int, loss: PointLoss,
        parameters: UnsafePointer<Float>, offsetColumn: Int? = nil, gradient: UnsafeMutablePointer<Float>
    ) {
        self.rows = rows
        self.upcoming = upcoming
        self.prefetchDistance = prefetchDistance
        self.loss = loss
        self.parameters = parameters
        self.offsetColumn = offsetColumn
        self.gradient = gradient
    }
}
