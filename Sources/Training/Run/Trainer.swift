public import Datasets
import Kernels
public import Measures
public import Models
public import NUMA
public import Optimizers
public import Ranks

/// Trains a model: owns the parameters and every buffer, and drives the step engine.
public final class Trainer: TrainingMethod {
    /// The model.
    public let model: any Model
    /// The experiment's plan.
    public let plan: TrainingPlan
    /// How the rows are divided into minibatches and shards.
    public let minibatches: Minibatches
    /// Steps taken since the start of the run.
    public private(set) var completedSteps = 0

    /// Whether early stopping has ended the training.
    public private(set) var hasStopped = false

    /// What it begins with in place of the model's initial parameters; nil where it begins with these.
    public let start: StartingPoint?

    private var optimizer: Optimizer
    private let dataset: Dataset
    private let machine: MachinePlan
    private let engine: StepEngine
    private let memory: ParameterMemory
    private let buffers: ShardBuffers
    /// Buffers for sparse rows; nil where rows are dense.
    private let sparse: SparseBuffers?
    private var weightScale = WeightScale()
    private let progress: NodeMemory<SpanProgress>
    private let orders: EpochOrders
    /// The exchange of ranks; nil for a process alone, or where rows are sparse.
    private let exchange: RankExchange?
    /// The exchange of ranks where rows are sparse; nil for a process alone.
    private let sparseExchange: SparseExchange?
    private var hasReadAhead = false
    private var earlyStopping: EarlyStopping?
    private var bestParameters: [Float]?

    /// Allocates all memory that the training will need, and starts from the model's initial parameters, or from others.
    /// Collective.
    /// - Parameters:
    ///   - model: the model.
    ///   - optimizer: how gradients change parameters.
    ///   - dataset: at least one row, in as many partitions as the plan has shards; the machine's rank holds its block.
    ///   - plan: epochs, batch size, shards and seed; at least as many shards as there are ranks.
    ///   - machine: workers, memory nodes, ranks and instruction set.
    ///   - start: what to begin with in place of the model's initial parameters.
    public init(
        model: any Model, optimizer: Optimizer, dataset: Dataset, plan: TrainingPlan, machine: MachinePlan,
        from start: StartingPoint? = nil
    ) throws(NUMAError) {
        precondition(dataset.partitions.count == plan.shardCount, "a partition for each shard")
        let shards = machine.ranks.share(of: plan.shardCount)
        precondition(dataset.held == shards && !shards.isEmpty, "this rank's partitions")
        precondition(dataset.featureCount == model.featureCount, "rows as wide as the model")
        self.model = model
        self.start = start
        self.optimizer = optimizer
        self.dataset = dataset
        self.plan = plan
        self.machine = machine
        earlyStopping = plan.earlyStopping
        minibatches = Minibatches(
            rowCount: dataset.rowCount, batchSize: plan.batchSize, shardCount: plan.shardCount)
        engine = try StepEngine(
            shardCount: shards.count, workerCount: machine.workerCount, placement: machine.placement)
        let shape = dataset.isSparse ? SparseShape(model) : nil
        precondition((shape != nil) == dataset.isSparse, "a model of sparse rows")
        memory = try ParameterMemory(
            layout: model.layout, stateCount: optimizer.rule.stateCount, hasAverage: plan.averaging != .none,
            blockSize: shape?.blockSize ?? ParameterBlock.size, placement: machine.placement)
        buffers = try ShardBuffers(
            gradientCount: dataset.isSparse ? 0 : model.layout.count + ParameterLayout.lossCount,
            scratchCount: dataset.isSparse ? 0 : model.scratchCount,
            streamedRowBytes: dataset.isStreamed ? dataset.featureCount * dataset.storage.byteCount : 0,
            hasWeights: dataset.hasWeights, minibatches: minibatches, shards: shards, workerCount: engine.workerCount,
            placement: machine.placement)
        sparse =
            if let shape {
                try SparseBuffers(
                    dataset, shape, blockCount: memory.blocks.count, minibatches: minibatches,
                    workerCount: engine.workerCount, placement: machine.placement, ranks: machine.ranks)
            } else {
                nil
            }
        sparseExchange =
            if let sparse, machine.ranks.size > 1 {
                try SparseExchange(machine.ranks, sparse)
            } else {
                nil
            }
        exchange =
            machine.ranks.size > 1 && sparse == nil
            ? try RankExchange(
                machine.ranks, shardCount: plan.shardCount, gradientParts: model.gradientParts, buffers: buffers,
                memory: memory, kernels: machine.instructionSet.kernels) : nil
        progress = try NodeMemory(count: 1)
        orders = try EpochOrders(dataset, plan, kernels: machine.instructionSet.kernels)
        memory.write(parameters: start?.parameters ?? model.initialParameters(seed: plan.seed))
        try ThreadRoom.check(for: min(engine.workerCount, try CPUSet.ofCallingThread().count) + 2)
    }

