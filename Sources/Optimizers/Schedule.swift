public import Measures
public import Vocabulary

/// How the learning rate changes over a run: a factor for each step.
///
/// A warm-up raises the factor linearly, (step + 1) / `warmupSteps`, up to 1; then the schedule proper begins. A warm-up
/// as long as the run or longer is all that the run sees of it.
public struct Schedule: Hashable, Sendable {
    /// What follows the warm-up.
    public enum Shape: Hashable, Sendable {
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
        /// Half a period of the cosine up from `initialFactor` to 1 in the share `rise` of the steps, and half a period down
        /// to `finalFactor` at the last one; all three in 0 ... 1 (Smith and Topin: Super-Convergence: Very Fast Training of
        /// Neural Networks Using Large Learning Rates, 2018, as in PyTorch, whose momentum is not cycled here). It is
        /// its own warm-up.
        case oneCycle(rise: Double = 0.3, initialFactor: Double = 0.04, finalFactor: Double = 4e-6)
        /// 1 at first, and from step to step `growth` times as much, at least 1: for range tests (Smith: Cyclical Learning Rates
        /// for Training Neural Networks, 2017, section 3.3).
        case exponential(growth: Double)
        /// The factor stays 1; whoever trains lets the plateau cut the rate at the ends of epochs.
        case plateau(Plateau)
    }

    /// What follows the warm-up.
    public let shape: Shape
    /// Steps of the warm-up, 0 for none.
    public let warmupSteps: Int

    /// A schedule whose numbers are in the ranges that its shape allows.
    public init(_ shape: Shape, warmupSteps: Int = 0) {
        precondition(
            warmupSteps >= 0 && (warmupSteps == 0 || shape.takesWarmup) && shape.isValid,
            "a schedule \(shape) after \(warmupSteps) steps of warm-up")
        self.shape = shape
        self.warmupSteps = warmupSteps
    }

    /// A schedule by its name, and the numbers that it takes.
    /// - Parameters:
    ///   - kind: its name.
    ///   - values: its numbers.
    ///   - metric: what a plateau is of.
    public init(_ kind: Kind, _ values: HyperparameterValues, metric: Measure = .loss) {
        let shape: Shape =
            switch kind {
            case .constant: .constant
            case .step: .step(every: values.integer(.everySteps), factor: values.number(.factor))
            case .inverseSquareRoot: .inverseSquareRoot
            case .cosine: .cosine(finalFactor: values.number(.finalFactor))
            case .linear: .linear(finalFactor: values.number(.finalFactor))
            case .oneCycle:
                .oneCycle(
                    rise: values.number(.rise), initialFactor: values.number(.initialFactor),
                    finalFactor: values.number(.finalFactor))
            case .plateau:
                .plateau(
                    Plateau(
                        metric: metric, factor: values.number(.factor), patience: values.integer(.patience),
                        threshold: values.number(.threshold), cooldown: values.integer(.cooldown),
                        finalFactor: values.number(.finalFactor)))
            }
        self.init(shape, warmupSteps: shape.takesWarmup ? values.integer(.warmupSteps) : 0)
    }

    /// The factor of the learning rate at a step, counted from 0, of a run of `totalSteps`.
    public func factor(atStep step: Int, of totalSteps: Int) -> Double {
        guard step >= warmupSteps else { return Double(step + 1) / Double(warmupSteps) }
        let stepsAfterWarmup = step - warmupSteps
        let progress = min(Double(stepsAfterWarmup) / Double(max(totalSteps - warmupSteps, 1)), 1)
        switch shape {
        case .constant, .plateau: return 1
        case .exponential(let growth): return power(growth, stepsAfterWarmup)
        case .step(let every, let factor): return power(factor, stepsAfterWarmup / every)
        case .inverseSquareRoot: return (Double(max(warmupSteps, 1)) / Double(step + 1)).squareRoot()
        case .cosine(let finalFactor):
            return finalFactor + (1 - finalFactor) * (1 + cosine(ofHalfTurns: progress)) / 2
        case .linear(let finalFactor): return 1 - (1 - finalFactor) * progress
        case .oneCycle(let rise, let initialFactor, let finalFactor):
            let (peak, last) = (rise * Double(totalSteps) - 1, Double(totalSteps - 1))
            guard Double(step) > peak else {
                return 1 - (1 - initialFactor) * (1 + cosine(ofHalfTurns: peak > 0 ? Double(step) / peak : 1)) / 2
            }
            let fall = last > peak ? min((Double(step) - peak) / (last - peak), 1) : 1
            return finalFactor + (1 - finalFactor) * (1 + cosine(ofHalfTurns: fall)) / 2
        }
    }
}

