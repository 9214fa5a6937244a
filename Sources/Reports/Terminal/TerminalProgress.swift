import Files
import Glibc
public import Training

/// One line that is overwritten again and again.
public final class TerminalProgress: ProgressDisplay {
    private var line: LiveLine
    private var isShown = false

    /// Nothing shown yet.
    public init(_ style: TerminalStyle) { line = LiveLine(style) }

    /// Rewrites the line.
    public func didAdvance(_ progress: TrainingProgress) {
        show(line.text(progress))
    }

    /// Leaves a line behind for an epoch that was validated.
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
        _ = FileDescriptor.write("\r\u{1B}[2K" + text, to: STDERR_FILENO)
        isShown = true
    }
}
