/// Where a run stands: enough, with its experiment, to continue it with the same bits on any machine plan.
public struct Checkpoint: Equatable, Sendable {
    /// The digest of the experiment that it belongs to.
    public let experiment: String
    /// The parameters and everything that goes with them.
    public let state: TrainingState
    /// The sums from which the run's records are made.
    public let totals: TrainingTotals

    /// Collects a checkpoint.
    public init(experiment: String, state: TrainingState, totals: TrainingTotals) {
        self.experiment = experiment
        self.state = state
        self.totals = totals
    }
}
