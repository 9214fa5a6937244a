/// Rows picked from a partition by their places: what a shard of a minibatch is made of.
public struct GatheredRows: BitwiseCopyable, @unchecked Sendable {  // Safe: it only reads; the partition outlives it.
    /// The partition's rows, `featureCount` numbers each.
    public var features: UnsafePointer<Float>
    /// The partition's targets, one a row.
    public var targets: UnsafePointer<Float>
    /// Places within the partition, in the order in which the rows are summed.
    public var places: UnsafePointer<UInt32>
    /// The number of places.
    public var count: Int

    /// Picks `count` rows of a partition.
    public init(
        features: UnsafePointer<Float>, targets: UnsafePointer<Float>, places: UnsafePointer<UInt32>, count: Int
    ) {
        self.features = features
        self.targets = targets
        self.places = places
        self.count = count
    }
}

/// One shard's share of a step of linear regression.
public struct LinearGradientJob: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns a job.
    /// The rows to sum over, in order.
    public var rows: GatheredRows
    /// The rows that the same worker will most likely take next; the first of them are prefetched.
    public var upcoming: GatheredRows
    /// How many rows ahead to prefetch; 0 for none.
    public var prefetchDistance: Int
    /// Features in a row.
    public var featureCount: Int
    /// Weights, zero from `featureCount` up to the next multiple of 16, then the bias.
    public var parameters: UnsafePointer<Float>
    /// Written in the parameters' layout: sums over the rows of the gradient of ½(ŷ − y)²; in the 16 numbers that
    /// follow them, first the sum of the losses themselves.
    public var gradient: UnsafeMutablePointer<Float>

    /// Describes a job.
    public init(
        rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int, featureCount: Int,
        parameters: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>
    ) {
        self.rows = rows
        self.upcoming = upcoming
        self.prefetchDistance = prefetchDistance
        self.featureCount = featureCount
        self.parameters = parameters
        self.gradient = gradient
    }
}
