/// How features are brought to a common scale: x becomes (x − offset) / scale, in double precision.
public struct FeatureScaling: Hashable, Sendable {
    /// What offsets and scales are.
    public enum Kind: Sendable {
        /// Mean and standard deviation (of the population, as scikit-learn's `StandardScaler`): mean 0 and variance 1.
        case standard
        /// Minimum, and maximum less minimum (as scikit-learn's `MinMaxScaler`): from 0 to 1.
        case minmax
    }

    /// What is taken from each feature.
    public let offsets: [Double]
    /// What each feature is divided by then; positive.
    public let scales: [Double]

    /// Offsets and scales of as many features; nil where these are not numbers to scale by.
    public init?(offsets: [Double], scales: [Double]) {
        guard offsets.count == scales.count, offsets.allSatisfy(\.isFinite),
            scales.allSatisfy({ $0.isFinite && $0 > 0 })
        else { return nil }
        self.offsets = offsets
        self.scales = scales
    }

    /// Measures one part of a split, which has at least one row, in parallel: the same bits whoever does what.
    /// A feature that is constant is divided by 1.
    public init(_ kind: Kind, of source: some RowSource, part: HeldOutSplit.Part, of split: HeldOutSplit) {
        let statistics = ColumnStatistics(of: source, part: part, of: split)
        switch kind {
        case .standard:
            offsets = statistics.means
            scales = statistics.squares.map { $0 > 0 ? ($0 / Double(statistics.rowCount)).squareRoot() : 1 }
        case .minmax:
            offsets = statistics.minima.map { Double($0) }
            scales = zip(statistics.minima, statistics.maxima).map { $1 > $0 ? Double($1) - Double($0) : 1 }
        }
    }

    /// The number of features.
    public var count: Int { offsets.count }

    /// Scales the features of a row.
    public func apply(to features: UnsafeMutablePointer<Float>) {
        offsets.withUnsafeBufferPointer { offsets in
            scales.withUnsafeBufferPointer { scales in
                for index in 0..<offsets.count {
                    features[index] = Float((Double(features[index]) - offsets[index]) / scales[index])
                }
            }
        }
    }
}
