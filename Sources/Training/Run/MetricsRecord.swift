/// A point of a run's history: a line of `metrics.jsonl`.
public struct MetricsRecord: Sendable {
    /// Steps taken since the start of the run.
    public let step: Int
    /// The epoch of the last step, from 1.
    public let epoch: Int
    /// Rows seen since the start of the run.
    public let rowCount: Int
    /// Seconds of training since the start of the run, without evaluations.
    public let seconds: Double
    /// Mean loss since the previous record; the loss of each row is the one before its step.
    public let trainLoss: Double
    /// What losses were multiplied by to be in the target's unit, where the target was scaled: divided by it, they are
    /// those that are trained on. Nil where it was not.
    public let lossUnit: Double?
    /// The learning rate of the last step; nil for a solver.
    public let learningRate: Float?
    /// The norm of the gradient after a solver's iteration, as `Optimality` has it; nil in minibatch descent.
    public let gradientNorm: Double?
    /// Rows a second since the previous record.
    public let rowsPerSecond: Double
    /// Metrics on the validation rows; only at the end of an epoch, and only where there are such rows.
    public let validation: Evaluation?
}
