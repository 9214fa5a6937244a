public import Kernels

/// A set drawn from a seed whose labels follow a linear teacher: class c of a row x has the score
/// z_c = W_c·x / √features, and the label is drawn from softmax(z / T). Every x and W is standard normal, so that a
/// score has unit variance whatever the width.
///
/// Row `i` begins as row `i` of the seed's `rows` stream: its features, which are rounded to what their storage can hold
/// before the scores are computed, then two numbers a and b for each class. W_c is row c of the `truth` stream.
///
/// Labels are drawn by the Gumbel-max trick: argmax(z_c − T ln E_c) where E_c = (a² + b²) / 2 is standard exponential; of
/// equal scores the lowest class wins. Sources: E. J. Gumbel, Statistical Theory of Extreme Values, 1954; C. J. Maddison,
/// D. Tarlow, T. Minka, A* Sampling, 2014, section 2, https://arxiv.org/abs/1411.0030
public struct SyntheticClassification: RowSource {
    /// The number of rows.
    public let rowCount: Int
    /// Features in a row.
    public let featureCount: Int
    /// Classes `0`, `1`, and so on.
    public let classes: ClassLabels?
    /// The teacher's weights W: `classes` rows of `features` numbers, row-major.
    public let weights: [Float]
    /// The temperature T.
    public let noise: Float
    /// The storage that the features are rounded to.
    public let storage: FeatureStorage
    private let classCount: Int
    private let paddedWeights: [Float]
    private let stream: RandomStream
    private let kernels: KernelTable

    /// What kernels may read past the end of their input, in numbers.
    private static let slack = 16

    /// Describes a set; no row is made yet.
    /// - Parameters:
    ///   - seed: chooses all numbers.
    ///   - rowCount: how many rows there are.
    ///   - featureCount: at least 1.
    ///   - classCount: 2 to `ClassLabels.maximumCount`.
    ///   - noise: the temperature T, not negative; with 0 the label is the class with the highest score.
    ///   - storage: how the rows will be kept.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public init(
        seed: UInt64, rowCount: Int, featureCount: Int, classCount: Int, noise: Float, storage: FeatureStorage,
        kernels: KernelTable
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
        self.weights = SyntheticTruth.rows(
            seed: seed, classCount: classCount, featureCount: featureCount, kernels: kernels)
        self.paddedWeights = self.weights + Array(repeating: 0, count: Self.slack)
    }

    /// `x1`, `x2`, and so on.
    public var featureNames: FeatureNames { .numbered(count: featureCount) }
    /// `label`.
    public var targetName: String { "label" }
    /// What is drawn for a row and what kernels may read past its end, then scores and logarithms of the classes.
    public var scratchCount: Int { drawnCount + Self.slack + 2 * paddedClassCount }

    private var drawnCount: Int { featureCount + 2 * classCount }
    private var paddedClassCount: Int { (classCount + 15) / 16 * 16 }

    /// Draws a row and its label.
    public func writeRow(_ index: Int, to record: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        let scores = scratch + drawnCount + Self.slack
        let logarithms = scores + paddedClassCount
        kernels.fillNormals(stream, UInt64(index), noise > 0 ? drawnCount : featureCount, scratch)
        if noise > 0 { writeLogarithms(ofExponentialsFrom: scratch + featureCount, to: logarithms) }

        storage.round(scratch, featureCount, kernels)
        record.features.update(from: scratch, count: featureCount)
        // The scores are the predictions of a model whose weights are x for rows W_c; weights are padded with zeros.
        (scratch + featureCount).update(repeating: 0, count: Self.slack)
        paddedWeights.withUnsafeBufferPointer {
            kernels.linearPredictions(
                FeatureRows($0.baseAddress!, featureCount: featureCount), classCount, scratch, 0, scores)
        }
        let root = Float(featureCount).squareRoot()
        var (label, highest) = (0, -Float.infinity)
        for c in 0..<classCount {
            var score = scores[c] / root
            if noise > 0 { score -= noise * logarithms[c] }
            if score > highest { (label, highest) = (c, score) }
        }
        record.target = Float(label)
    }

    private func writeLogarithms(
        ofExponentialsFrom normals: UnsafePointer<Float>, to logarithms: UnsafeMutablePointer<Float>
    ) {
        for c in 0..<classCount {
            let (a, b) = (normals[2 * c], normals[2 * c + 1])
            logarithms[c] = (a * a + b * b) / 2
        }
        kernels.logarithms(logarithms, paddedClassCount)
    }
}
