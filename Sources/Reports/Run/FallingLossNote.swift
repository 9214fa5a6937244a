import Training

/// Says, once training has ended, where the validation loss was still falling.
final class FallingLossNote: TrainingObserver {
    private static let leastFall = 0.01

    private var losses: [Double] = []

    func didAdvance(_ progress: TrainingProgress) {}

    func didRecord(_ record: MetricsRecord) {
        if let validation = record.validation { losses = losses.suffix(1) + [validation.loss] }
    }

    /// One line for people; nil where there is nothing to say.
    var text: String? {
        guard losses.count == 2, losses[0] > 0, losses[1] > 0, losses[0].isFinite else { return nil }
        let fall = 1 - losses[1] / losses[0]
        guard fall >= Self.leastFall else { return nil }
        return "the validation loss still fell by \(Format.metric(100 * fall, digits: 2)) % in the last epoch: "
            + "more training.epochs would help"
    }
}
