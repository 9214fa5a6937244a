public import Files
public import Training

/// Keeps `report.html` up to date during a run, in a small fraction of the run's time.
public final class LivePage: TrainingObserver {
    private let directory: RunDirectory
    private let settings: [(path: String, value: String)]
    private let warn: (FileError) -> Void
    private let clock = ContinuousClock()
    private var nextTime: ContinuousClock.Instant
    private var progress: TrainingProgress?
    private var hasFailed = false

    private static let interval = Duration.seconds(5)
    private static let pauseForEachPart = 50

    /// - Parameters:
    ///   - directory: the run's directory.
    ///   - settings: the configuration's keys and values.
    ///   - warn: called once, where the page cannot be written; the run continues.
    public init(
        _ directory: RunDirectory, settings: [(path: String, value: String)], warn: @escaping (FileError) -> Void
    ) {
        self.directory = directory
        self.settings = settings
        self.warn = warn
        nextTime = clock.now + Self.interval
    }

    /// Remembers how far the run has come.
    public func didAdvance(_ progress: TrainingProgress) { self.progress = progress }

    /// Rewrites the page, if the last time is long enough ago.
    public func didRecord(_ record: MetricsRecord) {
        let start = clock.now
        guard !hasFailed, start >= nextTime, let progress else { return }
        do throws(FileError) {
            let state = RunRecord.State.running(step: progress.step, totalSteps: progress.totalSteps)
            try RunPage(RunRecord(directory, settings: settings, state: state)).write(to: directory.report)
        } catch {
            hasFailed = true
            warn(error)
        }
        let end = clock.now
        nextTime = end + max(Self.interval, (end - start) * Self.pauseForEachPart)
    }
}
