public import Files
public import Training

/// What the first rank of a run does besides training: it keeps the run's files, and speaks for all ranks.
///
/// `ExperimentRun` calls these steps in the order in which they stand here. None may call what is collective. Each does
/// nothing unless a keeper says otherwise.
public protocol RunKeeper: AnyObject {
    /// Whether there is anything left to train.
    var hasWork: Bool { get }

    /// The rows are in memory, or ready to be read, after so many seconds.
    func didLoad(_ data: ExperimentData, seconds: Double)

    /// The trainer has its memory.
    func didPlace(_ trainer: any TrainingMethod)

    /// Takes possession of the place of the run's files. Every rank has its rows.
    func open() throws

    /// The checkpoints to continue from; nil to start from the beginning. Asked after `open`.
    var resumedCheckpoints: CheckpointFolder? { get }

    /// A newer checkpoint than the one to continue from cannot be read.
    func didSkipCheckpoint(_ error: FileError)

    /// Writes what there must be before the first step.
    /// - Parameters:
    ///   - trainer: the trainer, before its next step.
    ///   - isResumed: whether it stands where a checkpoint left it.
    func willTrain(_ trainer: any TrainingMethod, isResumed: Bool) throws

    /// Where to write checkpoints; nil for nowhere.
    var checkpoints: CheckpointFolder? { get }

    /// Called, on another thread, for each checkpoint that cannot be written; the training goes on.
    var checkpointWarning: @Sendable (FileError) -> Void { get }

    /// What watches the training.
    func observers(of trainer: any TrainingMethod) throws -> [any TrainingObserver]

    /// The training has come to its end.
    func didTrain() throws

    /// No more steps are taken, whatever the reason.
    func didEndSteps()

    /// The training has ended before a step that cannot be taken.
    func didDiverge(_ divergence: Divergence)

    /// The training was stopped.
    func didInterrupt(_ interruption: RunInterruption)

    /// Keeps the trained model.
    func keep(_ model: TrainedModel) throws

    /// Keeps the result: the last step of all.
    func keep(_ result: RunResult) throws
}

extension RunKeeper {
    /// True.
    public var hasWork: Bool { true }
    /// Does nothing.
    public func didLoad(_ data: ExperimentData, seconds: Double) {}
    /// Does nothing.
    public func didPlace(_ trainer: any TrainingMethod) {}
    /// Does nothing.
    public func open() throws {}
    /// Nil: starts from the beginning.
    public var resumedCheckpoints: CheckpointFolder? { nil }
    /// Does nothing.
    public func didSkipCheckpoint(_ error: FileError) {}
    /// Does nothing.
    public func willTrain(_ trainer: any TrainingMethod, isResumed: Bool) throws {}
    /// Nil: writes no checkpoints.
    public var checkpoints: CheckpointFolder? { nil }
    /// Does nothing.
    public var checkpointWarning: @Sendable (FileError) -> Void { { _ in } }
    /// Nobody.
    public func observers(of trainer: any TrainingMethod) throws -> [any TrainingObserver] { [] }
    /// Does nothing.
    public func didTrain() throws {}
    /// Does nothing.
    public func didEndSteps() {}
    /// Does nothing.
    public func didDiverge(_ divergence: Divergence) {}
    /// Does nothing.
    public func didInterrupt(_ interruption: RunInterruption) {}
    /// Does nothing.
    public func keep(_ model: TrainedModel) throws {}
    /// Does nothing.
    public func keep(_ result: RunResult) throws {}
}

/// Keeps nothing: on every rank but the first.
final class NoKeeper: RunKeeper {}
