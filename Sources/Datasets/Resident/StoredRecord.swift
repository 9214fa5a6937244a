/// The place of a row in the form in which it is kept; the places of the rows after it follow in the same memory.
package struct StoredRecord {
    /// The features, in their storage.
    package let features: UnsafeMutableRawPointer
    /// The target, and those of the rows after it.
    package let targets: UnsafeMutablePointer<Float>
    /// The weight, and those of the rows after it; nil where weights are not wanted, or rows have none.
    package let weights: UnsafeMutablePointer<Float>?

    /// The place of a row in memory that outlives it.
    package init(
        features: UnsafeMutableRawPointer, targets: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>?
    ) {
        self.features = features
        self.targets = targets
        self.weights = weights
    }

    /// The place of the row that is `count` rows later.
    func dropFirst(_ count: Int, rowBytes: Int) -> StoredRecord {
        StoredRecord(
            features: features + count * rowBytes, targets: targets + count, weights: weights.map { $0 + count })
    }
}
