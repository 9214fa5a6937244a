import Dispatch
public import Files
import Models
import Synchronization

/// Takes checkpoints of a training when they are due, and writes them while the training goes on.
///
/// One that is due while the one before is being written, or within a second of it and so soon that writing would take
/// more than a fiftieth of the time, is left out.
public final class CheckpointWriter: Sendable {
    /// When checkpoints are due.
    public struct Schedule: Sendable {
        /// Steps between two; nil for any number.
        public var stepInterval: Int?
        /// Seconds between two; nil for any number.
        public var secondInterval: Double?

        /// A schedule; without either, none is due but the last.
        public init(stepInterval: Int? = nil, secondInterval: Double? = nil) {
            self.stepInterval = stepInterval
            self.secondInterval = secondInterval
        }
    }

    /// When checkpoints are due.
    public let schedule: Schedule
    private let folder: CheckpointFolder
    private let experiment: String
    private let warn: @Sendable (FileError) -> Void
    private let queue = DispatchQueue(label: "lockstep.checkpoints")
    /// When the next one may be taken, in nanoseconds of `DispatchTime`; never, while one is being written.
    private let restsUntil = Atomic<UInt64>(0)

    // Writing takes processor time from the training, in the kernel too.
    private static let restPerWriting: UInt64 = 50, longestRest: UInt64 = 1_000_000_000

    /// - Parameters:
    ///   - folder: where checkpoints go.
    ///   - experiment: the digest of the experiment.
    ///   - schedule: when checkpoints are due.
    ///   - warn: told of a checkpoint that could not be written; the next one is tried again.
    public init(
        to folder: CheckpointFolder, of experiment: String, schedule: Schedule,
        warn: @escaping @Sendable (FileError) -> Void
    ) {
        self.folder = folder
        self.experiment = experiment
        self.schedule = schedule
        self.warn = warn
    }

    /// Copies where the training stands, and writes it in the background, unless it is too soon for that.
    func take(of trainer: Trainer, _ totals: TrainingTotals) {
        let begin = DispatchTime.now().uptimeNanoseconds
        let earliest = restsUntil.load(ordering: .relaxed)
        guard begin >= earliest,
            restsUntil.compareExchange(expected: earliest, desired: .max, ordering: .acquiring).exchanged
        else { return }
        let checkpoint = Checkpoint(experiment: experiment, state: trainer.state, totals: totals)
        let layout = trainer.model.layout
        queue.async { [self] in
            do throws(FileError) { try folder.write(checkpoint, layout) } catch { warn(error) }
            let taken = DispatchTime.now().uptimeNanoseconds - begin
            restsUntil.store(begin + min(taken * Self.restPerWriting, Self.longestRest), ordering: .releasing)
        }
    }

    /// Writes where a training stands that cannot go on; where that fails, too, only warns.
    func takeLastOrWarn(of trainer: Trainer, _ totals: TrainingTotals) {
        do throws(FileError) { try takeLast(of: trainer, totals) } catch { warn(error) }
    }

    /// Writes where the training stands, now.
    func takeLast(of trainer: Trainer, _ totals: TrainingTotals) throws(FileError) {
        finish()
        try folder.write(
            Checkpoint(experiment: experiment, state: trainer.state, totals: totals), trainer.model.layout)
    }

    /// Waits for what is being written.
    func finish() { queue.sync {} }
}
