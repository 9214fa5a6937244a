/// The losses, counts and times of a run that has ended.
public struct TrainingOutcome: Sendable {
    /// Mean loss over the last epoch that was trained; the loss of each row is the one before its step.
    public let trainLoss: Double
    /// What losses were multiplied by to be in the target's unit, where the target was scaled: divided by it, they are
    /// those that were trained on. Nil where it was not.
    public let lossUnit: Double?
    /// Metrics on the validation rows at the end.
    public let validation: Evaluation?
    /// The epoch after which the parameters were as they are now, from 1: the last one, or with early stopping the best one.
    public let epochOfParameters: Int
    /// Steps taken since the start of the run.
    public let stepCount: Int
    /// Rows seen, over all epochs.
    public let rowCount: Int
    /// Seconds of training, without evaluations.
    public let seconds: Double
    /// Whether early stopping ended the run; its parameters are then those of its best epoch.
    public let hasStoppedEarly: Bool
    /// Whether somebody asked to stop before the end.
    public let wasInterrupted: Bool

    /// Rows a second over the whole run.
    public var rowsPerSecond: Double { seconds > 0 ? Double(rowCount) / seconds : 0 }
}
