import Dispatch
public import Files
import Models
import Synchronization

/// Takes checkpoints of a training, and writes them in the background.
///
/// A checkpoint is skipped if the previous one is still being written, or was taken less than a second ago and so
/// recently that writing would take more than a fiftieth of the time.
public final class CheckpointWriter: Sendable {
    /// When checkpoints are due.
    public struct Schedule: Sendable {
        /// Steps between two checkpoints; nil where steps do not matter.
        public var stepInterval: Int?
        /// Seconds between two checkpoints; nil where time does not matter.
        public var secondInterval: Double?
        /// Whether there is one before the last step, from which a training with more epochs can go on. What the last step
        /// and the end of its epoch do may depend on there being no more.
        public var keepsEnd: Bool

        /// A schedule. With none of these, only an interruption is a reason for a checkpoint.
        public init(stepInterval: Int? = nil, secondInterval: Double? = nil, keepsEnd: Bool = false) {
            self.stepInterval = stepInterval
            self.secondInterval = secondInterval
            self.keepsEnd = keepsEnd
        }
    }

    /// When checkpoints are due.
    public let schedule: Schedule
    private let folder: CheckpointFolder?
    private let identity: TrainingIdentity
    private let warn: @Sendable (FileError) -> Void
    private let queue = DispatchQueue(label: "lockstep.checkpoints")
    /// When the next one may be taken, in nanoseconds of `DispatchTime`; the largest number while one is being written.
    private let restsUntil = Atomic<UInt64>(0)

    // Writing takes processor time from the training, in the kernel too.
    private static let restPerWriting: UInt64 = 50, longestRest: UInt64 = 1_000_000_000

    /// - Parameters:
    ///   - folder: where checkpoints go; nil for nowhere.
    ///   - identity: what the checkpoints belong to.
    ///   - schedule: when checkpoints are due.
    ///   - warn: called for each checkpoint that cannot be written; later ones are tried all the same.
    public init(
        to folder: CheckpointFolder?, of identity: TrainingIdentity, schedule: Schedule,
        warn: @escaping @Sendable (FileError) -> Void
    ) {
        self.folder = folder
        self.identity = identity
        self.schedule = schedule
        self.warn = warn
    }

    /// Copies where the training stands, and writes it in the background, unless it is too soon.
    func take(of trainer: any TrainingMethod, _ totals: TrainingTotals) {
        guard let folder else { return }
        let begin = DispatchTime.now().uptimeNanoseconds
        let earliest = restsUntil.load(ordering: .relaxed)
        guard begin >= earliest,
            restsUntil.compareExchange(expected: earliest, desired: .max, ordering: .acquiring).exchanged
        else { return }
        let checkpoint = Checkpoint(of: identity, state: trainer.state, totals: totals)
        let layout = trainer.model.layout
        queue.async { [self] in
            do throws(FileError) { try folder.write(checkpoint, layout) } catch { warn(error) }
            let taken = DispatchTime.now().uptimeNanoseconds - begin
            restsUntil.store(begin + min(taken * Self.restPerWriting, Self.longestRest), ordering: .releasing)
        }
    }

    /// Writes where a training stands that cannot continue, or is about to take its last step. An error here is only a warning.
    func takeLastOrWarn(of trainer: any TrainingMethod, _ totals: TrainingTotals) {
        do throws(FileError) { try takeLast(of: trainer, totals) } catch { warn(error) }
    }

    /// Writes where the training stands, now.
    func takeLast(of trainer: any TrainingMethod, _ totals: TrainingTotals) throws(FileError) {
        finish()
        try folder?.write(
            Checkpoint(of: identity, state: trainer.state, totals: totals), trainer.model.layout)
    }

    /// Waits for what is being written.
    func finish() { queue.sync {} }
}
