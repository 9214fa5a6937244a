/// Softmax of some rows' logits in place, with the cross-entropy of their labels.
public struct SoftmaxJob: BitwiseCopyable, @unchecked Sendable {  // Safe: one worker at a time owns a job.
    /// What is left where the logits were.
    public enum Result: UInt8, Sendable, BitwiseCopyable {
        /// The probabilities.
        case probabilities
        /// The gradient of the cross-entropy by the logits: the probabilities less 1 at the label.
        case gradient
    }

    /// The logits, `stride` numbers a row, which is at least `classCount` rounded up to a multiple of 16.
    public var logits: UnsafeMutablePointer<Float>
    /// Numbers from one row to the next.
    public var stride: Int
    /// Rows.
    public var rowCount: Int
    /// Classes.
    public var classCount: Int
    /// The class of each row, a whole number from 0; nil where there are none.
    public var labels: UnsafePointer<Float>?
    /// Where −ln p(label) of each row is written, in nats; nil for nowhere.
    public var losses: UnsafeMutablePointer<Float>?
    /// What is left where the logits were; a gradient needs labels.
    public var result: Result

    /// Describes a job.
    public init(
        logits: UnsafeMutablePointer<Float>, stride: Int, rowCount: Int, classCount: Int,
        labels: UnsafePointer<Float>?, losses: UnsafeMutablePointer<Float>?, result: Result
    ) {
        self.logits = logits
        self.stride = stride
        self.rowCount = rowCount
        self.classCount = classCount
        self.labels = labels
        self.losses = losses
        self.result = result
    }
}
