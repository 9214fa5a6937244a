import KernelTable
public import Vocabulary

/// How a gradient g changes a parameter p at learning rate η. The defaults are PyTorch's.
public enum UpdateRule: Hashable, Sendable {
    /// Stochastic gradient descent: p ← p − η g (Robbins and Monro: A Stochastic Approximation Method, 1951).
    ///
    /// With a momentum μ in 0 ..< 1: v ← μ v + g, p ← p − η v (Polyak: Some Methods of Speeding up the Convergence of Iteration
    /// Methods, 1964). With `nesterov` too: p ← p − η (g + μ v) (Nesterov: A Method of Solving a Convex Programming
    /// Problem with Convergence Rate O(1/k²), 1983, in the form of Sutskever, Martens, Dahl, Hinton: On the Importance
    /// of Initialization and Momentum in Deep Learning, 2013, section 2, as in PyTorch). Without momentum `nesterov`
    /// changes nothing.
    case sgd(momentum: Float = 0, nesterov: Bool = false)

    /// s ← s + g², p ← p − η g / (√s + ε), with ε at least 1e-20 (Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online
    /// Learning and Stochastic Optimization, 2011).
    case adagrad(epsilon: Float = 1e-10)

    /// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², p ← p − η m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and
    /// v̂ = v / (1 − β₂ᵗ) at step t, the first being 1, with β₁ and β₂ in 0 ..< 1 and ε at least 1e-20 (Kingma and Ba: Adam: A
    /// Method for Stochastic Optimization, 2015, algorithm 1).
    case adam(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)

    /// Adam whose weight decay λ is not a part of g: p ← (1 − η λ) p before the step (Loshchilov and Hutter: Decoupled
    /// Weight Decay Regularization, 2019, algorithm 2, as in PyTorch).
    case adamW(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)

    /// A rule by its name, and the numbers that it takes; nil for a solver.
    public init?(_ kind: OptimizerKind, _ values: HyperparameterValues) {
        switch kind {
        case .sgd: self = .sgd(momentum: values.float(.momentum), nesterov: values.boolean(.nesterov))
        case .adagrad: self = .adagrad(epsilon: values.float(.epsilon))
        case .adam:
            self = .adam(
                beta1: values.float(.beta1), beta2: values.float(.beta2), epsilon: values.float(.epsilon))
        case .adamW:
            self = .adamW(
                beta1: values.float(.beta1), beta2: values.float(.beta2), epsilon: values.float(.epsilon))
        case .exact, .newton, .lbfgs: return nil
        }
    }

    /// Numbers of state that each parameter has: 0, 1 or 2. All are zero before the first step.
    public var stateCount: Int {
        switch self {
        case .sgd(let momentum, _): momentum == 0 ? 0 : 1
        case .adagrad: 1
        case .adam, .adamW: 2
        }
    }

    /// Whether it leaves a parameter alone whose gradient is zero, in every step.
    var restsWithoutGradient: Bool {
        switch self {
        case .sgd(let momentum, _): momentum == 0
        case .adagrad: true
        case .adam, .adamW: false
        }
    }

    /// Whether the size of its step depends on the gradients before.
    package var scalesByPastGradients: Bool {
        if case .sgd = self { false } else { true }
    }

    /// Whether weight decay scales the parameters, rather than being added to the gradient.
    var decouplesWeightDecay: Bool {
        if case .adamW = self { true } else { false }
    }

    /// Divided by less, a learning rate could become infinite.
    private static let smallestEpsilon: Float = 1e-20

    /// Whether every number is in the range that its rule allows.
    var isValid: Bool {
        switch self {
        case .sgd(let momentum, _): (0..<1).contains(momentum)
        case .adagrad(let epsilon): epsilon >= Self.smallestEpsilon
        case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
            (0..<1).contains(beta1) && (0..<1).contains(beta2) && epsilon >= Self.smallestEpsilon
        }
    }

    /// What the kernels compute at step `index`, counted from 0.
    func formula(atStep index: Int) -> UpdateFormula {
        switch self {
        case .sgd(momentum: 0, _): return .sgd
        case .sgd(let momentum, let nesterov): return .sgdMomentum(momentum, nesterov: nesterov)
        case .adagrad(let epsilon): return .adagrad(epsilon: epsilon)
        case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
            let firstCorrection = 1 - power(Double(beta1), index + 1)
            let secondCorrection = 1 - power(Double(beta2), index + 1)
            return .adam(
                beta1: beta1, beta2: beta2, epsilon: epsilon, meanScale: Float(1 / firstCorrection),
                rootScale: Float(1 / secondCorrection.squareRoot()))
        }
    }
}

extension Hyperparameter {
    /// μ of momentum.
    public static let momentum = Hyperparameter(
        "momentum", .number(NumberRange(from: 0, below: 1), default: 0), "share of the last direction that is kept")
    /// Whether momentum looks ahead.
    public static let nesterov = Hyperparameter(
        "nesterov", .boolean(default: false), "whether momentum looks ahead, as Nesterov's")
    /// β₁ of Adam.
    public static let beta1 = Hyperparameter(
        "beta1", .number(NumberRange(from: 0, below: 1), default: 0.9), "decay of the gradients' running mean")
    /// β₂ of Adam.
    public static let beta2 = Hyperparameter(
        "beta2", .number(NumberRange(from: 0, below: 1), default: 0.999),
        "decay of the squared gradients' running mean")
    /// ε of AdaGrad and Adam.
    public static let epsilon = Hyperparameter(
        "epsilon", .number(epsilonRange, default: 1e-8), "added to the denominator; 1e-10 for adagrad")
    static let epsilonRange = NumberRange(from: 1e-15)
    /// λ: how strongly every parameter is pulled to zero, through its gradient, or apart from it in AdamW.
    public static let weightDecay = Hyperparameter(
        "weight_decay", .number(NumberRange(from: 0), default: 0),
        "pulls to zero; decoupled and 0.01 for adamw")
}
