/// How a solver chooses the direction of each of its steps.
protocol SolverIteration {
    /// What it remembers from one iteration to the next. Setting it continues from there.
    var memory: SolverMemory { get set }

    /// The direction to go in.
    /// - Parameters:
    ///   - point: where it is.
    ///   - value: the objective there.
    ///   - reduction: the norm of the gradient there as a share of that at the start.
    ///   - isInterrupted: asked now and then where it takes long; what it remembers is then of no use.
    /// - Returns: nil where it was interrupted.
    mutating func direction(
        at point: [Double], _ value: ObjectiveValue, reduction: Double, isInterrupted: () -> Bool
    ) -> [Double]?

    /// Takes note of a step.
    mutating func didMove(by step: [Double], _ before: ObjectiveValue, _ after: ObjectiveValue)
}

/// What a solver remembers beside the point that it is at.
struct SolverMemory: Equatable, Sendable {
    var vectors: [[Double]] = []
    var numbers: [Double] = []
}
