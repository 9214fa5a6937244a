/// Where a run stands: enough, with its experiment, to continue it with the same bits on any machine plan.
public struct Checkpoint: Equatable, Sendable {
    /// What it belongs to.
    public let identity: TrainingIdentity
    /// The parameters and everything that goes with them.
    public let state: TrainingState
    /// The sums from which the run's records are made.
    public let totals: TrainingTotals

    /// Collects a checkpoint.
    public init(of identity: TrainingIdentity, state: TrainingState, totals: TrainingTotals) {
        self.identity = identity
        self.state = state
        self.totals = totals
    }
}
