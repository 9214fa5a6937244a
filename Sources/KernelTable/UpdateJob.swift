/// How a gradient g changes a parameter p, by a step of rate r, which the l1 penalty shares; η is the learning rate.
/// Where g and p are 0, as in padding, p stays 0 as long as r is finite.
public enum UpdateFormula: Hashable, Sendable, BitwiseCopyable {
    /// p ← p − η g; r = η.
    case sgd
    /// v ← μ v + g, then p ← p − η v, or p ← p − η (g + μ v) with `nesterov`; v is the first state. r = η / (1 − μ).
    case sgdMomentum(_ momentum: Float, nesterov: Bool)
    /// s ← s + g², then p ← p − r g, r = η / (√s + ε); s is the first state.
    case adagrad(epsilon: Float)
    /// m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g², the two states, then p ← p − r a m, r = η / (c √v + ε), where
    /// `meanScale` a = 1 / (1 − β₁ᵗ) and `rootScale` c = 1 / √(1 − β₂ᵗ) correct the bias of step t.
    case adam(beta1: Float, beta2: Float, epsilon: Float, meanScale: Float, rootScale: Float)
}

/// The numbers of an update that are the same for all parameters, in the order in which they are used.
public struct UpdateCoefficients: Hashable, Sendable, BitwiseCopyable {
    /// Rows of the minibatch: what the gradient's sum is divided by.
    public var rowCount: Float
    /// Penalty l2/2 · p²: adds l2 · p to the average gradient.
    public var l2: Float = 0
    /// Scales the gradient after that: the coefficient of clipping, 1 for none.
    public var gradientFactor: Float = 1
    /// Adds weightDecay · p to the gradient after that.
    public var weightDecay: Float = 0
    /// Scales the parameters before the formula: 1 − η · decay where weight decay is decoupled, 1 for none.
    public var parameterFactor: Float = 1
    /// The step itself.
    public var formula: UpdateFormula
    /// The learning rate η.
    public var learningRate: Float
    /// Penalty l1 · |p|: after the formula, |p| shrinks by r · l1, to zero at most, r being the formula's rate.
    public var l1: Float = 0

    /// A step without penalties, clipping and decay.
    public init(_ formula: UpdateFormula, learningRate: Float, rowCount: Float) {
        self.formula = formula
        self.learningRate = learningRate
        self.rowCount = rowCount
    }
}

/// One step of an optimizer over a range of parameters. Each number changes by itself, so however the parameters are cut
/// in ranges, they get the same bits.
public struct UpdateJob: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns a job.
    /// Changed in place.
    public var parameters: UnsafeMutablePointer<Float>
    /// The gradient summed, not averaged, over the minibatch's rows.
    public var gradientSum: UnsafePointer<Float>
    /// The formula's first number for each parameter, zero before the first step; unused where it has none.
    public var firstState: UnsafeMutablePointer<Float>?
    /// The formula's second number for each parameter, zero before the first step; unused where it has none.
    public var secondState: UnsafeMutablePointer<Float>?
    /// Numbers of each of these, a multiple of 16.
    public var count: Int
    /// What is the same for all of them.
    public var coefficients: UpdateCoefficients

    /// Describes a job.
    public init(
        parameters: UnsafeMutablePointer<Float>, gradientSum: UnsafePointer<Float>,
        firstState: UnsafeMutablePointer<Float>?, secondState: UnsafeMutablePointer<Float>?, count: Int,
        coefficients: UpdateCoefficients
    ) {
        self.parameters = parameters
        self.gradientSum = gradientSum
        self.firstState = firstState
        self.secondState = secondState
        self.count = count
        self.coefficients = coefficients
    }
}
