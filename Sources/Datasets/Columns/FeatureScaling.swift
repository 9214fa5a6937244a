public import NUMA

/// How features are brought to a common scale: x becomes (x − offset) / scale, in double precision, and what takes the place
/// of one that is missing.
public struct FeatureScaling: Hashable, Sendable {
    /// What offsets and scales are.
    public enum Kind: Sendable {
        /// 0 and 1: features stay as they are.
        case none
        /// Mean and standard deviation (of the population, as scikit-learn's `StandardScaler`): mean 0 and variance 1.
        case standard
        /// Minimum, and maximum less minimum (as scikit-learn's `MinMaxScaler`): from 0 to 1.
        case minmax
    }

    /// What is taken from each feature.
    public let offsets: [Double]
    /// What each feature is divided by then; positive.
    public let scales: [Double]
    /// What stands for a number that is missing (NaN), before it is scaled; nil where none may be.
    public let fills: [Double]?
    /// What is to be taken from the numbers of each feature before they are rounded to float32; nil for nothing.
    public let origins: [Double]?

    /// Numbers for as many features; nil where these are not numbers to scale by.
    public init?(offsets: [Double], scales: [Double], fills: [Double]? = nil, origins: [Double]? = nil) {
        guard offsets.count == scales.count, offsets.allSatisfy(\.isFinite),
            scales.allSatisfy({ $0.isFinite && $0 > 0 }),
            [fills, origins].allSatisfy({ $0.map { $0.count == offsets.count && $0.allSatisfy(\.isFinite) } ?? true })
        else { return nil }
        self.origins = origins
        self.offsets = offsets
        self.scales = scales
        self.fills = fills
    }

    /// Measures one part of a split, which has at least one row, in parallel: the same bits whoever does what. Rows count
    /// as much as they weigh.
    /// A feature that is constant is divided by 1.
    /// - Parameters:
    ///   - kind: how features are scaled.
    ///   - fillsMissing: Whether a number may be missing, in whose place the mean of the others stands.
    ///   - source: where the rows come from.
    ///   - part: whose rows are measured.
    ///   - split: a split of all rows of the source.
    ///   - workers: the threads that measure.
    /// - Throws: `NoNumbers` where a feature is missing in every row.
    public init(
        _ kind: Kind, fillsMissing: Bool = false, of source: some RowSource, part: HeldOutSplit.Part,
        of split: HeldOutSplit, workers: Workers
    ) throws(NoNumbers) {
        let statistics = ColumnStatistics(of: source, part: part, of: split, workers: workers)
        if let empty = statistics.counts.firstIndex(of: 0) {
            throw NoNumbers(feature: source.featureNames[empty])
        }
        let origins = source.featureOrigins
        func place(_ distances: [Double]) -> [Double] { origins.map { zip($0, distances).map(+) } ?? distances }
        self.origins = origins
        fills = fillsMissing ? place(statistics.means) : nil
        switch kind {
        case .none:
            offsets = statistics.means.map { _ in 0 }
            scales = statistics.means.map { _ in 1 }
        case .standard:
            offsets = place(statistics.means)
            scales = zip(statistics.squares, statistics.weights).map { $0 > 0 ? ($0 / $1).squareRoot() : 1 }
        case .minmax:
            offsets = place(statistics.minima.map { Double($0) })
            scales = zip(statistics.minima, statistics.maxima).map { $1 > $0 ? Double($1) - Double($0) : 1 }
        }
    }

    /// The same with one feature as it is.
    public func leaving(_ feature: Int) -> FeatureScaling {
        var (offsets, scales) = (offsets, scales)
        (offsets[feature], scales[feature]) = (0, 1)
        guard let scaling = FeatureScaling(offsets: offsets, scales: scales, fills: fills, origins: origins) else {
            preconditionFailure("numbers to scale by")
        }
        return scaling
    }

    /// A feature that has no number to measure.
    public struct NoNumbers: Error {
        /// Its name.
        public let feature: String
    }

    /// The number of features.
    public var count: Int { offsets.count }

    /// Whether offsets are so small beside scales that weights of features that are not scaled may be rounded to float32:
    /// at least 17 bits of a scaled feature are left then.
    public var fitsFloat: Bool { origins == nil && zip(offsets, scales).allSatisfy { abs($0) <= 128 * $1 } }

    /// A feature of a row, filled and scaled: what `apply` makes of it.
    /// - Parameters:
    ///   - value: the row's number.
    ///   - feature: its place.
    ///   - origin: what was taken from it before it was rounded to float32.
    func scaled(_ value: Float, ofFeature feature: Int, countedFrom origin: Double) -> Float {
        var value = value
        if value.isNaN, let fills { value = Float(fills[feature] - origin) }
        return Float((Double(value) - (offsets[feature] - origin)) / scales[feature])
    }

    /// Fills and scales the features of a row.
    /// - Parameters:
    ///   - features: the row's numbers.
    ///   - origins: what was taken from them before they were rounded to float32; nil for nothing.
    public func apply(to features: UnsafeMutablePointer<Float>, countedFrom origins: [Double]? = nil) {
        if let fills {
            for index in fills.indices where features[index].isNaN {
                features[index] = Float(fills[index] - (origins?[index] ?? 0))
            }
        }
        offsets.withUnsafeBufferPointer { offsets in
            scales.withUnsafeBufferPointer { scales in
                guard let origins else {
                    for index in 0..<offsets.count {
                        features[index] = Float((Double(features[index]) - offsets[index]) / scales[index])
                    }
                    return
                }
                for index in 0..<offsets.count {
                    let offset = offsets[index] - origins[index]
                    features[index] = Float((Double(features[index]) - offset) / scales[index])
                }
            }
        }
    }
}
