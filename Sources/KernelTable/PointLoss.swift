public import Vocabulary

/// A loss ℓ(z, y) of one output z and one target y.
public enum PointLoss: Hashable, Sendable, BitwiseCopyable {
    /// ½(z − y)².
    case squared
    /// ½(z − y)² where |z − y| ≤ δ, δ(|z − y| − ½δ) elsewhere (Huber, "Robust Estimation of a Location Parameter", 1964).
    case huber(delta: Float)
    /// |z − y|; its derivative at zero is 0.
    case absolute
    /// τ(y − z) where y ≥ z, (1 − τ)(z − y) elsewhere, with the level τ between 0 and 1: its mean is smallest where z is
    /// the targets' τ-quantile. Its derivative at y = z is 0 (Koenker and Bassett, "Regression Quantiles", 1978).
    case quantile(level: Float)
    /// eᶻ − y − y(z − ln y), half of the unit deviance of a Poisson distribution of the mean eᶻ, with y of at least 0
    /// (McCullagh and Nelder, "Generalized Linear Models", 1989, section 2.3).
    case poisson
    /// y e⁻ᶻ − 1 + z − ln y, half of the unit deviance of a gamma distribution of the mean eᶻ, with y above 0
    /// (McCullagh and Nelder, 1989, section 2.3).
    case gamma
    /// ln(1 + eᶻ) − y·z with y 0 or 1: the cross-entropy of the label relative to the logistic sigmoid of z, in nats.
    case logistic

    /// A loss by its name, and the numbers that it takes; nil for the cross-entropy, whose outputs are a matter of the model.
    public init?(_ kind: Kind, _ values: HyperparameterValues) {
        switch kind {
        case .squared: self = .squared
        case .huber: self = .huber(delta: values.float(.huberDelta))
        case .absolute: self = .absolute
        case .quantile: self = .quantile(level: values.float(.quantile))
        case .poisson: self = .poisson
        case .gamma: self = .gamma
        case .crossEntropy: return nil
        }
    }

    /// Its name.
    public var kind: Kind {
        switch self {
        case .squared: .squared
        case .huber: .huber
        case .absolute: .absolute
        case .quantile: .quantile
        case .poisson: .poisson
        case .gamma: .gamma
        case .logistic: .crossEntropy
        }
    }

    /// How a prediction follows from an output.
    public var link: Link {
        switch self {
        case .squared, .huber, .absolute, .quantile: .identity
        case .poisson, .gamma: .log
        case .logistic: .logit
        }
    }

    /// The numbers that it takes.
    public var values: HyperparameterValues {
        var values = HyperparameterValues()
        switch self {
        case .huber(let delta): values[.huberDelta] = .number(Double(delta))
        case .quantile(let level): values[.quantile] = .number(Double(level))
        case .squared, .absolute, .poisson, .gamma, .logistic: break
        }
        return values
    }
}

extension PointLoss {
    /// The same loss of outputs and targets in a larger unit: with ℓ this loss and ℓ' that one,
    /// ℓ(z, y) = `factor(ofUnit: u)` · ℓ'(z / u, y / u). Only where outputs are predictions (`Link.identity`).
    public func inUnit(of unit: Double) -> PointLoss {
        guard case .huber(let delta) = self else { return self }
        let scaled = Float(Double(delta) / unit)
        return .huber(delta: min(max(scaled, .leastNormalMagnitude), .greatestFiniteMagnitude))
    }

    /// What the loss of outputs and targets in a larger unit is multiplied by, so that it is the loss in the smaller one:
    /// see `inUnit(of:)`.
    public func factor(ofUnit unit: Double) -> Double {
        switch self {
        case .squared, .huber: unit * unit
        case .absolute, .quantile: unit
        case .poisson, .gamma, .logistic: 1
        }
    }
}

extension PointLoss {
    /// The losses that a model can be trained with, by the names that users choose them by.
    public enum Kind: String, Term {
        /// Half the squared residual.
        case squared
        /// Half the squared residual, linear from a residual of δ on.
        case huber
        /// The absolute residual.
        case absolute
        /// The residual, weighted by how much it costs to be too low or too high: the pinball loss.
        case quantile
        /// Half the deviance of a Poisson distribution, for counts: its mean is e to the weighted sum.
        case poisson
        /// Half the deviance of a gamma distribution, for numbers above 0: its mean is e to the weighted sum.
        case gamma
        /// The negative logarithm of the probability given to the right class, in nats.
        case crossEntropy = "cross_entropy"

        /// Whether its derivative has no jumps.
        public var isSmooth: Bool {
            switch self {
            case .squared, .huber, .poisson, .gamma, .crossEntropy: true
            case .absolute, .quantile: false
            }
        }

        /// Whether targets are classes rather than numbers.
        public var hasClasses: Bool { self == .crossEntropy }

        /// The numbers that the loss takes.
        public var hyperparameters: [Hyperparameter] {
            switch self {
            case .huber: [.huberDelta]
            case .quantile: [.quantile]
            case .squared, .absolute, .poisson, .gamma, .crossEntropy: []
            }
        }

        /// The targets that the loss is defined for.
        public var targetRange: NumberRange {
            switch self {
            case .poisson: NumberRange(from: 0)
            case .gamma: NumberRange(above: 0)
            case .squared, .huber, .absolute, .quantile, .crossEntropy: .any
            }
        }
    }
}

extension Hyperparameter {
    /// δ of Huber's loss, in units of the target.
    public static let huberDelta = Hyperparameter(
        "huber_delta", .number(NumberRange(above: 0), default: 1), "residual from which on the loss is linear")
    /// The level τ of the quantile loss.
    public static let quantile = Hyperparameter(
        "quantile", .number(NumberRange(above: 0, below: 1), default: 0.5),
        "share of the targets that should be below the prediction")
}
