public import Files

/// Something that happened in a training.
public enum TrainingEvent: Sendable {
    /// Some steps were taken; about five times a second.
    case progress(TrainingProgress)
    /// A record of the history is complete: about a hundred times, and at the end of each epoch that is validated.
    case record(MetricsRecord)
    /// The loss has grown far beyond its lowest value.
    case growth(LossGrowth)
    /// A checkpoint cannot be read or written. The training continues.
    case warning(FileError)
    /// The training is over.
    case finished(TrainingResult)
}
