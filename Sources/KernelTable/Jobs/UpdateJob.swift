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
