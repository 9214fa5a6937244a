public import Kernels

/// An update rule with its learning rate, penalties and clipping.
///
/// At each step and for each parameter, in this order: the gradient's sum is averaged over the rows; l2 adds its share;
/// clipping scales the gradient; weight decay adds its share, or scales the parameter in `adamW`; the rule moves the
/// parameter; l1 shrinks it. Penalties spare biases; weight decay does not, as in PyTorch.
///
/// A step is made once, for all parameters, then applied range by range:
///
///     var step = optimizer.step(index, of: totalSteps, rowCount: rowCount)
///     if optimizer.needsNorm { step = optimizer.clipped(step, squaredNorm: …) }  // the sum of all ranges' norms
///     optimizer.update(…, step: step)  // for each range
public struct Optimizer: Sendable {
    /// How a gradient changes a parameter.
    public let rule: UpdateRule
    /// The learning rate before the schedule's factor, not negative.
    public let learningRate: Float
    /// The factor of the learning rate over the run.
    public let schedule: Schedule
    /// The plateau of a schedule that has one, with what it has seen so far.
    public var plateau: Plateau?
    /// The weight decay λ, not negative: adds λ p to the clipped gradient; decoupled in `adamW`.
    public let weightDecay: Float
    /// The penalty l1 · ‖weights‖₁ of the mean loss, not negative, by a proximal step: after the rule, |p| shrinks by
    /// r · l1, to zero at most (Duchi and Singer: Efficient Online and Batch Learning Using Forward Backward Splitting,
    /// 2009, section 5.1). The rate r is how far a lasting gradient of 1 moves p in a step: η in plain descent,
    /// η / (1 − μ) with momentum, η / (√s + ε) in `adagrad`, η / (√v̂ + ε) in `adam`, so that every rule seeks the same
    /// minimum (Yun, Lozano, Yang: Adaptive Proximal Gradient Methods for Structured Neural Networks, 2021).
    public let l1: Float
    /// The penalty l2/2 · ‖weights‖² of the mean loss, not negative: adds l2 · p to the average gradient.
    public let l2: Float
    /// The longest gradient, above 0: a longer one is scaled down to it (Pascanu, Mikolov, Bengio: On the Difficulty of
    /// Training Recurrent Neural Networks, 2013, algorithm 1). Nil for any length.
    public let gradientClipNorm: Float?
    private let updateKernel: KernelTable.Update
    private let squaredNormKernel: KernelTable.SquaredNorm

    /// An optimizer whose numbers are in the ranges that they allow.
    public init(
        rule: UpdateRule = .sgd(), learningRate: Float, schedule: Schedule = Schedule(.constant),
        weightDecay: Float = 0, l1: Float = 0, l2: Float = 0, gradientClipNorm: Float? = nil, kernels: KernelTable
    ) {
        precondition(rule.isValid, "an update rule \(rule)")
        for number in [learningRate, weightDecay, l1, l2] {
            precondition(number >= 0 && number.isFinite, "an optimizer's number is \(number)")
        }
        precondition(gradientClipNorm.map { $0 > 0 } ?? true, "gradients clipped to a norm that is not above 0")
        self.rule = rule
        self.learningRate = learningRate
        self.schedule = schedule
        if case .plateau(let plateau) = schedule.shape { self.plateau = plateau }
        self.weightDecay = weightDecay
        self.l1 = l1
        self.l2 = l2
        self.gradientClipNorm = gradientClipNorm
        self.updateKernel = kernels.update
        self.squaredNormKernel = kernels.squaredNorm
    }

    /// Whether a step must be `clipped`, and so the norm of the whole gradient be known, before the update.
    public var needsNorm: Bool { gradientClipNorm != nil }

    /// Step `index`, counted from 0 over the whole run of `totalSteps`, on a minibatch of `rowCount` rows.
    public func step(_ index: Int, of totalSteps: Int, rowCount: Int) -> UpdateStep {
        let rate =
            Double(learningRate) * schedule.factor(atStep: index, of: totalSteps) * (plateau?.state.share ?? 1)
        var coefficients = UpdateCoefficients(
            rule.formula(atStep: index), learningRate: Float(rate), rowCount: Float(rowCount))
        coefficients.l1 = l1
        coefficients.l2 = l2
        if rule.decouplesWeightDecay {
            coefficients.parameterFactor = Float(1 - rate * Double(weightDecay))
        } else {
            coefficients.weightDecay = weightDecay
        }
        return UpdateStep(coefficients: coefficients)
    }

    /// The squared norm of the average gradient, l2's share included, over a range.
    ///
    /// The bits of a sum of these depend on how the parameters are cut in ranges, and on the order in which the ranges
    /// are added: the model must decide both, not the workers.
    /// - Parameters:
    ///   - parameters: parameters of the range.
    ///   - gradientSum: the gradient summed, not averaged, over the minibatch.
    ///   - count: numbers of either, a multiple of 16.
    ///   - isWeight: whether the penalties hold for these parameters; false for biases.
    ///   - step: the step's number, rates and sizes.
    public func squaredNorm(
        parameters: UnsafePointer<Float>, gradientSum: UnsafePointer<Float>, count: Int, isWeight: Bool,
        step: UpdateStep
    ) -> Double {
        squaredNormKernel(parameters, gradientSum, count, step.coefficients.rowCount, isWeight ? l2 : 0)
    }

    /// The step with its gradient scaled by min(1, clip / (norm + 1e-6)), as in PyTorch; NaN where the norm is.
    /// - Parameters:
    ///   - step: the step's number, rates and sizes.
    ///   - squaredNorm: the squared norm of the whole gradient.
    public func clipped(_ step: UpdateStep, squaredNorm: Double) -> UpdateStep {
        guard let gradientClipNorm else { return step }
        let factor = Double(gradientClipNorm) / (squaredNorm.squareRoot() + 1e-6)
        var coefficients = step.coefficients
        coefficients.gradientFactor = factor > 1 ? 1 : Float(factor)
        return UpdateStep(coefficients: coefficients)
    }

    /// Changes a range of parameters and their state by one step. The parameters get the same bits, whatever ranges they
    /// are cut in.
    /// - Parameters:
    ///   - parameters: parameters of the range.
    ///   - gradientSum: the gradient summed, not averaged, over the minibatch.
    ///   - firstState: one number for each parameter where the rule's `stateCount` is 1 or 2; else unused.
    ///   - secondState: one number for each parameter where the rule's `stateCount` is 2; else unused.
    ///   - count: numbers of each of these, a multiple of 16.
    ///   - isWeight: whether the penalties hold for these parameters; false for biases.
    ///   - step: the step's number, rates and sizes.
    public func update(
        _ parameters: UnsafeMutablePointer<Float>, gradientSum: UnsafePointer<Float>,
        firstState: UnsafeMutablePointer<Float>?, secondState: UnsafeMutablePointer<Float>?, count: Int,
        isWeight: Bool, step: UpdateStep
    ) {
        let step = isWeight ? step : step.withoutPenalties
        updateKernel(
            UpdateJob(
                parameters: parameters, gradientSum: gradientSum, firstState: firstState, secondState: secondState,
                count: count, coefficients: step.coefficients))
    }
}
