import Logging
import Reports
import Training

/// Warns of a loss that grows.
final class GrowthWarner: TrainingObserver {
    private let logger: Logger
    private let display: (any ProgressDisplay)?

    /// - Parameter display: cleared before a warning is written.
    init(logger: Logger, display: (any ProgressDisplay)?) {
        self.logger = logger
        self.display = display
    }

    func didAdvance(_ progress: TrainingProgress) {}

    func didRecord(_ record: MetricsRecord) {}

    func didNotice(_ growth: LossGrowth) {
        display?.finish()
        logger.warning("\(growth)")
    }
}
