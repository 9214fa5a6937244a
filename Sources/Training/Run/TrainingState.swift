public import Optimizers

/// Where a training stands: enough, with the experiment, to continue it with the same bits.
public struct TrainingState: Equatable, Sendable {
    /// Steps taken since the start of the run.
    public var completedSteps: Int
    /// The parameters in their layout, gaps included: those that the next step changes, not their average.
    public var parameters: [Float]
    /// Where weights decay lazily, the parameters in their layout without the factor that all weights have in common:
    /// from these, and not from their rounded products with it, the next step goes on. Nil where weights do not.
    public var unscaledParameters: [Float]?
    /// The factor that all weights have in common beside `unscaledParameters`; 1 where there are none.
    public var weightFactor = 1.0
    /// The optimizer's numbers for each parameter, in the same layout, one kind after the other; then the parameters' average
    /// where the run has one.
    public var optimizerState: [Float]
    /// Where a solver stands; nil in minibatch descent.
    public var solver: SolverState?
    /// What early stopping has seen so far, where the plan has it.
    public var earlyStopping: EarlyStopping?
    /// The parameters of the best epoch so far, where the plan has early stopping.
    public var bestParameters: [Float]?
    /// What the schedule's plateau has seen so far, where it has one.
    public var plateau: Plateau.State?
    /// Whether early stopping has ended the training.
    public var hasStopped: Bool
}
