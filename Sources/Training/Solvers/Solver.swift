public import Datasets
import Kernels
public import Models
public import NUMA
import Optimizers
public import Ranks

/// Trains a model with all rows in every iteration, up to the optimum: a step of it is an iteration, and an epoch too.
public final class Solver: TrainingMethod {
    /// The model.
    public let model: any Model
    /// The experiment's plan: as many epochs as iterations are allowed.
    public let plan: TrainingPlan
    /// One minibatch of all rows.
    public let minibatches: Minibatches
    /// What the training began with in place of the model's initial parameters.
    public let start: StartingPoint?
    /// Iterations so far.
    public private(set) var completedSteps = 0
    /// Whether early stopping has ended the training.
    public private(set) var hasStopped = false
    /// What it does, and how far.
    public let settings: SolverSettings

    private let dataset: Dataset
    private let machine: MachinePlan
    private let objective: any Objective
    private let shape: LinearShape?
    private let orthant: Orthant?
    private var iteration: any SolverIteration
    private var point: [Double]
    private var value: ObjectiveValue?
    private var reference = 0.0
    private var end: Optimality.End?
    private var earlyStopping: EarlyStopping?
    private var bestParameters: [Float]?

    /// Starts from some parameters. Collective.
    /// - Parameters:
    ///   - model: a linear regression with the squared loss for `exact`; one without hidden layers, whose loss is smooth, for
    ///     `newton`; any whose loss is smooth for `lbfgs`.
    ///   - settings: what to do, and how far.
    ///   - dataset: at least one row, in as many partitions as the plan has shards; the machine's rank holds its block.
    ///   - plan: iterations as epochs, shards and seed.
    ///   - machine: workers, memory nodes, ranks and instruction set.
    ///   - start: what to begin with in place of the model's initial parameters.
    public init(
        model: any Model, settings: SolverSettings, dataset: Dataset, plan: TrainingPlan,
        machine: MachinePlan, from start: StartingPoint? = nil
    ) throws(NUMAError) {
        self.model = model
        self.start = start
        self.settings = settings
        self.dataset = dataset
        var plan = plan
        plan.batchSize = max(dataset.rowCount, 1)
        self.plan = plan
        self.machine = machine
        minibatches = Minibatches(
            rowCount: dataset.rowCount, batchSize: plan.batchSize, shardCount: plan.shardCount)
        earlyStopping = plan.earlyStopping
        let parameters = start?.parameters ?? model.initialParameters(seed: plan.seed)
        if let head = LinearPasses.Head(model) {
            let shape = LinearShape(
                featureCount: model.featureCount, outputCount: model.outputCount,
                offsetColumn: (model as? any SparseModel)?.offsetColumn)
            let isDirect =
                settings.kind == .exact
                && LinearObjective.takesAllRows(featureCount: model.featureCount, shardCount: plan.shardCount)
            let objective = try LinearObjective(
                dataset, shape, head, l2: settings.l2, takesAllRows: isDirect, machine: machine)
            self.shape = shape
            self.objective = objective
            point = shape.numbers(parameters, in: model.layout)
            iteration =
                settings.kind == .lbfgs
                ? LimitedMemoryIteration(objective, usesCurvature: settings.l1 == 0)
                : NewtonIteration(objective, isDirect: isDirect)
        } else {
            precondition(settings.kind == .lbfgs, "\(settings.kind) of a model whose second derivatives are unknown")
            let objective = try ModelObjective(model, dataset, l2: settings.l2, machine: machine)
            self.objective = objective
            shape = nil
            point = parameters.map(Double.init)
            iteration = LimitedMemoryIteration(objective, usesCurvature: false)
        }
        orthant = settings.l1 > 0 ? Orthant(l1: settings.l1, penalized: objective.penalized) : nil
    }

    /// The most iterations.
    public var totalSteps: Int { plan.epochCount }

    /// Whether the optimum is reached, or the iterations are used up.
    public var isFinished: Bool { hasStopped || end != nil || completedSteps == totalSteps }

    /// A copy of the parameters, in the model's layout.
    public var parameters: [Float] {
        isFinished ? bestParameters ?? current : current
    }

    private var current: [Float] { shape?.parameters(point, in: model.layout) ?? point.map { Float($0) } }

