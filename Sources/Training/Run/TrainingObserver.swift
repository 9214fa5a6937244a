/// Watches a run.
public protocol TrainingObserver: AnyObject {
    /// Some steps were taken; called about five times a second.
    func didAdvance(_ progress: TrainingProgress)
    /// A record of the run's history is complete. An error ends the run.
    func didRecord(_ record: MetricsRecord) throws
    /// The loss has grown far beyond its lowest value. Called at most once.
    func didNotice(_ growth: LossGrowth)
}

extension TrainingObserver {
    /// Does nothing.
    public func didNotice(_ growth: LossGrowth) {}
}
