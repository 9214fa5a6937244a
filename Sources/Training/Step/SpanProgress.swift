import Optimizers

/// What the steps of a span have produced so far. Whoever finishes a round writes it; the workers of the next round
/// read it.
struct SpanProgress: BitwiseCopyable {
    /// What the steps taken add up to.
    var totals = StepTotals()
    /// Whether the step after these was not taken because its loss is not finite.
    var hasDiverged = false
    /// Whether some rank was asked to stop.
    var isInterrupted = false
    /// The update of the last step; before the first, of the step before.
    var update: UpdateStep
    /// The share that the parameters after the step get in their average, 0 for nothing.
    var averageShare: Float = 0
    /// How weights that are decayed lazily stand.
    var decay: LazyDecay
}

/// The decay of weights that sparse steps put off: memory holds each weight over a factor that all have in common.
struct LazyDecay: BitwiseCopyable {
    /// The factor.
    var scale = WeightScale()
    /// What all weights in memory are to be multiplied by in the last step, to keep the factor in range; nil for
    /// nothing.
    var weightFactor: Float?
}
