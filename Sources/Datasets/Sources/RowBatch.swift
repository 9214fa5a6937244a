/// A copy of some rows.
public struct RowBatch: Sendable {
    /// The features, row-major.
    public var features: [Float]
    /// A target for each row; none where rows have no targets.
    public var targets: [Float]
    /// A weight for each row; nil where rows have none, and each counts as 1.
    public var weights: [Float]?

    /// Takes the numbers of rows.
    public init(features: [Float], targets: [Float], weights: [Float]? = nil) {
        self.features = features
        self.targets = targets
        self.weights = weights
    }

    /// Rows of which everything is written by `body`, to the place of the first of them.
    init(rowCount: Int, featureCount: Int, hasWeights: Bool, _ body: (RowRecord) -> Void) {
        var targets = [Float](repeating: 0, count: rowCount)
        var weights = [Float](repeating: 1, count: hasWeights ? rowCount : 0)
        var features = [Float](repeating: 0, count: rowCount * featureCount)
        features.withUnsafeMutableBufferPointer { features in
            targets.withUnsafeMutableBufferPointer { targets in
                weights.withUnsafeMutableBufferPointer { weights in
                    // An array without elements may have no memory.
                    guard let targets = targets.baseAddress, rowCount > 0 else { return }
                    body(
                        RowRecord(
                            features: features.baseAddress ?? targets, targets: targets,
                            weights: hasWeights ? weights.baseAddress : nil))
                }
            }
        }
        self.init(features: features, targets: targets, weights: hasWeights ? weights : nil)
    }
}
