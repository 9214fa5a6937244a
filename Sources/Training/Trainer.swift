public import Datasets
import Kernels
public import Models
public import NUMA
public import Optimizers

/// Trains a model: owns the parameters and every buffer, and drives the step engine.
public final class Trainer {
    /// The model.
    public let model: any Model
    /// The experiment's plan.
    public let plan: TrainingPlan
    /// How the rows are cut.
    public let minibatches: Minibatches
    /// Steps taken since the begin of the run.
    public private(set) var completedSteps = 0

    /// Whether early stopping has ended the training.
    public private(set) var hasStopped = false

    private let optimizer: Optimizer
    private let dataset: Dataset
    private let machine: MachinePlan
    private let engine: StepEngine
    private let memory: ParameterMemory
    private let buffers: ShardBuffers
    private let progress: NodeMemory<SpanProgress>
    private let orders: EpochOrders
    private var earlyStopping: EarlyStopping?
    private var bestParameters: [Float]?

    /// Prepares a training from the model's initial parameters; allocates all that it will ever need.
    /// - Parameter dataset: at least one row, in as many partitions as the plan has shards.
    public init(
        model: any Model, optimizer: Optimizer, dataset: Dataset, plan: TrainingPlan, machine: MachinePlan
    ) throws(NUMAError) {
        precondition(dataset.partitions.count == plan.shardCount, "a partition for each shard")
        precondition(dataset.featureCount == model.featureCount, "rows as wide as the model")
        self.model = model
        self.optimizer = optimizer
        self.dataset = dataset
        self.plan = plan
        self.machine = machine
        earlyStopping = plan.earlyStopping
        minibatches = Minibatches(
            rowCount: dataset.rowCount, batchSize: plan.batchSize, shardCount: plan.shardCount)
        engine = try StepEngine(
            shardCount: plan.shardCount, workerCount: machine.workerCount, placement: machine.placement)
        memory = try ParameterMemory(
            layout: model.layout, stateCount: optimizer.rule.stateCount, placement: machine.placement)
        buffers = try ShardBuffers(
            gradientCount: model.layout.count + ParameterLayout.lossCount, scratchCount: model.scratchCount,
            minibatches: minibatches, workerCount: engine.workerCount, placement: machine.placement)
        progress = try NodeMemory(count: 1)
        orders = try EpochOrders(dataset, plan, kernels: machine.instructionSet.kernels)
        memory.write(parameters: model.initialParameters(seed: plan.seed))
    }

    /// Steps in the whole run.
    public var totalSteps: Int { minibatches.stepsPerEpoch * plan.epochCount }

    /// Whether there is nothing left to do.
    public var isFinished: Bool { hasStopped || completedSteps == totalSteps }

    /// A copy of the parameters, in the model's layout.
    public var parameters: [Float] { memory.parameters.copy }

    /// The digest of the parameters as they are.
    public var digest: Digest { Digest(of: parameters, layout: model.layout) }

    /// The learning rate of the last step taken, or of the first where none was.
    public var learningRate: Float {
        optimizer.step(max(completedSteps - 1, 0), of: totalSteps, rowCount: 1).learningRate
    }

    /// A copy of where the training stands; setting it goes on from there.
    public var state: TrainingState {
        get {
            TrainingState(
                completedSteps: completedSteps, parameters: parameters, optimizerState: memory.state.copy,
                earlyStopping: earlyStopping, bestParameters: bestParameters, hasStopped: hasStopped)
        }
        set {
            precondition((0...totalSteps).contains(newValue.completedSteps), "a state of the same plan")
            completedSteps = newValue.completedSteps
            memory.write(parameters: newValue.parameters)
            memory.state.write(newValue.optimizerState)
            earlyStopping = newValue.earlyStopping
            bestParameters = newValue.bestParameters
            hasStopped = newValue.hasStopped
        }
    }

    /// Rows that workers have read so far, by where these lie.
    public var rowsRead: RowsRead { buffers.rowsRead }

    /// Where the rows, gradients, scratch, parameters and optimizer state are, by node: the kernel's answer.
    public var placedMemory: [PlacedMemory] {
        dataset.placedMemory + buffers.placedMemory + memory.placedMemory
    }

