import Measures
public import Training

/// Shows a run's history on standard error.
public protocol ProgressDisplay: TrainingObserver {
    /// Clears the way for other lines.
    func finish()
}

/// A display that fits where standard error goes: a live line on a terminal, plain lines elsewhere.
/// - Parameter terminal: what the terminal can show; nil where there is none, or where it cannot go back in a line.
public func makeProgressDisplay(on terminal: TerminalStyle?) -> any ProgressDisplay {
    terminal.map(TerminalProgress.init) ?? PlainProgress()
}

extension MetricsRecord {
    var validationLine: String? {
        guard let validation, let first = validation.mainMeasures.first else { return nil }
        let value = validation.measures[first]?.text() ?? "-"
        func text(_ loss: Double) -> String { Format.loss(loss, unit: lossUnit) }
        return "epoch \(epoch): train loss \(text(trainLoss)), validation loss \(text(validation.loss)), "
            + "\(first) \(value), \(Format.short(rowsPerSecond)) rows/s"
    }
}

extension Format {
    /// A loss, and what it is in the unit that is trained in, where the target is scaled.
    static func loss(_ loss: Double, unit: Double?, digits: Int32 = 6) -> String {
        metric(loss, digits: digits) + (unit.map { " (scaled \(metric(loss / $0, digits: digits)))" } ?? "")
    }
}
