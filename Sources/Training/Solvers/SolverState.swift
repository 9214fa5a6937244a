/// Where a solver stands, beside the parameters in single precision.
public struct SolverState: Equatable, Sendable {
    /// The parameters in double precision, as the solver keeps them.
    public var point: [Double]
    /// What it remembers of earlier iterations.
    public var vectors: [[Double]]
    /// Single numbers that it remembers.
    public var numbers: [Double]
    /// Why it has ended; nil while it has not.
    public var end: Optimality.End?
}
