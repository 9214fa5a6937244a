public import Datasets
public import Training

/// The result of a run: the same on all ranks, except for their rows, times and trainers.
public struct RunResult {
    /// Predictions for some rows of a part of the data.
    public struct Sample: Sendable {
        /// Which rows these are.
        public let part: HeldOutSplit.Part
        /// The predictions, beside the targets.
        public let predictions: PredictionSample
    }

    /// Losses, steps and times.
    public let outcome: TrainingOutcome
    /// The trained model.
    public let model: TrainedModel
    /// Metrics of the trained model on the rows that it was trained on, which count as much as they weigh by themselves.
    public let training: Evaluation
    /// Metrics of the trained model on the validation rows, where there are some.
    public let validation: Evaluation?
    /// Metrics of the trained model on the test rows, where there are some.
    public let test: Evaluation?
    /// Predictions for some test rows, or else validation rows, or else training rows.
    public let sample: Sample
    /// The rows of this rank.
    public let data: ExperimentData
    /// Seconds that it took this rank to make or read them.
    public let dataSeconds: Double
    /// The trainer, after its last step.
    public let trainer: any TrainingMethod
    /// What each of several ranks had and spent; empty for a process alone.
    public let ranks: [RankReport]

    /// Metrics on all rows of the part that the sample is of.
    public var sampledEvaluation: Evaluation? {
        switch sample.part {
        case .training: training
        case .validation: validation
        case .test: test
        }
    }
}
