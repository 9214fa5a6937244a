public import Optimizers

/// What a solver does, and how far.
public struct SolverSettings: Sendable, Hashable {
    /// Which solver.
    public let kind: SolverKind
    /// The norm of the gradient at which it ends, as a share of what a useless model has; above 0.
    public let tolerance: Double
    /// The penalty l1 · ‖weights‖₁, not negative; 0 unless the solver is `lbfgs`.
    public let l1: Double
    /// The penalty l2/2 · ‖weights‖², not negative.
    public let l2: Double

    /// Settings in the ranges that they allow.
    public init(_ kind: SolverKind, tolerance: Double = 1e-6, l1: Double = 0, l2: Double = 0) {
        precondition(tolerance > 0 && l1 >= 0 && l2 >= 0, "a solver's tolerance and penalties")
        precondition(l1 == 0 || kind.allowsL1, "\(kind) with an l1 penalty")
        self.kind = kind
        self.tolerance = tolerance
        self.l1 = l1
        self.l2 = l2
    }
}
