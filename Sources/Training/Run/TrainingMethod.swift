public import Datasets
import Files
public import Measures
public import Models
public import NUMA
public import Ranks

/// What trains a model: minibatch descent (`Trainer`), or a solver (`Solver`). It owns the parameters, takes steps, and its
/// state can be taken and set.
public protocol TrainingMethod: AnyObject {
    /// The model.
    var model: any Model { get }
    /// The experiment's plan.
    var plan: TrainingPlan { get }
    /// What the training began with in place of the model's initial parameters.
    var start: StartingPoint? { get }
    /// How the rows are divided into minibatches and shards.
    var minibatches: Minibatches { get }
    /// Steps taken since the start of the run.
    var completedSteps: Int { get }
    /// Steps in the whole run, at most.
    var totalSteps: Int { get }
    /// Whether early stopping has ended the training.
    var hasStopped: Bool { get }
    /// Whether no step is left to take.
    var isFinished: Bool { get }
    /// A copy of the parameters, in the model's layout.
    var parameters: [Float] { get }
    /// The learning rate of the last step taken, or of the first step before that; nil for a solver.
    var learningRate: Float? { get }
    /// The learning rate before the schedule's factor; nil for a solver.
    var fullLearningRate: Float? { get }
    /// Numbers that the optimizer keeps for each parameter.
    var optimizerStateCount: Int { get }
    /// Whether memory holds weights without the factor that they have in common.
    var keepsWeightsUnscaled: Bool { get }
    /// What a loss of the training is multiplied by to be in the target's unit: 1 where targets are not scaled.
    var lossUnit: Double { get }
    /// Whether the targets of the training rows are scaled.
    var scalesTarget: Bool { get }
    /// The processes that train together.
    var ranks: Communicator { get }
    /// Seconds that this rank has spent on exchanges with others, waiting included.
    var exchangeSeconds: Double { get }
    /// Rows that workers have read so far, by their place in memory.
    var rowsRead: RowsRead { get }
    /// Where memory is, by node, as the kernel reports it.
    var placedMemory: [PlacedMemory] { get }
    /// The rows of the next step's minibatch, shard by shard: their indices in the source of the training rows.
    var rowsOfNextStep: [Int] { get }
    /// A copy of where the training stands. Setting it continues from there.
    var state: TrainingState { get set }
    /// The epoch after which the parameters were as they are now, from 1.
    var epochOfParameters: Int { get }
    /// What the schedule's plateau watches; nil where the schedule has none.
    var plateauMetric: Measure? { get }
    /// How near a solver is to the optimum; nil for minibatch descent.
    var optimality: Optimality? { get }

    /// Collects the parts of `state` that other ranks hold. Collective.
    func gatherState()
    /// Takes up to `stepCount` steps, but not beyond the end of the run. Collective.
    /// - Parameters:
    ///   - stepCount: how many steps, at least 1.
    ///   - interruption: ends the span after the step during which it is requested.
    @discardableResult
    func advance(by stepCount: Int, until interruption: Interruption?) throws(Divergence) -> StepTotals
    /// Takes note of a value of the plan's metric of early stopping at the end of an epoch; NaN where it has none.
    func observe(_ value: Double)
    /// Takes note of a value of `plateauMetric` at the end of an epoch; NaN where it has none.
    func observePlateau(_ value: Double)
    /// - Throws: where the rows of the steps so far cannot be trusted, since their file has changed meanwhile.
    func checkRows() throws
    /// How well the current parameters predict a set of at least one row. Collective.
    /// - Parameters:
    ///   - dataset: the rows.
    ///   - extent: which measures are wanted.
    func evaluate(on dataset: Dataset, extent: Evaluation.Extent) -> Evaluation
}

extension TrainingMethod {
    /// The digest of the parameters as they are.
    public var digest: Digest { Digest(of: parameters, layout: model.layout) }

    /// How well the current parameters predict a set of at least one row, by all measures. Collective.
    public func evaluate(on dataset: Dataset) -> Evaluation { evaluate(on: dataset, extent: .all) }

    /// None.
    public var plateauMetric: Measure? { nil }

    /// Does nothing.
    public func observePlateau(_ value: Double) {}

    /// Takes up to `stepCount` steps, but not beyond the end of the run. Collective.
    @discardableResult
    public func advance(by stepCount: Int) throws(Divergence) -> StepTotals {
        try advance(by: stepCount, until: nil)
    }
}
