/// What a solver makes small: the mean loss of the training rows and the penalty l2/2 · ‖weights‖², as a function of all
/// parameters in double precision. Its bits depend on the experiment alone.
///
/// Everything here is collective where several ranks train.
protocol Objective: AnyObject {
    /// Numbers of a point, padding included; padding is zero, and stays zero.
    var count: Int { get }
    /// How many passes over the rows have been made.
    var passCount: Int { get }

    /// The objective and its gradient; also where `product` is taken from then on.
    func evaluate(at point: [Double]) -> ObjectiveValue

    /// An approximate inverse of the second derivatives, positive definite, times a vector. Columns are brought to deviations
    /// of 1 by it, so that a solver's path does not depend on their units.
    func preconditioned(_ vector: [Double]) -> [Double]

    /// The Euclidean norm of a gradient as it would be if all columns had deviations of 1.
    func scaledNorm(ofGradient gradient: [Double]) -> Double

    /// What the norm of a gradient is compared with, from a value at the parameters that a fresh training starts from, where
    /// the objective was evaluated last.
    func referenceNorm(of value: ObjectiveValue) -> Double

    /// Which numbers the penalties hold for, as ranges.
    var penalized: [Range<Int>] { get }
}

/// An objective whose second derivatives are known.
protocol CurvedObjective: Objective {
    /// The matrix of second derivatives where the objective was evaluated last, times a vector.
    func product(with vector: [Double]) -> [Double]

    /// Takes the approximate inverse from the second derivatives where the objective was evaluated last.
    func takePreconditioner()

    /// Columns that depend on others before them, and whose weights are therefore left as they are, as found by
    /// `takePreconditioner`.
    var dependentColumns: [Int] { get }
}

/// A value of an objective.
struct ObjectiveValue: Sendable {
    /// The mean loss of the rows.
    var loss: Double
    /// The penalty.
    var penalty: Double
    /// The derivatives of their sum.
    var gradient: [Double]

    /// The means of sums over rows, with the penalty at a point and its share of the gradient.
    init(
        lossSum: Double, gradientSum: [Double], rowCount: Int, at point: [Double], l2: Double, penalized: [Range<Int>]
    ) {
        var gradient = gradientSum.map { $0 / Double(rowCount) }
        var squares = 0.0
        for range in penalized where l2 > 0 {
            for index in range {
                gradient[index] += l2 * point[index]
                squares += point[index] * point[index]
            }
        }
        loss = lossSum / Double(rowCount)
        penalty = l2 / 2 * squares
        self.gradient = gradient
    }

    /// Loss and penalty.
    var total: Double { loss + penalty }

    /// Whether it and its gradient are numbers.
    var isFinite: Bool { total.isFinite && gradient.allSatisfy(\.isFinite) }
}