    /// Steps in the whole run.
    public var totalSteps: Int { minibatches.stepsPerEpoch * plan.epochCount }

    /// Whether no step is left to take.
    public var isFinished: Bool { hasStopped || completedSteps == totalSteps }

    /// A copy of the parameters, in the model's layout: their average where the plan has one.
    public var parameters: [Float] {
        guard let average = memory.average, averaging.exists(afterSteps: completedSteps) else { return lastParameters }
        return Array(UnsafeBufferPointer(start: average, count: model.layout.count))
    }

    /// A copy of the parameters that the last step left.
    private var lastParameters: [Float] {
        var parameters = memory.parameters.copy
        guard weightScale.factor != 1 else { return parameters }
        let factor = Float(weightScale.factor)
        for tensor in model.layout.tensors where tensor.role == .weight {
            for index in tensor.offset..<tensor.offset + tensor.span { parameters[index] *= factor }
        }
        return parameters
    }

    /// Whether steps skip weights whose gradients are zero.
    private var isLazy: Bool { sparse != nil && optimizer.isLazy }
    /// Whether memory holds weights without the factor that they have in common.
    public var keepsWeightsUnscaled: Bool { isLazy && optimizer.decaysWeights }
    /// Numbers that the optimizer keeps for each parameter, and its average.
    public var optimizerStateCount: Int { optimizer.rule.stateCount + (plan.averaging == .none ? 0 : 1) }
    private var averaging: StepAveraging {
        StepAveraging(
            plan, lazyParameterCount: isLazy ? model.layout.count : nil, stepsPerEpoch: minibatches.stepsPerEpoch)
    }

    /// The learning rate of the last step taken, or of the first step before that.
    public var learningRate: Float? {
        optimizer.step(max(completedSteps - 1, 0), of: totalSteps, rowCount: 1).learningRate
    }

    /// The learning rate before the schedule's factor.
    public var fullLearningRate: Float? { optimizer.learningRate }

    /// What a loss of the training is multiplied by to be in the target's unit: 1 where targets are not scaled.
    public var lossUnit: Double { model.lossUnit(of: dataset) }
    /// Whether the targets of the training rows are scaled.
    public var scalesTarget: Bool { dataset.targetScaling != nil }

    /// The processes that train together.
    public var ranks: Communicator { machine.ranks }

    /// Seconds that this rank has spent on exchanges with others, waiting included.
    public var exchangeSeconds: Double { exchange?.seconds ?? sparseExchange?.seconds ?? 0 }

    /// Collects the parts of `state` that other ranks hold. Collective.
    public func gatherState() { exchange?.gatherState() }

    /// A copy of where the training stands. Setting it continues from there.
    public var state: TrainingState {
        get {
            TrainingState(
                completedSteps: completedSteps, parameters: lastParameters,
                unscaledParameters: keepsWeightsUnscaled ? memory.parameters.copy : nil,
                weightFactor: weightScale.factor, optimizerState: memory.state.copy, earlyStopping: earlyStopping,
                bestParameters: bestParameters, plateau: optimizer.plateau?.state, hasStopped: hasStopped)
        }
        set {
            precondition((0...totalSteps).contains(newValue.completedSteps), "a state of the same plan")
            completedSteps = newValue.completedSteps
            earlyStopping = newValue.earlyStopping
            bestParameters = newValue.bestParameters
            hasStopped = newValue.hasStopped
            precondition((newValue.plateau != nil) == (optimizer.plateau != nil), "a state of the same schedule")
            if let plateau = newValue.plateau { optimizer.plateau?.state = plateau }
            precondition(newValue.optimizerState.count == memory.state.count, "a state of the same optimizer")
            precondition((newValue.unscaledParameters != nil) == keepsWeightsUnscaled, "a state of the same optimizer")
            newValue.optimizerState.withUnsafeBufferPointer { memory.state.write($0) }
            if let unscaled = newValue.unscaledParameters, !isFinished {
                memory.write(parameters: unscaled)
                weightScale = WeightScale(factor: newValue.weightFactor)
            } else {
                write(parameters: newValue.parameters)
            }
        }
    }

    /// Nil: minibatch descent does not know.
    public var optimality: Optimality? { nil }

    /// Rows that workers have read so far, by their place in memory.
    public var rowsRead: RowsRead { buffers.rowsRead }

