public import NUMA

/// How the targets of a regression are brought to a common scale: y becomes (y − mean) / scale, in double precision. A model
/// is trained on what becomes of them, and its outputs are brought back to the target's unit.
public struct TargetScaling: Hashable, Sendable {
    /// What is taken from each target, in the target's unit.
    public let mean: Double
    /// What each target is divided by then, in the target's unit; positive.
    public let scale: Double
    /// What is to be taken from each target before it is rounded to float32.
    public let origin: Double

    /// Numbers for a target; nil where these are not numbers to scale by.
    public init?(mean: Double, scale: Double, origin: Double = 0) {
        guard mean.isFinite, scale.isFinite, scale > 0, origin.isFinite else { return nil }
        self.origin = origin
        self.mean = mean
        self.scale = scale
    }

    /// The mean and the standard deviation (of the population) of the targets of one part of a split, which has at least one
    /// row that counts, in parallel: the same bits whoever does what. Rows count as much as they weigh. A target that is
    /// constant is divided by 1.
    /// - Parameters:
    ///   - source: where the rows come from; their targets are numbers.
    ///   - part: whose rows are measured.
    ///   - split: a split of all rows of the source.
    ///   - workers: the threads that measure.
    public init(of source: some RowSource, part: HeldOutSplit.Part, of split: HeldOutSplit, workers: Workers) {
        precondition(source.classes == nil, "a scale of classes")
        let statistics = ColumnStatistics(ofTargetsOf: source, part: part, of: split, workers: workers)
        origin = source.targetOrigin
        mean = origin + statistics.means[0]
        let variance = statistics.weights[0] > 0 ? statistics.squares[0] / statistics.weights[0] : 0
        scale = variance > 0 ? variance.squareRoot() : 1
    }

    /// A target that was kept as its distance from an origin, scaled.
    func scaled(_ target: Float, from origin: Double) -> Float { Float((Double(target) - (mean - origin)) / scale) }

    /// A scaled target, or a model's output, in the target's unit.
    public func unscaled(_ number: Float) -> Double { mean + scale * Double(number) }

    /// Whether numbers in the target's unit keep at least 17 bits of the scale where they are rounded to float32.
    public var fitsFloat: Bool { abs(mean) <= 128 * scale }
}
