public import Vocabulary

/// Which parameters a run ends with: the last ones, or a mean of those after many steps, which wavers less.
public enum Averaging: Hashable, Sendable, BitwiseCopyable {
    /// The last ones.
    case none
    /// The mean of the parameters after all steps, where those after the k-th count C(k + 2, 3) times: the last third of the steps
    /// makes four fifths of it, whenever a run ends (Polyak and Juditsky: Acceleration of Stochastic Approximation by
    /// Averaging, 1992, with the weights of Shamir and Zhang: Stochastic Gradient Descent for Non-smooth Optimization,
    /// 2013, section 4, for η = 3).
    case polyak
    /// The mean where those after a step count 1 / `decay` times as much as those after the step before, with the decay in
    /// 0 ..< 1. No part of it is parameters before the first step, as in Kingma and Ba's correction of Adam's means.
    case ema(decay: Double)

    /// A kind of averaging by its name, and the numbers that it takes.
    public init(_ kind: Kind, _ values: HyperparameterValues) {
        switch kind {
        case .none: self = .none
        case .polyak: self = .polyak
        case .ema: self = .ema(decay: values.number(.averagingDecay))
        }
    }

    /// The share that the newest parameters get in the mean of so many, at least 1, which are `interval` steps apart.
    public func shareOfNewest(of count: Int, everySteps interval: Int = 1) -> Double {
        switch self {
        case .none: return 1
        case .polyak: return 4 / Double(count + 3)
        case .ema(let decay):
            let decay = power(decay, interval)
            return (1 - decay) / (1 - power(decay, count))
        }
    }
}

extension Averaging {
    /// The kinds of averaging, by the names that users choose them by.
    public enum Kind: String, Term {
        /// No averaging.
        case none
        /// Over all steps, later ones counting more.
        case polyak
        /// Exponential moving average.
        case ema

        /// The numbers that the kind takes.
        public var hyperparameters: [Hyperparameter] {
            switch self {
            case .none, .polyak: []
            case .ema: [.averagingDecay]
            }
        }
    }
}

extension Hyperparameter {
    /// The share of a moving average that is left after a step.
    public static let averagingDecay = Hyperparameter(
        "averaging_decay", .number(NumberRange(from: 0, below: 1), default: 0.999),
        "share of the average that is left after a step")
}