    /// Where the rows, gradients, scratch, parameters and optimizer state are, by node, as the kernel reports it.
    public var placedMemory: [PlacedMemory] {
        dataset.placedMemory + buffers.placedMemory + (sparse?.placedMemory ?? []) + memory.placedMemory
    }

    /// How well the current parameters predict a set of at least one row. Collective.
    /// - Parameters:
    ///   - dataset: the rows.
    ///   - extent: which measures are wanted.
    public func evaluate(on dataset: Dataset, extent: Evaluation.Extent) -> Evaluation {
        Evaluation(
            of: model, parameters: parameters, on: dataset, workers: machine.workers, ranks: ranks, extent: extent)
    }

    /// The epoch after which the parameters were as they are now, from 1: the last one, or with early stopping, once the
    /// training has ended, the best one.
    public var epochOfParameters: Int {
        let epoch = minibatches.epochs(ofSteps: completedSteps)
        guard isFinished, bestParameters != nil, let earlyStopping else { return epoch }
        return epoch - earlyStopping.epochsWithoutImprovement
    }

    /// Takes note of a value of the plan's metric of early stopping at the end of an epoch; NaN where it has none. With early
    /// stopping, the parameters of the best epoch are restored when the training stops or after the last epoch.
    public func observe(_ value: Double) {
        guard earlyStopping != nil, !hasStopped else { return }
        switch earlyStopping?.observe(value) {
        case .improved: bestParameters = parameters
        case .stop: hasStopped = true
        default: break
        }
        guard isFinished else { return }
        let final = bestParameters ?? parameters
        write(parameters: final)
        memory.average?.update(from: final, count: final.count)
    }

    /// What the schedule's plateau watches; nil where the schedule has none.
    public var plateauMetric: Measure? { optimizer.plateau?.metric }

    /// Takes note of a value of `plateauMetric` at the end of an epoch; NaN where it has none. From the next step on, the
    /// learning rate is cut where it has stopped improving.
    public func observePlateau(_ value: Double) { optimizer.plateau?.observe(value) }

    /// Overwrites the parameters with these, which include the factor that weights have in common.
    private func write(parameters: [Float]) {
        memory.write(parameters: parameters)
        weightScale = WeightScale()
    }

    /// Takes up to `stepCount` steps, across the ends of epochs, but not beyond the end of the run.
    ///
    /// A step with a number that is not finite cannot be taken: the span ends before it, and one that would begin with it
    /// throws. Collective.
    /// - Parameters:
    ///   - stepCount: how many steps, at least 1.
    ///   - interruption: ends the span after the step during which it is requested.
    @discardableResult
    public func advance(by stepCount: Int, until interruption: Interruption?) throws(Divergence) -> StepTotals {
        let count = min(stepCount, totalSteps - completedSteps, Self.longestSpan)
        guard count > 0, !hasStopped else { return StepTotals() }
        if let span = take(count, until: interruption) { return span }
        // One of these steps cannot be taken; those before it can.
        var span = StepTotals()
        while span.stepCount < count, let step = take(1) { span += step }
        guard span.stepCount > 0 else { throw divergence() }
        return span
    }

    /// - Throws: where the rows of the steps so far cannot be trusted, since their file has changed meanwhile.
    public func checkRows() throws { try dataset.check() }

    /// Takes steps, or none, and returns nil, where one of them has a number that is not finite.
    private func take(_ stepCount: Int, until interruption: Interruption? = nil) -> StepTotals? {
        prepareOrders()
        readAheadAtFirst()
        memory.snapshot()
        let firstStep = optimizer.step(completedSteps, of: totalSteps, rowCount: 1)
        progress.baseAddress.initialize(to: SpanProgress(update: firstStep, decay: LazyDecay(scale: weightScale)))
        run(context(interruption), stepCount: stepCount)
        let done = progress.baseAddress.pointee
        // A number that is not finite stays so, in a parameter and in the optimizer's state: looking at the end is enough.
        guard !done.hasDiverged, ranks.allReduceMaximum(memory.isFinite ? 0 : 1) == 0 else {
            memory.restore()
            return nil
        }
        completedSteps += done.totals.stepCount
        weightScale = done.decay.scale
        // Ranks have the averages of their own blocks.
        if plan.averaging != .none { gatherState() }
        return done.totals
    }