    /// None: directions have their own length.
    public var learningRate: Float? { nil }
    /// None.
    public var fullLearningRate: Float? { nil }
    /// None.
    public var optimizerStateCount: Int { 0 }
    /// False.
    public var keepsWeightsUnscaled: Bool { false }
    /// What a loss of the training is multiplied by to be in the target's unit: 1 where targets are not scaled.
    public var lossUnit: Double { model.lossUnit(of: dataset) }
    /// Whether the targets of the training rows are scaled.
    public var scalesTarget: Bool { dataset.targetScaling != nil }
    /// The processes that train together.
    public var ranks: Communicator { machine.ranks }
    /// Not measured.
    public var exchangeSeconds: Double { 0 }
    /// Nothing to gather: all ranks have everything.
    public func gatherState() {}
    /// Rows of other nodes are not counted.
    public var rowsRead: RowsRead { RowsRead() }
    /// Where the rows are, by node.
    public var placedMemory: [PlacedMemory] { dataset.placedMemory }
    /// All rows.
    public var rowsOfNextStep: [Int] {
        (0..<plan.shardCount).flatMap { shard in
            (0..<dataset.partitions[shard].rowCount).map { dataset.sourceRow(at: $0, ofPartition: shard) }
        }
    }

    /// A copy of where the training stands. Setting it continues from there.
    public var state: TrainingState {
        get {
            let memory = iteration.memory
            return TrainingState(
                completedSteps: completedSteps, parameters: current, unscaledParameters: nil, optimizerState: [],
                solver: SolverState(
                    point: point, vectors: memory.vectors,
                    numbers: [reference] + memory.numbers, end: end),
                earlyStopping: earlyStopping, bestParameters: bestParameters, hasStopped: hasStopped)
        }
        set {
            guard let solver = newValue.solver else { preconditionFailure("a state of the same optimizer") }
            precondition(solver.point.count == point.count && !solver.numbers.isEmpty, "a state of the same model")
            completedSteps = newValue.completedSteps
            earlyStopping = newValue.earlyStopping
            bestParameters = newValue.bestParameters
            hasStopped = newValue.hasStopped
            point = solver.point
            reference = solver.numbers[0]
            end = solver.end
            value = nil
            iteration.memory = SolverMemory(vectors: solver.vectors, numbers: Array(solver.numbers.dropFirst()))
        }
    }

    /// How well the current parameters predict a set of at least one row. Collective.
    public func evaluate(on dataset: Dataset, extent: Evaluation.Extent) -> Evaluation {
        Evaluation(
            of: model, parameters: parameters, on: dataset, workers: machine.workers, ranks: ranks, extent: extent)
    }

    /// The iteration after which the parameters were as they are now.
    public var epochOfParameters: Int {
        guard isFinished, bestParameters != nil, let earlyStopping else { return completedSteps }
        return completedSteps - earlyStopping.epochsWithoutImprovement
    }

    /// Takes note of a value of the plan's metric of early stopping at the end of an iteration.
    public func observe(_ value: Double) {
        guard earlyStopping != nil, !hasStopped else { return }
        switch earlyStopping?.observe(value) {
        case .improved: bestParameters = current
        case .stop: hasStopped = true
        default: break
        }
    }

    /// - Throws: where the rows cannot be trusted, since their file has changed meanwhile.
    public func checkRows() throws { try dataset.check() }

    /// How near the optimum is; nil before the first iteration.
    public var optimality: Optimality? {
        guard let value else { return nil }
        let gradient = steepest(value)
        let isCurved = settings.kind != .lbfgs
        return Optimality(
            gradientNorm: reference > 0 ? objective.scaledNorm(ofGradient: gradient) / reference : 0,
            tolerance: settings.tolerance,
            estimatedGap: isCurved ? dot(gradient, objective.preconditioned(gradient)) / 2 : nil,
            objective: value.total + (orthant?.penalty(of: point) ?? 0), passCount: objective.passCount,
            end: end ?? (completedSteps == totalSteps ? .iterations : nil),
            dependentFeatures: ((objective as? any CurvedObjective)?.dependentColumns ?? []).map {
                $0 < dataset.featureCount ? dataset.featureNames[$0] : "bias"
            })
    }

