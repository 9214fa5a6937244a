package import Kernels

/// What is the same for all parameters at one step of an `Optimizer`.
public struct UpdateStep: Hashable, Sendable, BitwiseCopyable {
    package let coefficients: UpdateCoefficients

    /// The learning rate of the step: the optimizer's, times the schedule's factor.
    public var learningRate: Float { coefficients.learningRate }

    /// What clipping multiplies the average gradient by, 1 for nothing.
    public var gradientFactor: Float { coefficients.gradientFactor }

    /// The same step for weights that are decayed lazily: what memory holds is a weight over what all have in common.
    package func lazy(_ scale: WeightScale) -> UpdateStep {
        var coefficients = coefficients
        coefficients.l2 = 0
        coefficients.weightDecay = 0
        coefficients.learningRate = Float(Double(coefficients.learningRate) / scale.factor)
        return UpdateStep(coefficients: coefficients)
    }

    /// The same step for parameters that l1 and l2 spare.
    var withoutPenalties: UpdateStep {
        var coefficients = coefficients
        coefficients.l1 = 0
        coefficients.l2 = 0
        return UpdateStep(coefficients: coefficients)
    }
}
