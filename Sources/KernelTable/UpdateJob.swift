/// How a gradient g changes a parameter p; η is the learning rate. Padding with g = 0 and p = 0 stays 0.
public enum UpdateFormula: Hashable, Sendable, BitwiseCopyable {
    /// p ← p − η g.
    case sgd
    /// v ← μ v + g, then p ← p − η v, or p ← p − η (g + μ v) with `nesterov`; v is the first state.
    case sgdMomentum(_ momentum: Float, nesterov: Bool)
    /// s ← s + g², then p ← p − η g / (√s + ε); s is the first state, ε is positive.
    case adagrad(epsilon: Float)
    /// m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g², the two states, then p ← p − α m / (c √v + ε), where `stepSize`
    /// α = η / (1 − β₁ᵗ) and `rootScale` c = 1 / √(1 − β₂ᵗ) correct the bias of step t; ε is positive.
    case adam(beta1: Float, beta2: Float, epsilon: Float, stepSize: Float, rootScale: Float)
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
    /// Penalty l1 · |p|: after the formula, |p| shrinks by η · l1, to zero at most.
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
