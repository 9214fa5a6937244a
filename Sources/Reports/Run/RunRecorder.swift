import Datasets
public import Experiments
public import Files
import Kernels
import Models
import NUMA
import Ranks
public import Training

/// Keeps the directory of a run: its configuration, history, checkpoints, model, summary and page.
///
/// ```swift
/// let run = try ExperimentRun(.load(path: "experiment.yaml"), on: .current(), ranks: .join())
/// let recorder = RunRecorder(of: run, in: .numbered("runs/first"))
/// let result = try run.train(keptBy: recorder)
/// ```
public final class RunRecorder: RunKeeper {
    /// What the run's messages are for.
    public struct Messages: Sendable {
        /// Says how the run goes.
        public var inform: @Sendable (String) -> Void
        /// Says what is not as it should be, although the run goes on.
        public var warn: @Sendable (String) -> Void

        /// Messages that nobody reads, unless said otherwise.
        public init(
            inform: @escaping @Sendable (String) -> Void = { _ in },
            warn: @escaping @Sendable (String) -> Void = { _ in }
        ) {
            self.inform = inform
            self.warn = warn
        }
    }

    /// The run's directory; nil before it is known.
    public private(set) var directory: RunDirectory?
    /// The path of the configuration that repeats the step that could not be taken; nil where there is none.
    public private(set) var replay: String?
    /// The run's summary; nil before its end.
    public private(set) var summary: RunSummary?

    private let run: ExperimentRun
    private let place: RunPlace
    private let messages: Messages
    private let makeDisplay: () -> (any ProgressDisplay)?
    private var lock: HeldLock?
    private var log: MetricsLog?
    private var events: TensorBoardLog?
    private var display: (any ProgressDisplay)?
    private let fallingLoss = FallingLossNote()

    /// - Parameters:
    ///   - run: the run.
    ///   - place: where its directory is to be.
    ///   - messages: where its messages go.
    ///   - display: makes a display of its progress, once the training is about to begin.
    public init(
        of run: ExperimentRun, in place: RunPlace, messages: Messages = Messages(),
        display: @escaping () -> (any ProgressDisplay)? = { nil }
    ) {
        self.run = run
        self.place = place
        self.messages = messages
        makeDisplay = display
        switch place {
        case .resumed(let directory), .extended(let directory): self.directory = directory
        case .numbered, .exactly: break
        }
    }

    private var openDirectory: RunDirectory {
        guard let directory else { preconditionFailure("a step before open") }
        return directory
    }

    private var experiment: Experiment { run.experiment }
    private var settings: [(path: String, value: String)] { experiment.configuration.settings }

    // MARK: - Before the training

    /// Whether the run has no summary yet, or is to be continued all the same.
    public var hasWork: Bool { isExtended || directory.map { !$0.isFinished } ?? true }

    private var isExtended: Bool { if case .extended = place { true } else { false } }

    /// Says how many rows there are.
    public func didLoad(_ data: ExperimentData, seconds: Double) {
        let machine = run.machine
        let (training, validation) = (data.training, data.validation)
        if machine.ranks.size > 1 {
            messages.inform(
                "rank 0 of \(machine.ranks.size) has \(Format.count(training.heldRowCount, "training row"))")
        }
        let memory =
            if !training.isStreamed {
                "(\(Format.bytes(training.byteCount + validation.byteCount)))"
            } else if experiment.configuration.has(Schema.Data.Synthetic.section) {
                "made as they are needed"
            } else {
                "read as they are needed"
            }
        messages.inform(
            """
            \(Format.grouped(training.rowCount)) training and \(Format.grouped(validation.rowCount)) validation rows \
            x \(Format.grouped(training.featureCount)) features \(memory) in \(Format.seconds(seconds))
            """)
        for note in data.notes { messages.warn(note) }
        let shardCount = machine.ranks.share(of: experiment.plan.shardCount).count
        let rowsOfShard = experiment.plan.batchSize / experiment.plan.shardCount
        guard machine.workerCount > shardCount, rowsOfShard >= Self.fewRows,
            rowsOfShard * training.featureCount > Self.fewNumbers
        else { return }
        messages.warn(
            """
            \(Format.count(machine.workerCount, "worker")) share \(Format.count(shardCount, "shard")): some will idle; \
            more training.shards or a larger training.batch_size would use them (and change the result's bits)
            """)
    }

    /// A shard of fewer rows, or of no more numbers, is not worth sharing between workers.
    private static let fewRows = 16, fewNumbers = 4096

    /// Warns of memory on other nodes than planned, of a warm-up that the run does not see the end of, and of columns and
    /// classes that only the rows or only the model to begin with have.
    public func didPlace(_ trainer: any TrainingMethod) {
        if let model = experiment.configuration[Schema.Training.start], let start = trainer.start {
            messages.inform("begins with the parameters of \(model)")
            if let differences = start.differences { messages.warn(differences) }
        }
        typealias Keys = Schema.Optimizer.Schedule
        if experiment.configuration.has(Keys.warmupSteps),
            case let warmupSteps = experiment.configuration[Keys.warmupSteps], warmupSteps > trainer.totalSteps
        {
            let share = Double(trainer.totalSteps) / Double(warmupSteps)
            let rate = Double(trainer.fullLearningRate ?? 0)
            messages.warn(
                """
                \(Keys.warmupSteps.path) is \(Format.grouped(warmupSteps)), but the run has \
                \(Format.count(trainer.totalSteps, "step")): its learning rate ends at \
                \(Format.metric(share * rate, digits: 2)) of \
                \(Format.metric(rate, digits: 2))
                """)
        }
        guard run.machine.placement.isBinding else { return }
        for warning in trainer.placedMemory.flatMap({ $0.warnings() }) { messages.warn("\(warning)") }
    }

