/// Losses of some rows, and their derivatives by the output.
public struct PointLossJob: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns a job.
    /// The loss.
    public var loss: PointLoss
    /// The outputs z; `stride` numbers from one row's to the next one's.
    public var outputs: UnsafePointer<Float>
    /// The targets y, next to each other.
    public var targets: UnsafePointer<Float>
    /// The number of rows.
    public var count: Int
    /// Numbers from one output, or derivative, to the next.
    public var stride: Int
    /// Where ∂ℓ/∂z of each row is written, or nil; may be `outputs`.
    public var derivatives: UnsafeMutablePointer<Float>?
    /// Where ℓ of each row is written, next to each other.
    public var losses: UnsafeMutablePointer<Float>

    /// Describes a job.
    public init(
        loss: PointLoss, outputs: UnsafePointer<Float>, targets: UnsafePointer<Float>, count: Int, stride: Int,
        derivatives: UnsafeMutablePointer<Float>?, losses: UnsafeMutablePointer<Float>
    ) {
        self.loss = loss
        self.outputs = outputs
        self.targets = targets
        self.count = count
        self.stride = stride
        self.derivatives = derivatives
        self.losses = losses
    }
}