    /// Takes up to so many iterations, but not beyond the optimum. Collective.
    /// - Parameters:
    ///   - stepCount: how many, at least 1.
    ///   - interruption: ends the span after the iteration during which it is requested.
    @discardableResult
    public func advance(by stepCount: Int, until interruption: Interruption?) throws(Divergence) -> StepTotals {
        var totals = StepTotals()
        try prepare()
        while totals.stepCount < stepCount, !isFinished {
            guard let step = try iterate(until: interruption) else { break }
            totals += step
            if ranks.allReduceMaximum(interruption?.isRequested == true ? 1 : 0) != 0 { break }
        }
        return totals
    }

    /// Evaluates the objective where the training stands, if it was not yet.
    private func prepare() throws(Divergence) {
        guard value == nil else { return }
        var here: ObjectiveValue?
        if completedSteps == 0 {
            let fresh = model.initialParameters(seed: plan.seed)
            let start = objective.evaluate(at: shape?.numbers(fresh, in: model.layout) ?? fresh.map(Double.init))
            guard start.isFinite else { throw divergence() }
            reference = objective.referenceNorm(of: start)
            if self.start == nil { here = start }
        }
        let value = here ?? objective.evaluate(at: point)
        guard value.isFinite else { throw divergence() }
        self.value = value
    }

    private func steepest(_ value: ObjectiveValue) -> [Double] {
        orthant?.pseudoGradient(value.gradient, at: point) ?? value.gradient
    }

    /// An iteration; nil, and nothing has changed, where it was asked to stop before it knew where to go.
    private func iterate(until interruption: Interruption?) throws(Divergence) -> StepTotals? {
        guard let before = value else { preconditionFailure("an iteration without a value") }
        let passesBefore = objective.passCount
        let gradient = steepest(before)
        let reduction = objective.scaledNorm(ofGradient: gradient) / max(reference, .leastNormalMagnitude)
        if reduction <= settings.tolerance {
            end = .converged
        } else {
            guard let direction = direction(before, gradient, reduction, until: interruption) else { return nil }
            if let found = search(before, gradient, along: direction) {
                try move(to: found, from: before)
            } else {
                end = .precision
            }
        }
        completedSteps += 1
        let passes = max(objective.passCount - passesBefore, 1)
        return StepTotals(
            stepCount: 1, rowCount: passes * dataset.rowCount,
            lossSum: before.loss * Double(passes * dataset.rowCount))
    }

    /// The direction to go in; nil where it was asked to stop.
    private func direction(
        _ before: ObjectiveValue, _ gradient: [Double], _ reduction: Double, until interruption: Interruption?
    ) -> [Double]? {
        var steep = before
        steep.gradient = gradient
        let memory = iteration
        let direction = iteration.direction(at: point, steep, reduction: reduction) { [ranks] in
            interruption != nil && ranks.allReduceMaximum(interruption?.isRequested == true ? 1 : 0) != 0
        }
        if direction == nil { iteration = memory }
        return direction
    }

    private func search(
        _ before: ObjectiveValue, _ gradient: [Double], along direction: [Double]
    ) -> LineSearch.Found? {
        // Without second derivatives, the first step is as long as a step may be expected to be.
        let isFirst = completedSteps == 0 && shape == nil
        let length = isFirst ? min(1, 1 / norm(gradient)) : 1
        guard let orthant else {
            return LineSearch.search(
                from: point, before, along: direction, first: length, evaluate: objective.evaluate)
        }
        return orthant.search(
            from: point, before, along: orthant.aligned(direction, with: gradient), gradient, first: length,
            evaluate: objective.evaluate)
    }

    private func move(to found: LineSearch.Found, from before: ObjectiveValue) throws(Divergence) {
        iteration.didMove(by: sum(found.point, -1, point), before, found.value)
        point = found.point
        value = found.value
        guard current.allSatisfy(\.isFinite) else { throw divergence() }
        let rest = objective.scaledNorm(ofGradient: steepest(found.value)) / max(reference, .leastNormalMagnitude)
        if rest <= settings.tolerance { end = .converged }
    }

    private func divergence() -> Divergence {
        Divergence(
            step: completedSteps + 1, epoch: completedSteps + 1, learningRate: nil, rows: [], origin: .update)
    }
}

extension LinearPasses.Head {
    /// That of a model without hidden layers; nil for others.
    init?(_ model: any Model) {
        switch model {
        case let model as LinearModel: self = .point(model.loss)
        case let model as Network where model.hidden.isEmpty:
            switch model.head {
            case .softmax: self = .softmax
            case .regression(let loss): self = .point(loss)
            }
        default: return nil
        }
    }
}
