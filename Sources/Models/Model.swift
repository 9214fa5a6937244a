public import Kernels

/// What training and prediction ask of a model: a layout, the gradient of its loss over a shard, and its outputs.
///
/// A model is a description: it owns no memory. Parameters, scratch and results are the caller's; scratch holds
/// `scratchCount` numbers, is aligned to a cache line, and belongs to one thread at a time.
public protocol Model: Sendable {
    /// Features of a row.
    var featureCount: Int { get }
    /// What it predicts.
    var task: LearningTask { get }
    /// The loss of an output and its target, where the model predicts a number and has one of these; nil elsewhere.
    var regressionLoss: PointLoss? { get }
    /// Numbers in the prediction of a row: 1, or a probability for each class.
    var outputCount: Int { get }
    /// Where the parameters lie; the gradient lies in the same way.
    var layout: ParameterLayout { get }
    /// Numbers of scratch that a thread needs.
    var scratchCount: Int { get }
    /// Where the parts of the gradient start, ascending from 0. Parts, such as layers, are complete one after another,
    /// the last one first. Most models have one part, `[0]`.
    var gradientParts: [Int] { get }

    /// The parameters that a training starts from, in the layout.
    func initialParameters(seed: UInt64) -> [Float]

    /// Writes the gradient summed over rows, in the layout of the parameters, and after it, at `layout.count`, the
    /// sum of the losses. Where rows have weights, each row's gradient and loss are multiplied by its own; a row of
    /// weight 0 adds nothing, whatever its loss is. The 16 numbers from there on are the model's to write; gaps of the
    /// layout are zero already.
    /// - Parameters:
    ///   - rows: the shard's rows, summed in their order; none gives zeros.
    ///   - upcoming: rows worth prefetching towards the end.
    ///   - prefetchDistance: how many rows ahead to prefetch; 0 for none.
    ///   - parameters: `layout.count` numbers.
    ///   - scratch: `scratchCount` numbers of the calling thread's own.
    ///   - gradient: `layout.count` + 16 numbers.
    func sumGradient(
        over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int,
        parameters: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>,
        into gradient: UnsafeMutablePointer<Float>)

    /// Like `sumGradient` without a step and a shard, for models that draw random numbers for each step and row, and for
    /// those whose gradient is completed part by part.
    /// - Parameters:
    ///   - step: from 0, counted from the start of the run.
    ///   - shard: the partition that the rows are of.
    ///   - rows: the shard's rows, summed in their order; none gives zeros.
    ///   - upcoming: rows worth prefetching towards the end.
    ///   - prefetchDistance: how many rows ahead to prefetch; 0 for none.
    ///   - parameters: `layout.count` numbers.
    ///   - scratch: `scratchCount` numbers of the calling thread's own.
    ///   - gradient: `layout.count` + 16 numbers.
    ///   - isWhole: called for each of `gradientParts` except the first, the last one first, with where it starts, as
    ///     soon as no number of the gradient from there on changes any more.
    func sumGradient(
        ofStep step: Int, shard: Int, over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int,
        parameters: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>,
        into gradient: UnsafeMutablePointer<Float>, isWhole: (_ part: Int) -> Void)

    /// Computes the outputs of consecutive rows, `outputCount` numbers each, and the losses of those that have targets.
    /// - Parameters:
    ///   - rows: consecutive rows.
    ///   - rowCount: how many rows.
    ///   - targets: a number for each row, or nil.
    ///   - parameters: `layout.count` numbers.
    ///   - scratch: `scratchCount` numbers of the calling thread's own.
    ///   - outputs: where the outputs are written, row-major.
    ///   - losses: where each row's loss is written; not touched without targets.
    func predict(
        _ rows: FeatureRows, rowCount: Int, targets: UnsafePointer<Float>?, parameters: UnsafePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, outputs: UnsafeMutablePointer<Float>,
        losses: UnsafeMutablePointer<Float>)
}

extension Model {
    /// One part.
    public var gradientParts: [Int] { [0] }

    /// None of these.
    public var regressionLoss: PointLoss? { nil }

    /// For most models the gradient does not depend on the step, and is complete all at once.
    public func sumGradient(
        ofStep step: Int, shard: Int, over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int,
        parameters: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>,
        into gradient: UnsafeMutablePointer<Float>, isWhole: (_ part: Int) -> Void
    ) {
        sumGradient(
            over: rows, upcoming: upcoming, prefetchDistance: prefetchDistance, parameters: parameters,
            scratch: scratch, into: gradient)
    }
}
