/// How far a run has come, for a display.
public struct TrainingProgress: Sendable {
    /// Steps taken.
    public let step: Int
    /// Steps in the whole run.
    public let totalSteps: Int
    /// The current epoch, from 1.
    public let epoch: Int
    /// Epochs in the whole run.
    public let epochCount: Int
    /// Mean loss of the last span of steps, in the target's unit.
    public let trainLoss: Double
    /// What losses were multiplied by to be in the target's unit, where the target is scaled; nil where it is not.
    public let lossUnit: Double?
    /// Rows a second in the last span of steps.
    public let rowsPerSecond: Double
    /// Seconds of training since the start of the run, without evaluations.
    public let seconds: Double
    /// Seconds until the end, at the average speed of the run so far.
    public var secondsLeft: Double { step > 0 ? seconds / Double(step) * Double(totalSteps - step) : 0 }

    package init(
        step: Int, totalSteps: Int, epoch: Int, epochCount: Int, trainLoss: Double, lossUnit: Double? = nil,
        rowsPerSecond: Double, seconds: Double
    ) {
        self.step = step
        self.totalSteps = totalSteps
        self.epoch = epoch
        self.epochCount = epochCount
        self.trainLoss = trainLoss
        self.lossUnit = lossUnit
        self.rowsPerSecond = rowsPerSecond
        self.seconds = seconds
    }
}
