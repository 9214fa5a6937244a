/// The factor that all weights have in common while they are decayed lazily: a weight is this factor times what memory
/// holds, so that a decay by l2 or `weightDecay` costs one multiplication for all of them (Bottou: Stochastic Gradient
/// Descent Tricks, 2012, section 5.1).
///
/// Every so many steps, and at the run's last, the factor goes back to 1 and the numbers in memory take it up: at the same
/// steps in every run, so that looking at the weights in between changes no bit.
package struct WeightScale: Sendable, BitwiseCopyable {
    private static let period = 256
    private static let smallestFactor = 0.5

    /// The factor.
    package private(set) var factor = 1.0

    /// At the start of a run.
    package init() {}

    /// As it was when its factor was this.
    package init(factor: Double) { self.factor = factor }

    /// Decays all weights by a step, counted from 0, of a run of `totalSteps`.
    /// - Returns: what the numbers in memory must be multiplied by before the step's gradient counts; nil for nothing.
    package mutating func decay(in step: Int, of totalSteps: Int, by optimizer: Optimizer) -> Double? {
        let rate = Double(optimizer.step(step, of: totalSteps, rowCount: 1).learningRate)
        let next = factor * (1 - rate * (Double(optimizer.l2) + Double(optimizer.weightDecay)))
        guard next > Self.smallestFactor, (step + 1) % Self.period != 0, step + 1 < totalSteps else {
            factor = 1
            return next == 1 ? nil : next
        }
        factor = next
        return nil
    }
}

extension Optimizer {
    /// Whether a step does no more to a weight whose gradient is zero than to decay it as all others: then the weights of
    /// columns that do not occur can be left alone, with the same result.
    package var isLazy: Bool {
        guard gradientClipNorm == nil, l1 == 0 else { return false }
        return rule.restsWithoutGradient && !(rule.scalesByPastGradients && decaysWeights)
    }

    /// Whether weights shrink in every step.
    package var decaysWeights: Bool { l2 > 0 || weightDecay > 0 }
}
