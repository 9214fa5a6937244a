public import Kernels

/// The extent of a set of rows in memory.
public struct RowShape: Sendable, Equatable {
    /// The number of rows.
    public let rowCount: Int
    /// Features of a row.
    public let featureCount: Int
    /// How features are kept.
    public let storage: FeatureStorage
    /// Whether rows are made whenever they are needed.
    public let isStreamed: Bool
    /// Memory that each partition takes, where rows are sparse; nil where all rows take the same.
    public var partitionBytes: [Int]? = nil
    /// Whether rows have weights.
    public var hasWeights = false
    /// Memory that a row takes, its target and weight included.
    public var rowBytes: Int {
        isStreamed ? 0 : featureCount * storage.byteCount + (hasWeights ? 2 : 1) * MemoryLayout<Float>.stride
    }
}