    /// How well the parameters, as they are, predict a set of at least one row.
    public func evaluate(on dataset: Dataset) -> Evaluation {
        Evaluation(of: model, parameters: parameters, on: dataset, placement: machine.placement)
    }

    /// Takes note of the validation loss at the end of an epoch. With early stopping, the parameters of the best epoch
    /// come back once it says stop, or after the last epoch.
    public func observe(validationLoss: Double) {
        guard earlyStopping != nil, !hasStopped else { return }
        switch earlyStopping?.observe(validationLoss: validationLoss) {
        case .improved: bestParameters = parameters
        case .stop: hasStopped = true
        default: break
        }
        if isFinished, let bestParameters { memory.write(parameters: bestParameters) }
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

    /// Takes up to `stepCount` steps, over the ends of epochs, to the end of the run at most.
    /// - Parameter interruption: ends the span after the step during which it is requested.
    /// - Throws: `TrainingError`, and then `completedSteps` counts the steps that were taken.
    @discardableResult
    public func advance(
        by stepCount: Int, until interruption: Interruption? = nil
    ) throws(TrainingError) -> Span {
        let count = min(stepCount, totalSteps - completedSteps, Self.longestSpan)
        guard count > 0, !hasStopped else { return Span(stepCount: 0, rowCount: 0, lossSum: 0) }

        for epoch in epochUnderWay - 1...epochUnderWay { orders.prepare(epoch: epoch) }
        progress.baseAddress.initialize(to: SpanProgress())
        run(surroundings(interruption), stepCount: count)

        let done = progress.baseAddress.pointee
        if let loss = done.divergedLoss {
            completedSteps += done.stepCount - 1
            throw .diverged(step: completedSteps + 1, epoch: epochUnderWay, loss: loss)
        }
        completedSteps += done.stepCount
        guard memory.areParametersFinite else {
            throw .overflowed(step: completedSteps, epoch: (completedSteps - 1) / minibatches.stepsPerEpoch + 1)
        }
        return Span(stepCount: done.stepCount, rowCount: done.rowCount, lossSum: done.lossSum)
    }

    /// The epoch of the next step, from 1.
    private var epochUnderWay: Int { completedSteps / minibatches.stepsPerEpoch + 1 }

    /// The engine counts rounds in 32 bits.
    private static let longestSpan = StepEngine.maximumTurnCount / 3

    private func surroundings(_ interruption: Interruption?) -> StepSurroundings {
        let kernels = machine.instructionSet.kernels
        return StepSurroundings(
            optimizer: optimizer, minibatches: minibatches, stepsPerEpoch: minibatches.stepsPerEpoch,
            stepsBefore: completedSteps,
            totalSteps: totalSteps, prefetchDistance: machine.prefetchDistance(for: dataset, minibatches),
            permute: kernels.permute, permuteBlocks: kernels.permuteBlocks, add: kernels.add,
            shardCount: plan.shardCount, orders: orders,
            views: UnsafeBufferPointer(start: memory.views.baseAddress, count: memory.views.count),
            parameterCount: model.layout.count, firstState: memory.firstState, secondState: memory.secondState,
            blocks: UnsafeBufferPointer(start: memory.blocks.baseAddress, count: memory.blocks.count),
            ranges: memory.ranges.baseAddress, blockNorms: memory.blockNorms.baseAddress,
            gradients: buffers.gradients.baseAddress, shardNodes: buffers.shardNodes.baseAddress,
            desks: buffers.desks.baseAddress, seats: buffers.seats.baseAddress,
            progress: progress.baseAddress, interruption: interruption)
    }

    /// The engine's loop is compiled for each model of ours, and once more for those of others.
    private func run(_ surroundings: StepSurroundings, stepCount: Int) {
        switch model {
        case let model as LinearModel:
            engine.run(GradientStep(model: model, surroundings: surroundings), stepCount: stepCount)
        case let model as Network:
            engine.run(GradientStep(model: model, surroundings: surroundings), stepCount: stepCount)
        default:
            run(model, surroundings, stepCount)
        }
    }

    private func run(_ model: some Model, _ surroundings: StepSurroundings, _ stepCount: Int) {
        engine.run(GradientStep(model: model, surroundings: surroundings), stepCount: stepCount)
    }
}
