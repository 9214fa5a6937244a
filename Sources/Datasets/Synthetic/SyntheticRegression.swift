public import Kernels

/// A linear set drawn from a seed: y = x·w + b + noise · ε, with every x and ε standard normal.
///
/// Row `i` is the first `features + 1` numbers of row `i` of the seed's `rows` stream: its features, which are rounded
/// to what their storage can hold before y is computed, then its ε.
public struct SyntheticRegression: RowSource {
    /// The number of rows.
    public let rowCount: Int
    /// The true weights w.
    public let weights: [Float]
    /// The true bias b.
    public let bias: Float
    /// Standard deviation of the noise.
    public let noise: Float
    /// The storage that the features are rounded to.
    public let storage: FeatureStorage
    private let stream: RandomStream
    private let kernels: KernelTable
    private let paddedWeights: [Float]

    /// Describes a set; no row is made yet.
    /// - Parameters:
    ///   - seed: chooses all numbers that are not given.
    ///   - rowCount: how many rows there are.
    ///   - featureCount: features of a row, at least 1.
    ///   - weights: the true weights, one for each feature; nil draws them from the seed, standard normal.
    ///   - bias: the true bias; nil draws it from the seed, standard normal.
    ///   - noise: standard deviation of the noise, not negative.
    ///   - storage: how the rows will be kept.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public init(
        seed: UInt64, rowCount: Int, featureCount: Int, weights: [Float]? = nil, bias: Float? = nil, noise: Float,
        storage: FeatureStorage = .float32, kernels: KernelTable
    ) {
        precondition(weights.map { $0.count == featureCount } ?? true, "weights and features differ in number")
        var truth = [Float](repeating: 0, count: featureCount + 1)
        truth.withUnsafeMutableBufferPointer {
            kernels.fillNormals(RandomStream(seed: seed, purpose: .truth), 0, $0.count, $0.baseAddress!)
        }
        self.rowCount = rowCount
        self.weights = weights ?? Array(truth.dropLast())
        self.bias = bias ?? truth[featureCount]
        self.noise = noise
        self.storage = storage
        self.kernels = kernels
        self.stream = RandomStream(seed: seed, purpose: .rows)
        self.paddedWeights = self.weights + Array(repeating: 0, count: 16)
    }

    /// `x1`, `x2`, and so on.
    public var featureNames: FeatureNames { .numbered(count: weights.count) }
    /// `y`.
    public var targetName: String { "y" }
    /// None.
    public var classes: ClassLabels? { nil }
    /// A row with its ε, and what kernels may read past its end.
    public var scratchCount: Int { weights.count + 1 + 16 }

    /// Draws a row.
    public func writeRow(_ index: Int, to record: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        let count = weights.count
        kernels.fillNormals(stream, UInt64(index), count + 1, scratch)
        storage.round(scratch, count, kernels)
        record.features.update(from: scratch, count: count)
        var target: Float = 0
        paddedWeights.withUnsafeBufferPointer {
            kernels.linearPredictions(
                FeatureRows(scratch, featureCount: count), 1, $0.baseAddress!, bias, &target)
        }
        record.target = target + noise * scratch[count]
    }
}