extension Schedule.Shape {
    fileprivate var isValid: Bool {
        switch self {
        case .constant, .inverseSquareRoot, .plateau: true
        case .exponential(let growth): growth >= 1 && growth.isFinite
        case .step(let every, let factor): every >= 1 && factor > 0 && factor.isFinite
        case .cosine(let finalFactor), .linear(let finalFactor): (0...1).contains(finalFactor)
        case .oneCycle(let rise, let initialFactor, let finalFactor):
            [rise, initialFactor, finalFactor].allSatisfy((0...1).contains)
        }
    }

    fileprivate var takesWarmup: Bool {
        if case .oneCycle = self { false } else { true }
    }
}

extension Schedule {
    /// The shapes of schedules, by the names that users choose them by.
    public enum Kind: String, Term {
        /// The full learning rate throughout.
        case constant
        /// A cut every so many steps.
        case step
        /// Falls with the square root of the steps.
        case inverseSquareRoot = "inverse_sqrt"
        /// Half a period of the cosine, down to the final factor.
        case cosine
        /// A straight line down to the final factor.
        case linear
        /// Up, and down again.
        case oneCycle = "one_cycle"
        /// A cut whenever a measure of the validation rows has stopped improving.
        case plateau

        /// Whether the learning rate of a step depends on how many steps the run has.
        public var dependsOnLength: Bool {
            switch self {
            case .constant, .step, .inverseSquareRoot, .plateau: false
            case .cosine, .linear, .oneCycle: true
            }
        }

        /// The numbers that the schedule takes.
        public var hyperparameters: [Hyperparameter] {
            switch self {
            case .constant: [.warmupSteps]
            case .step: [.warmupSteps, .everySteps, .factor]
            case .inverseSquareRoot:
                [.warmupSteps.with(.requiredInteger(1...Hyperparameter.stepLimit, example: 1000))]
            case .cosine, .linear: [.warmupSteps, .finalFactor]
            case .oneCycle:
                [.rise, .initialFactor, .finalFactor.with(.number(NumberRange(from: 0, through: 1), default: 4e-6))]
            case .plateau:
                [
                    .warmupSteps, .factor.with(.number(NumberRange(above: 0, below: 1), default: 0.1)), .patience,
                    .threshold, .cooldown, .finalFactor,
                ]
            }
        }
    }
}

extension Hyperparameter {
    fileprivate static let stepLimit = 1 << 31
    /// Steps in which the learning rate rises to its full size.
    public static let warmupSteps = Hyperparameter(
        "warmup_steps", .integer(0...stepLimit, default: 0),
        "steps of linear rise")
    /// Steps between two cuts of the learning rate.
    public static let everySteps = Hyperparameter(
        "every_steps", .requiredInteger(1...stepLimit, example: 1000), "steps from one cut to the next")
    /// What a cut multiplies the learning rate with.
    public static let factor = Hyperparameter(
        "factor", .number(NumberRange(above: 0, through: 1), default: 0.1),
        "what a cut multiplies the learning rate with")
    /// The last learning rate as a share of the full one.
    public static let finalFactor = Hyperparameter(
        "final_factor", .number(NumberRange(from: 0, through: 1), default: 0),
        "the least share of the learning rate")
    /// The share of a run's steps in which the learning rate rises.
    public static let rise = Hyperparameter(
        "rise", .number(NumberRange(from: 0, through: 1), default: 0.3), "share of the steps in which the rate rises")
    /// The first learning rate as a share of the full one.
    public static let initialFactor = Hyperparameter(
        "initial_factor", .number(NumberRange(from: 0, through: 1), default: 0.04),
        "share of the learning rate at the first step")
    /// Epochs in a row that may pass without an improvement.
    public static let patience = Hyperparameter(
        "patience", .integer(0...epochLimit, default: 10), "epochs in a row without an improvement that bring no cut")
    /// Epochs after a cut that do not count.
    public static let cooldown = Hyperparameter(
        "cooldown", .integer(0...epochLimit, default: 0), "epochs after a cut that do not count")
    /// By what share of the best value a better one must be better to count.
    public static let threshold = Hyperparameter(
        "threshold", .number(NumberRange(from: 0, below: 1), default: 1e-4),
        "by what share of the best one must be better")
    private static let epochLimit = 1_000_000
}
