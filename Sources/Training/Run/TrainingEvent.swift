public import Files

/// Something that happened in a training.
public enum TrainingEvent: Sendable {
    /// Some steps were taken, after a fifth of a second or so.
    case progress(TrainingProgress)
    /// A record of the history is due: about a hundred times, and at the end of each epoch that is validated.
    case record(MetricsRecord)
    /// The loss has grown far beyond what it was.
    case growth(LossGrowth)
    /// A checkpoint cannot be read or written; the training goes on.
    case warning(FileError)
    /// The training is over.
    case finished(TrainingResult)
}
