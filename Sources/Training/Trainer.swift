public import Datasets
import Kernels
public import Models
public import NUMA
public import Optimizers

/// The experiment half of a run, but for the data, the model and the optimizer: with them it decides every bit.
public struct TrainingPlan: Hashable, Sendable {
    /// Passes over the training rows.
    public var epochCount: Int
    /// Rows of a minibatch.
    public var batchSize: Int
    /// Shards of a minibatch: the number of summands that the reducer's tree adds.
    public var shardCount: Int
    /// The key of the order of rows.
    public var seed: UInt64

    /// A plan; all numbers are at least one, but for the seed.
    public init(epochCount: Int, batchSize: Int, shardCount: Int, seed: UInt64) {
        precondition(epochCount > 0 && batchSize > 0 && shardCount > 0)
        self.epochCount = epochCount
        self.batchSize = batchSize
        self.shardCount = shardCount
        self.seed = seed
    }
}

/// Where a training stands: enough, with the experiment, to go on with the same bits.
public struct TrainingState: Equatable, Sendable {
    /// Steps taken since the begin of the run.
    public var completedSteps: Int
    /// The parameters in their layout, gaps included.
    public var parameters: [Float]
}

/// A training that cannot go on.
public enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The loss of a minibatch is not a finite number; the step was not taken.
    /// - Parameters: step and epoch count from 1.
    case diverged(step: Int, epoch: Int, loss: Float)
    /// A parameter is not a finite number any more.
    /// - Parameters: step and epoch count from 1, and are those of the last step.
    case overflowed(step: Int, epoch: Int)

    private static let advice = "try a smaller learning rate, or look for extreme values in the data"

    /// One line for people.
    public var description: String {
        switch self {
        case .diverged(let step, let epoch, let loss):
            "training diverged at step \(step) (epoch \(epoch)): the loss is \(loss); "
                + Self.advice
        case .overflowed(let step, let epoch):
            "training diverged by step \(step) (epoch \(epoch)): a parameter is too large for a float32; " + Self.advice
        }
    }
}

/// Trains a model: owns the parameters and every buffer, and drives the step engine.
public final class Trainer {
    /// The model.
    public let model: LinearRegression
    /// The experiment's plan.
    public let plan: TrainingPlan
    /// How the rows are cut.
    public let minibatches: Minibatches
    /// Steps taken since the begin of the run.
    public private(set) var completedSteps = 0

    private let optimizer: SGD
    private let dataset: Dataset
    private let machine: MachinePlan
    private let engine: StepEngine
    private let parameterMemory: NodeMemory<Float>
    private let buffers: ShardBuffers
    private let progress: NodeMemory<SpanProgress>

    /// Prepares a training from zero parameters; allocates all that it will ever need.
    /// - Parameter dataset: at least one row, in as many partitions as the plan has shards.
    public init(
        model: LinearRegression, optimizer: SGD, dataset: Dataset, plan: TrainingPlan, machine: MachinePlan
    ) throws(NUMAError) {
        precondition(dataset.partitions.count == plan.shardCount, "a partition for each shard")
        precondition(dataset.featureCount == model.featureCount, "rows as wide as the model")
        self.model = model
        self.optimizer = optimizer
        self.dataset = dataset
        self.plan = plan
        self.machine = machine
        minibatches = Minibatches(
            rowCount: dataset.rowCount, batchSize: plan.batchSize, shardCount: plan.shardCount)
        engine = try StepEngine(
            shardCount: plan.shardCount, workerCount: machine.workerCount, placement: machine.placement)
        parameterMemory = try NodeMemory(count: model.layout.count)
        buffers = try ShardBuffers(
            gradientCount: model.layout.count + ParameterLayout.lossCount, minibatches: minibatches,
            workerCount: engine.workerCount, placement: machine.placement)
        progress = try NodeMemory(count: 1)
    }

    /// Steps in the whole run.
    public var totalSteps: Int { minibatches.stepsPerEpoch * plan.epochCount }

    /// A copy of the parameters, in the model's layout.
    public var parameters: [Float] {
        Array(parametersInPlace)
    }

    private var parametersInPlace: UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(start: parameterMemory.baseAddress, count: parameterMemory.count)
    }

    /// The digest of the parameters as they are.
    public var digest: Digest { Digest(of: parameters, layout: model.layout) }

    /// A copy of where the training stands; setting it goes on from there.
    public var state: TrainingState {
        get { TrainingState(completedSteps: completedSteps, parameters: parameters) }
        set {
            precondition(newValue.parameters.count == parameterMemory.count, "a state of the same model")
            precondition((0...totalSteps).contains(newValue.completedSteps), "a state of the same plan")
            completedSteps = newValue.completedSteps
            newValue.parameters.withUnsafeBufferPointer {
                parameterMemory.baseAddress.update(from: $0.baseAddress!, count: $0.count)
            }
        }
    }

    /// What a span of steps did.
    public struct Span: Sendable {
        /// Steps taken.
        public let stepCount: Int
        /// Rows seen.
        public let rowCount: Int
        /// Sum over the rows of the loss that each had before its step.
        public let lossSum: Double
    }

    /// Takes up to `stepCount` steps, but none beyond the end of the epoch.
    /// - Parameter interruption: ends the span after the step during which it is requested.
    /// - Throws: `TrainingError`, and then `completedSteps` counts the steps that were taken.
    @discardableResult
    public func advance(
        by stepCount: Int, until interruption: Interruption? = nil
    ) throws(TrainingError) -> Span {
        let epoch = completedSteps / minibatches.stepsPerEpoch
        let firstStep = completedSteps % minibatches.stepsPerEpoch
        let count = min(stepCount, minibatches.stepsPerEpoch - firstStep, totalSteps - completedSteps)
        guard count > 0 else { return Span(stepCount: 0, rowCount: 0, lossSum: 0) }

        buffers.prepare(dataset, epoch: epoch, seed: plan.seed, machine: machine)
        progress.baseAddress.initialize(to: SpanProgress())
        let kernels = machine.instructionSet.kernels
        engine.run(
            GradientStep(
                model: model, optimizer: optimizer, minibatches: minibatches, firstStep: firstStep,
                prefetchDistance: machine.prefetchDistance(for: dataset, minibatches),
                permute: kernels.permute, add: kernels.add,
                partitions: buffers.partitions.baseAddress, parameters: parameterMemory.baseAddress,
                parameterCount: model.layout.count, gradients: buffers.gradients.baseAddress,
                desks: buffers.desks.baseAddress, progress: progress.baseAddress, interruption: interruption),
            stepCount: count)

        let done = progress.baseAddress.pointee
        if let loss = done.divergedLoss {
            completedSteps += done.stepCount - 1
            throw .diverged(step: completedSteps + 1, epoch: epoch + 1, loss: loss)
        }
        completedSteps += done.stepCount
        guard parametersInPlace.allSatisfy(\.isFinite) else {
            throw .overflowed(step: completedSteps, epoch: epoch + 1)
        }
        return Span(stepCount: done.stepCount, rowCount: done.rowCount, lossSum: done.lossSum)
    }
}
