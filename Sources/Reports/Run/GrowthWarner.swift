import Training

/// Warns when the loss grows.
final class GrowthWarner: TrainingObserver {
    private let display: (any ProgressDisplay)?
    private let warn: (String) -> Void

    /// - Parameters:
    ///   - display: cleared before a warning is written.
    ///   - warn: called with the warning.
    init(display: (any ProgressDisplay)?, warn: @escaping (String) -> Void) {
        self.display = display
        self.warn = warn
    }

    func didAdvance(_ progress: TrainingProgress) {}

    func didRecord(_ record: MetricsRecord) {}

    func didNotice(_ growth: LossGrowth) {
        display?.finish()
        warn("\(growth)")
    }
}
