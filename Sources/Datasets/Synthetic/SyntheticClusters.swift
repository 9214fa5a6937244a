public import Kernels

/// A set drawn from a seed whose classes are clusters: row `i` belongs to class `i mod classes`, and its features are
/// centre[class] + noise · ε, with every ε and every coordinate of a centre standard normal.
///
/// The ε of row `i` are the first `features` numbers of row `i` of the seed's `rows` stream, the centre of class c is row
/// c of its `truth` stream. Features are rounded to what their storage can hold.
public struct SyntheticClusters: RowSource {
    /// The number of rows.
    public let rowCount: Int
    /// Features in a row.
    public let featureCount: Int
    /// Classes `0`, `1`, and so on.
    public let classes: ClassLabels?
    /// The centres: `classes` rows of `features` numbers, row-major.
    public let centres: [Float]
    /// Standard deviation of the features around their centre.
    public let noise: Float
    /// The storage that the features are rounded to.
    public let storage: FeatureStorage
    private let classCount: Int
    private let stream: RandomStream
    private let kernels: KernelTable

    /// Describes a set; no row is made yet.
    /// - Parameters:
    ///   - seed: chooses all numbers.
    ///   - rowCount: how many rows there are.
    ///   - featureCount: at least 1.
    ///   - classCount: 2 to `ClassLabels.maximumCount`.
    ///   - noise: standard deviation of the features around their centre, not negative.
    ///   - storage: how the rows will be kept.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public init(
        seed: UInt64, rowCount: Int, featureCount: Int, classCount: Int, noise: Float,
        storage: FeatureStorage = .float32, kernels: KernelTable
    ) {
        precondition(featureCount > 0 && noise >= 0)
        self.rowCount = rowCount
        self.featureCount = featureCount
        self.classCount = classCount
        self.classes = ClassLabels(count: classCount)
        self.noise = noise
        self.storage = storage
        self.kernels = kernels
        self.stream = RandomStream(seed: seed, purpose: .rows)
        self.centres = SyntheticTruth.rows(
            seed: seed, classCount: classCount, featureCount: featureCount, kernels: kernels)
    }

    /// `x1`, `x2`, and so on.
    public var featureNames: FeatureNames { .numbered(count: featureCount) }
    /// `label`.
    public var targetName: String { "label" }
    /// None: rows are made in place.
    public var scratchCount: Int { 0 }

    /// Draws a row.
    public func writeRow(_ index: Int, to record: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        let features = record.features
        let label = index % classCount
        kernels.fillNormals(stream, UInt64(index), featureCount, features)
        centres.withUnsafeBufferPointer {
            let centre = $0.baseAddress! + label * featureCount
            for k in 0..<featureCount { features[k] = centre[k] + noise * features[k] }
        }
        storage.round(features, featureCount, kernels)
        record.target = Float(label)
    }
}
