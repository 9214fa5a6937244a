/// Ways to the optimum that read all rows in every iteration.
public enum SolverKind: String, Sendable, Hashable, CaseIterable {
    /// Linear regression by its normal equations.
    case exact
    /// Newton's method, with second derivatives.
    case newton
    /// Second derivatives approximated from the last gradients.
    case lbfgs

    /// Whether it can make weights exactly 0 by an l1 penalty.
    public var allowsL1: Bool { self == .lbfgs }
}
