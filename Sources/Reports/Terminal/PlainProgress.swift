import Files
import Glibc
public import Training

/// A line from time to time: every few seconds and at the end of each epoch, at most once a second.
public final class PlainProgress: ProgressDisplay {
    private let clock = ContinuousClock()
    private var lastProgress: ContinuousClock.Instant
    private var lastEpoch: ContinuousClock.Instant?

    /// Nothing shown yet.
    public init() { lastProgress = clock.now }

    /// Writes a line, if the last one was long enough ago.
    public func didAdvance(_ progress: TrainingProgress) {
        guard clock.now - lastProgress > .seconds(5) else { return }
        lastProgress = clock.now
        _ = FileDescriptor.write("\(progress.line)  \(Format.seconds(progress.secondsLeft)) left\n", to: STDERR_FILENO)
    }

    /// Writes a line for an epoch that was validated, if the last one was long enough ago.
    public func didRecord(_ record: MetricsRecord) {
        guard let line = record.validationLine, lastEpoch.map({ clock.now - $0 > .seconds(1) }) ?? true else { return }
        lastEpoch = clock.now
        _ = FileDescriptor.write(line + "\n", to: STDERR_FILENO)
    }

    /// Does nothing: there is nothing to clear.
    public func finish() {}
}

extension TrainingProgress {
    fileprivate var line: String {
        "epoch \(epoch)/\(epochCount)  step \(Format.grouped(step))/\(Format.grouped(totalSteps))"
            + "  loss \(Format.loss(trainLoss, unit: lossUnit))  \(Format.short(rowsPerSecond)) rows/s"
    }
}
