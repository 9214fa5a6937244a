import Files
import Glibc
public import Training

/// Shows a run's history on standard error.
public protocol ProgressDisplay: TrainingObserver {
    /// Clears what is in the way of other lines.
    func finish()
}

/// A display that fits where standard error goes: a live line on a terminal, plain lines elsewhere.
/// - Parameter terminal: what the terminal can show; nil where there is none, or one that cannot go back in a line.
public func makeProgressDisplay(on terminal: TerminalStyle?) -> any ProgressDisplay {
    terminal.map(TerminalProgress.init) ?? PlainProgress()
}

/// One line that is written over and over.
public final class TerminalProgress: ProgressDisplay {
    private var line: LiveLine
    private var isShown = false

    /// Nothing shown yet.
    public init(_ style: TerminalStyle) { line = LiveLine(style) }

    /// Writes the line anew.
    public func didAdvance(_ progress: TrainingProgress) {
        show(line.text(progress))
    }

    /// Leaves a line for an epoch that was validated.
    public func didRecord(_ record: MetricsRecord) {
        guard let line = record.validationLine else { return }
        show(line + "\n")
        isShown = false
    }

    /// Clears the live line.
    public func finish() {
        if isShown { show("") }
        isShown = false
    }

    private func show(_ text: String) {
        writeToStandardError("\r\u{1B}[2K" + text)
        isShown = true
    }
}

/// A line now and then: every few seconds and at the end of each epoch, at most once a second.
public final class PlainProgress: ProgressDisplay {
    private let clock = ContinuousClock()
    private var lastProgress: ContinuousClock.Instant
    private var lastEpoch: ContinuousClock.Instant?

    /// Nothing shown yet.
    public init() { lastProgress = clock.now }

    /// Writes a line, if the last one is long ago.
    public func didAdvance(_ progress: TrainingProgress) {
        guard clock.now - lastProgress > .seconds(5) else { return }
        lastProgress = clock.now
        writeToStandardError("\(progress.line)  \(Format.seconds(progress.secondsLeft)) left\n")
    }

    /// Writes a line for an epoch that was validated, if the last one is long ago.
    public func didRecord(_ record: MetricsRecord) {
        guard let line = record.validationLine, lastEpoch.map({ clock.now - $0 > .seconds(1) }) ?? true else { return }
        lastEpoch = clock.now
        writeToStandardError(line + "\n")
    }

    /// Nothing is in the way.
    public func finish() {}
}

extension TrainingProgress {
    fileprivate var line: String {
        "epoch \(epoch)/\(epochCount)  step \(Format.grouped(step))/\(Format.grouped(totalSteps))"
            + "  loss \(Format.metric(trainLoss))  \(Format.short(rowsPerSecond)) rows/s"
    }
}

extension MetricsRecord {
    fileprivate var validationLine: String? {
        guard let validation, let first = validation.mainMeasures.first else { return nil }
        return "epoch \(epoch): train loss \(Format.metric(trainLoss)), "
            + "validation loss \(Format.metric(validation.loss)), "
            + "\(first.name) \(Format.metric(first.value)), \(Format.short(rowsPerSecond)) rows/s"
    }
}

private func writeToStandardError(_ text: String) {
    _ = FileDescriptor.write(text, to: STDERR_FILENO)
}
