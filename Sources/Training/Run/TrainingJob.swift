public import Datasets
import Dispatch
import Files
import Kernels
public import Models
import NUMA
public import Optimizers
import Ranks

/// A model, rows, and how to train: everything that decides the result, and the machine plan, which does not.
///
/// A job is a description. Each call of `events` or `run` is a separate training, with the same bits. Several may run in
/// one process at the same time.
public struct TrainingJob: Sendable {
    /// What is trained.
    public var model: any Model
    /// Where the rows come from; as wide as the model expects.
    public var rows: any RowSource
    /// How gradients change parameters.
    public var optimizer: Optimizer
    /// Epochs, batch size, shards and seed.
    public var plan: TrainingPlan
    /// The share of the rows that is held out for validation, at least 0 and less than 1.
    public var validationFraction: Double
    /// How much the rows of each class count in the training, beside their own weights; for classifications.
    public var classWeights = ClassWeights.uniform
    /// Workers, memory nodes and instruction set.
    public var machine: MachinePlan
    /// Where checkpoints are kept; a training resumes from the newest. Nil for none.
    public var checkpoints: Checkpoints?

    /// The place of a job's checkpoints.
    public struct Checkpoints: Sendable {
        /// The folder of the files.
        public var folder: CheckpointFolder
        /// Distinguishes the job from others with the same rows. Change it whenever the model or the optimizer change.
        public var name: String
        /// When checkpoints are due; there is always one at a cancellation.
        public var schedule: CheckpointWriter.Schedule

        /// Describes the place.
        public init(
            in folder: CheckpointFolder, of name: String,
            schedule: CheckpointWriter.Schedule = CheckpointWriter.Schedule()
        ) {
            self.folder = folder
            self.name = name
            self.schedule = schedule
        }

        fileprivate func writer(
            of identity: TrainingIdentity, _ report: @escaping @Sendable (TrainingEvent) -> Void
        ) -> CheckpointWriter {
            CheckpointWriter(to: folder, of: identity, schedule: schedule) { report(.warning($0)) }
        }
    }

    /// Describes a training; properties may be changed afterwards.
    /// - Throws: `NUMAError` or `UnsupportedCPU` where the machine cannot be known or used.
    public init(
        _ model: any Model, on rows: any RowSource, optimizer: Optimizer, epochs: Int = 10, batchSize: Int = 256,
        seed: UInt64 = 42, validationFraction: Double = 0.1
    ) throws {
        self.model = model
        self.rows = rows
        self.optimizer = optimizer
        self.validationFraction = validationFraction
        plan = TrainingPlan(
            epochCount: epochs, batchSize: batchSize,
            shardCount: Minibatches.automaticShardCount(batchSize: batchSize), seed: seed)
        machine = try MachinePlan(on: .current())
    }

    /// Trains, and reports what happens on the way. The last event is the result.
    ///
    /// Where the task that reads the events is cancelled, or stops reading, the training stops after the step under way.
    /// - Returns: events, which end with an error where the training diverges or memory does not suffice.
    public func events() -> AsyncThrowingStream<TrainingEvent, any Error> {
        AsyncThrowingStream { continuation in
            let training = Task {
                do {
                    let result = try await run { continuation.yield($0) }
                    continuation.yield(.finished(result))
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in training.cancel() }
        }
    }

    /// Trains to the end. Where its task is cancelled, the training stops after the step under way, and writes a
    /// checkpoint where there is a place for them.
    /// - Parameter report: called with every event except the last one, on the training's thread.
    /// - Throws: `Divergence`, `NUMAError`, `FileError`; `WeightError` where a row's weight is not a finite number of at least
    ///   0, or no row counts; `CancellationError` where the task is cancelled.
    public func run(_ report: @escaping @Sendable (TrainingEvent) -> Void = { _ in }) async throws -> TrainingResult {
        let interruption = Interruption()
        let result = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // A training keeps its thread until it ends, which Swift's own threads are not meant for.
                DispatchQueue(label: "lockstep.training").async {
                    continuation.resume(with: Result { try train(until: interruption, report) })
                }
            }
        } onCancel: {
            interruption.request()
        }
        guard !result.outcome.wasInterrupted else { throw CancellationError() }
        return result
    }

    private func train(
        until interruption: Interruption, _ report: @escaping @Sendable (TrainingEvent) -> Void
    ) throws -> TrainingResult {
        let (training, validation) = try datasets()
        let trainer = try Trainer(
            model: model, optimizer: optimizer, dataset: training, plan: plan, machine: machine)
        let identity = checkpoints.map { checkpoints in
            TrainingIdentity(
                named: checkpoints.name,
                rows: RowFingerprints(
                    training: training.fingerprint(machine), validation: validation.fingerprint(machine)))
        }
        let totals = try identity.flatMap {
            try trainer.resume(from: checkpoints?.folder, of: $0) { report(.warning($0)) }
        }
        let outcome = try TrainingLoop(
            trainer, validation: validation, interruption: interruption,
            checkpoints: identity.flatMap { checkpoints?.writer(of: $0, report) },
            from: totals ?? TrainingTotals()
        ).run([EventReporter(report)])
        let parameters = trainer.parameters
        return TrainingResult(
            outcome: outcome, training: trainer.evaluate(on: training), model: model, parameters: parameters,
            classes: classes,
            targetScaling: rows.targetScaling,
            validationSample: validation.rowCount > 0
                ? PredictionSample(of: model, parameters: parameters, from: validation, ranks: machine.ranks) : nil,
            machine: machine)
    }

    /// Those of the rows, or numbered ones where these have no names.
    private var classes: ClassLabels? {
        guard case .classification(let count) = model.task else { return nil }
        return rows.classes ?? ClassLabels(count: count)
    }

    /// The rows that are trained on, and those that are held out.
    package func datasets() throws -> (training: Dataset, validation: Dataset) {
        let split = HeldOutSplit(
            rowCount: rows.rowCount, fraction: validationFraction, seed: plan.seed,
            kernels: machine.instructionSet.kernels)
        let datasets = (try trainingDataset(rows, split), try dataset(rows, .validation, split))
        try rows.check()
        try rows.checkWeights(of: .validation, of: split)
        return datasets
    }

    private func trainingDataset(_ rows: some RowSource, _ split: HeldOutSplit) throws -> Dataset {
        guard rows.hasWeights || classWeights != .uniform else { return try dataset(rows, .training, split) }
        let weighted = try TrainingWeightSource(rows, classWeights: classWeights, part: .training, of: split)
        return try dataset(weighted, .training, split)
    }

    private func dataset(
        _ rows: some RowSource, _ part: HeldOutSplit.Part, _ split: HeldOutSplit
    ) throws(NUMAError) -> Dataset {
        try Dataset(
            rows, part: part, of: split, storage: .float32, partitionCount: plan.shardCount,
            holding: machine.ranks.share(of: plan.shardCount),
            workers: machine.workers, kernels: machine.instructionSet.kernels)
    }
}

/// Passes on what an observer of a training sees.
private final class EventReporter: TrainingObserver {
    private let report: (TrainingEvent) -> Void

    init(_ report: @escaping (TrainingEvent) -> Void) { self.report = report }

    func didAdvance(_ progress: TrainingProgress) { report(.progress(progress)) }
    func didRecord(_ record: MetricsRecord) { report(.record(record)) }
    func didNotice(_ growth: LossGrowth) { report(.growth(growth)) }
}