    /// Why the next step cannot be taken.
    private func divergence() -> Divergence {
        let rows = rowsOfNextStep
        let (epoch, step) = completedSteps.quotientAndRemainder(dividingBy: minibatches.stepsPerEpoch)
        let search = DivergenceSearch(
            model: model, dataset: dataset, minibatches: minibatches, orders: orders, memory: memory, buffers: buffers,
            sparse: sparse.map {
                SparseStepContext(
                    $0, isLazy: isLazy, blockCount: memory.blocks.count, machine.instructionSet.kernels)
            }, weightScale: Float(weightScale.factor), ranks: ranks)
        return Divergence(
            step: completedSteps + 1, epoch: epoch + 1,
            learningRate: optimizer.step(completedSteps, of: totalSteps, rowCount: 1).learningRate, rows: rows,
            origin: search.origin(epoch: epoch, stepOfEpoch: step))
    }

    /// The rows of the next step's minibatch, shard by shard: their indices in the source of the training rows.
    public var rowsOfNextStep: [Int] {
        prepareOrders()
        let (epoch, step) = completedSteps.quotientAndRemainder(dividingBy: minibatches.stepsPerEpoch)
        return (0..<plan.shardCount).flatMap { shard in
            orders.places(minibatches.places(ofShard: shard, step: step), of: shard, in: epoch).map {
                dataset.sourceRow(at: Int($0), ofPartition: shard)
            }
        }
    }

    /// Steps ask for rows of much later steps. Nobody has asked for those of the first ones.
    private func readAheadAtFirst() {
        guard dataset.isStreamed, !hasReadAhead else { return }
        hasReadAhead = true
        let (epoch, step) = completedSteps.quotientAndRemainder(dividingBy: minibatches.stepsPerEpoch)
        for shard in 0..<plan.shardCount {
            let places = minibatches.places(ofShard: shard, step: step)
            orders.fillWindow(from: places.lowerBound, of: shard, in: epoch)
        }
    }

    private func prepareOrders() {
        for epoch in epochUnderWay - 1...epochUnderWay { orders.prepare(epoch: epoch) }
    }

    /// The epoch of the next step, from 1.
    private var epochUnderWay: Int { completedSteps / minibatches.stepsPerEpoch + 1 }

    /// The engine counts turns in 32 bits, and each round of a step is one: four at most, in a `RankStep` that clips.
    private static let longestSpan = StepEngine.maximumTurnCount / mostRoundsOfStep
    private static let mostRoundsOfStep = 4

    private func context(_ interruption: Interruption?) -> StepContext {
        let kernels = machine.instructionSet.kernels
        let gradients = sparse?.gradient.baseAddress ?? buffers.gradients.baseAddress
        let total = exchange?.total ?? gradients[0]
        return StepContext(
            rows: StepRows(
                steps: StepNumbers(
                    minibatches: minibatches, stepsPerEpoch: minibatches.stepsPerEpoch, stepsBefore: completedSteps,
                    totalSteps: totalSteps),
                orders: orders, isStreamed: orders.isStreamed,
                prefetchDistance: machine.prefetchDistance(for: dataset, minibatches), permute: kernels.permute,
                permuteBlocks: kernels.permuteBlocks, shardNodes: buffers.shardNodes.baseAddress,
                scratches: buffers.scratches.baseAddress, workerStates: buffers.workerStates.baseAddress),
            sums: StepSums(
                tree: ShardTree(shardCount: plan.shardCount), add: kernels.add, parameterCount: model.layout.count,
                gradients: gradients, total: total),
            parameters: StepParameters(
                optimizer: optimizer, views: memory.views.elements, count: model.layout.count,
                firstState: memory.firstState, secondState: memory.secondState, average: memory.average,
                blocks: memory.blocks.elements,
                ranges: memory.ranges.baseAddress, blockNorms: memory.blockNorms.baseAddress, gradientSum: total),
            averaging: averaging, progress: progress.baseAddress, interruption: interruption)
    }

    /// The engine's loop is specialised for the models of this package; all others share one more copy.
    private func run(_ context: StepContext, stepCount: Int) {
        if let sparse {
            let work = SparseStep(
                context: context,
                sparse: SparseStepContext(
                    sparse, isLazy: isLazy, blockCount: memory.blocks.count, machine.instructionSet.kernels),
                shards: dataset.held, exchange: sparseExchange)
            return engine.run(work, stepCount: stepCount)
        }
        switch model {
        case let model as LinearModel:
            run(GradientStep(model: model, context: context), stepCount)
        case let model as Network:
            run(GradientStep(model: model, context: context), stepCount)
        default:
            run(model, context, stepCount)
        }
    }

    private func run(_ model: some Model, _ context: StepContext, _ stepCount: Int) {
        run(GradientStep(model: model, context: context), stepCount)
    }

    @inline(__always)
    private func run(_ step: GradientStep<some Model>, _ stepCount: Int) {
        guard let exchange else { return engine.run(step, stepCount: stepCount) }
        engine.run(RankStep(step: step, exchange: exchange), stepCount: stepCount)
    }
}
