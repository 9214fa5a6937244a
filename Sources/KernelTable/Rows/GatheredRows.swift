/// Rows picked from a partition by their places: what a shard of a minibatch is made of.
public struct GatheredRows: BitwiseCopyable, @unchecked Sendable {  // Safe: it only reads; the partition outlives it.
    /// The partition's rows.
    public var features: FeatureRows
    /// The partition's targets, one for each row.
    public var targets: UnsafePointer<Float>
    /// The partition's weights, one for each row, finite and not negative; nil where each row counts as 1.
    public var weights: UnsafePointer<Float>?
    /// Where the rows lie in `features`, `targets` and `weights`, in the order in which they are summed.
    public var places: UnsafePointer<UInt32>
    /// The rows' places in their partition, which identify them whatever memory they are read from.
    public var names: UnsafePointer<UInt32>
    /// The number of places.
    public var count: Int

    /// Picks `count` rows of a partition. `names` are the rows' places in their partition; where nil, they equal `places`.
    public init(
        features: FeatureRows, targets: UnsafePointer<Float>, weights: UnsafePointer<Float>? = nil,
        places: UnsafePointer<UInt32>, names: UnsafePointer<UInt32>? = nil, count: Int
    ) {
        self.features = features
        self.targets = targets
        self.weights = weights
        self.places = places
        self.names = names ?? places
        self.count = count
    }

    /// The rows in a range of these places.
    public func slice(_ range: Range<Int>) -> GatheredRows {
        GatheredRows(
            features: features, targets: targets, weights: weights, places: places + range.lowerBound,
            names: names + range.lowerBound, count: range.count)
    }
}
