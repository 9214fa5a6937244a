/// How the learning rate changes over a run: a factor for each step.
///
/// A warm-up raises the factor linearly, (step + 1) / `warmupSteps`, up to 1; then the schedule proper begins. A warm-up
/// as long as the run or longer is all that the run sees of it.
public struct Schedule: Hashable, Sendable {
    /// What follows the warm-up.
    public enum Kind: Hashable, Sendable {
        /// The factor stays 1.
        case constant
        /// The factor is multiplied by `factor`, above 0, after each `every` steps, at least 1.
        case step(every: Int, factor: Double)
        /// √(warm-up / (step + 1)), with a warm-up of at least 1 (Vaswani et al.: Attention Is All You Need, 2017,
        /// section 5.3, scaled so that its peak is 1).
        case inverseSquareRoot
        /// From 1 down half a period of the cosine, which would reach `finalFactor`, in 0 ... 1, one step after the last
        /// (Loshchilov and Hutter: SGDR: Stochastic Gradient Descent with Warm Restarts, 2017, equation 5, without
        /// restarts, as in PyTorch).
        case cosine(finalFactor: Double = 0)
        /// From 1 down a straight line, which would reach `finalFactor`, in 0 ... 1, one step after the last.
        case linear(finalFactor: Double = 0)
    }

    /// What follows the warm-up.
    public let kind: Kind
    /// Steps of the warm-up, 0 for none.
    public let warmupSteps: Int

    /// A schedule whose numbers are in the ranges that its kind allows.
    public init(_ kind: Kind, warmupSteps: Int = 0) {
        precondition(warmupSteps >= 0 && kind.isValid, "a schedule \(kind) after \(warmupSteps) steps of warm-up")
        self.kind = kind
        self.warmupSteps = warmupSteps
    }

    /// The factor of the learning rate at a step, counted from 0, of a run of `totalSteps`.
    public func factor(atStep step: Int, of totalSteps: Int) -> Double {
        guard step >= warmupSteps else { return Double(step + 1) / Double(warmupSteps) }
        let stepsAfterWarmup = step - warmupSteps
        let progress = min(Double(stepsAfterWarmup) / Double(max(totalSteps - warmupSteps, 1)), 1)
        switch kind {
        case .constant: return 1
        case .step(let every, let factor): return power(factor, stepsAfterWarmup / every)
        case .inverseSquareRoot: return (Double(max(warmupSteps, 1)) / Double(step + 1)).squareRoot()
        case .cosine(let finalFactor):
            return finalFactor + (1 - finalFactor) * (1 + cosine(ofHalfTurns: progress)) / 2
        case .linear(let finalFactor): return 1 - (1 - finalFactor) * progress
        }
    }
}

extension Schedule.Kind {
    fileprivate var isValid: Bool {
        switch self {
        case .constant, .inverseSquareRoot: true
        case .step(let every, let factor): every >= 1 && factor > 0 && factor.isFinite
        case .cosine(let finalFactor), .linear(let finalFactor): (0...1).contains(finalFactor)
        }
    }
}
