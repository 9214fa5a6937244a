/// Losses of rows in double precision, and their first two derivatives by the score.
public struct LossCurveJob: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns a job.
    /// The loss.
    public var loss: PointLoss
    /// The scores z.
    public var scores: UnsafePointer<Double>
    /// The targets y.
    public var targets: UnsafePointer<Float>
    /// The rows' weights; nil where each counts as 1.
    public var weights: UnsafePointer<Float>?
    /// The number of rows.
    public var count: Int
    /// Where w ℓ of each row is written; 0 where w is.
    public var losses: UnsafeMutablePointer<Double>
    /// Where w ∂ℓ/∂z is written.
    public var slopes: UnsafeMutablePointer<Double>
    /// Where w ∂²ℓ/∂z² is written.
    public var curvatures: UnsafeMutablePointer<Double>

    /// Describes a job.
    public init(
        loss: PointLoss, scores: UnsafePointer<Double>, targets: UnsafePointer<Float>,
        weights: UnsafePointer<Float>?, count: Int, losses: UnsafeMutablePointer<Double>,
        slopes: UnsafeMutablePointer<Double>, curvatures: UnsafeMutablePointer<Double>
    ) {
        self.loss = loss
        self.scores = scores
        self.targets = targets
        self.weights = weights
        self.count = count
        self.losses = losses
        self.slopes = slopes
        self.curvatures = curvatures
    }
}
