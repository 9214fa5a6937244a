/// Newton's method with conjugate gradients (truncated Newton; Lin, Weng and Keerthi: Trust Region Newton Method for
/// Large-Scale Logistic Regression, 2008, with a line search in place of the region), preconditioned by the second
/// derivatives over some rows (Xu, Roosta-Khorasani and Mahoney: Newton-type Methods for Non-convex Optimization under
/// Inexact Hessian Information, 2020); over all rows, for a quadratic objective, it is the exact solution and its
/// refinement.
struct NewtonIteration: SolverIteration {
    /// Whether the preconditioner is of all rows and the objective quadratic, so that it is the inverse itself.
    private let isDirect: Bool
    private let objective: any CurvedObjective
    /// Where the preconditioner was taken; nil before it was.
    private var anchor: [Double]?
    /// Products that the last iteration took.
    private var productCount = 0.0

    private static let mostProducts = 250
    /// With more products than this, it is worth taking second derivatives again.
    private static let fewProducts = 6.0
    private static let largestReduction = 0.1

    init(_ objective: any CurvedObjective, isDirect: Bool) {
        self.objective = objective
        self.isDirect = isDirect
    }

    var memory: SolverMemory {
        get { SolverMemory(vectors: anchor.map { [$0] } ?? [], numbers: [productCount]) }
        set {
            anchor = newValue.vectors.first
            productCount = newValue.numbers.first ?? 0
            guard let anchor else { return }
            _ = objective.evaluate(at: anchor)
            objective.takePreconditioner()
        }
    }

    mutating func direction(
        at point: [Double], _ value: ObjectiveValue, reduction: Double, isInterrupted: () -> Bool
    ) -> [Double]? {
        if anchor == nil || !isDirect && productCount > Self.fewProducts {
            objective.takePreconditioner()
            anchor = point
        }
        let downhill = value.gradient.map { -$0 }
        guard !isDirect else { return objective.preconditioned(downhill) }
        let solved = ConjugateGradients(
            isInterrupted: isInterrupted, right: downhill,
            reduction: min(Self.largestReduction, reduction.squareRoot()), limit: Self.mostProducts,
            preconditioned: objective.preconditioned, product: objective.product)
        guard let solved else { return nil }
        productCount = Double(solved.iterationCount)
        return solved.solution
    }

    mutating func didMove(by step: [Double], _ before: ObjectiveValue, _ after: ObjectiveValue) {}
}
