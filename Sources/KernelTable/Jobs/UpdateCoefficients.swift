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
