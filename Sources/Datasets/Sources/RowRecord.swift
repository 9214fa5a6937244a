/// The place of a row that is being written: its features, its target and, where rows have weights, its weight. The
/// places of the rows after it follow in the same memory.
public struct RowRecord {
    /// The features; those of the next row follow them.
    public let features: UnsafeMutablePointer<Float>
    /// The target, and those of the rows after it.
    public let targets: UnsafeMutablePointer<Float>
    /// The weight, and those of the rows after it; nil where weights are not wanted, or rows have none.
    public let weights: UnsafeMutablePointer<Float>?

    /// The place of a row in memory that outlives it.
    public init(
        features: UnsafeMutablePointer<Float>, targets: UnsafeMutablePointer<Float>,
        weights: UnsafeMutablePointer<Float>? = nil
    ) {
        self.features = features
        self.targets = targets
        self.weights = weights
    }

    /// The row's target: a number to regress on, or the index of a class.
    public var target: Float {
        get { targets.pointee }
        nonmutating set { targets.pointee = newValue }
    }

    /// How much the row counts: 1 where rows have no weights. Writing it does nothing where it is not wanted.
    public var weight: Float {
        get { weights?.pointee ?? 1 }
        nonmutating set { weights?.pointee = newValue }
    }

    /// The place of a later row.
    /// - Parameters:
    ///   - count: how many rows later.
    ///   - featureCount: features of a row.
    public func dropFirst(_ count: Int, featureCount: Int) -> RowRecord {
        RowRecord(
            features: features + count * featureCount, targets: targets + count, weights: weights.map { $0 + count })
    }
}