    /// Takes the directory, and locks it for as long as this recorder exists.
    public func open() throws {
        let directory = try place.take()
        lock = try HeldLock(directory.path)
        try directory.removeLeftovers()
        self.directory = directory
    }

    /// The directory's checkpoints, of a run that is resumed.
    public var resumedCheckpoints: CheckpointFolder? {
        switch place {
        case .resumed, .extended: checkpoints
        case .numbered, .exactly: nil
        }
    }

    /// The directory's checkpoints.
    public var checkpoints: CheckpointFolder? {
        directory.map { CheckpointFolder(path: $0.checkpoints, keptCount: experiment.keptCheckpointCount) }
    }

    /// Warns of the checkpoint.
    public func didSkipCheckpoint(_ error: FileError) { messages.warn("skipped a checkpoint: \(error)") }

    /// Warns of the checkpoint.
    public var checkpointWarning: @Sendable (FileError) -> Void {
        { [messages] in messages.warn("no checkpoint was saved: \($0)") }
    }

    /// Writes the configuration, and opens the history. What a run has come to that is to be continued counts no more.
    public func willTrain(_ trainer: any TrainingMethod, isResumed: Bool) throws {
        let directory = openDirectory
        if isResumed {
            messages.inform("going on from step \(Format.grouped(trainer.completedSteps))")
        } else if resumedCheckpoints != nil {
            messages.inform("\(directory.path) holds no checkpoint: starting from the beginning")
        }
        typealias Keys = Schema.Optimizer
        if let rate = trainer.fullLearningRate, experiment.configuration[Keys.learningRate] == .auto {
            let fall = experiment.configuration.fallsToItsEnd ? "; it falls to 0 by half a cosine" : ""
            messages.inform("learning rate \(rate), from how the rows curve the loss\(fall)")
        }
        if isExtended { try directory.reopen() }
        try AtomicFile.write(experiment.configuration.yaml(), to: directory.experiment)
        log =
            try trainer.completedSteps > 0
            ? MetricsLog(path: directory.metrics, from: trainer.completedSteps) : MetricsLog(path: directory.metrics)
        display = makeDisplay()
    }

    /// The history, TensorBoard's events, the page, and the display.
    public func observers(of trainer: any TrainingMethod) throws -> [any TrainingObserver] {
        let directory = openDirectory
        let events = try TensorBoardLog(path: directory.events, settings: settings, of: trainer)
        self.events = events
        let warner = GrowthWarner(display: display, warn: messages.warn)
        let page = LivePage(directory, settings: settings) { [messages] in
            messages.warn("the report is not kept up to date: \($0)")
        }
        let observers: [(any TrainingObserver)?] = [log, events, warner, page, display, fallingLoss]
        return observers.compactMap { $0 }
    }

    // MARK: - After the training

    /// Completes TensorBoard's events.
    public func didTrain() throws { try events?.finish() }

    /// Clears the display.
    public func didEndSteps() { display?.finish() }

    /// Writes the page, and the configuration that repeats the step.
    public func didDiverge(_ divergence: Divergence) {
        let directory = openDirectory
        writePageOfUnfinishedRun()
        do {
            try AtomicFile.write(experiment.replay(of: divergence).yaml(), to: directory.replay)
            replay = directory.replay
        } catch {
            messages.warn("no replay was written: \(error)")
        }
    }

    /// Writes the page.
    public func didInterrupt(_ interruption: RunInterruption) { writePageOfUnfinishedRun() }

    /// Writes `model.safetensors`.
    public func keep(_ model: TrainedModel) throws { try model.save(to: openDirectory.model) }

    /// Writes `predictions.json`, the model card, the page and, since it says that the run is finished, `summary.json` last.
    public func keep(_ result: RunResult) throws {
        let directory = openDirectory
        let summary = RunSummary(result, of: run)
        let predictions = PredictionReport(
            result.sample.predictions, of: result.sample.part.name, evaluation: result.sampledEvaluation,
            classes: result.model.classes, threshold: result.model.threshold)
        try AtomicFile.write(predictions.json.compact + "\n", to: directory.predictions)
        try AtomicFile.write(
            ModelCard(summary, of: result, experiment.configuration, in: directory).text, to: directory.modelCard)
        try RunPage(
            RunRecord(
                directory, settings: settings, state: .finished, summary: summary, predictions: predictions,
                model: result.model)
        ).write(to: directory.report)
        try AtomicFile.write(summary.json.pretty + "\n", to: directory.summary)
        self.summary = summary
        let solver = experiment.configuration.solver?.kind
        for warning in summary.optimality?.warnings(of: solver) ?? [] { messages.warn(warning) }
        if !result.outcome.hasStoppedEarly, solver == nil, let note = fallingLoss.text { messages.inform(note) }
    }

    /// A run that stops before its end says why elsewhere; that counts for more than its page.
    private func writePageOfUnfinishedRun() {
        do {
            let directory = openDirectory
            try RunPage(RunRecord(directory, settings: settings, state: .unfinished)).write(to: directory.report)
        } catch {
            messages.warn("no report was written: \(error)")
        }
    }
}

/// Keeps a lock for as long as it exists.
private final class HeldLock {
    private let lock: FolderLock

    init(_ path: String) throws(FileError) { lock = try FolderLock(path) }
}
