public import Vocabulary

/// Ways to train, by the names that users choose them by: update rules of minibatch descent, and solvers.
public enum OptimizerKind: String, Term {
    /// Stochastic gradient descent, with momentum where wanted.
    case sgd
    /// AdaGrad.
    case adagrad
    /// Adam.
    case adam
    /// Adam with decoupled weight decay.
    case adamW = "adamw"
    /// Linear regression by its normal equations.
    case exact
    /// Newton's method.
    case newton
    /// L-BFGS.
    case lbfgs

    /// The solver that it is; nil for an update rule.
    public var solver: SolverKind? {
        switch self {
        case .sgd, .adagrad, .adam, .adamW: nil
        case .exact: .exact
        case .newton: .newton
        case .lbfgs: .lbfgs
        }
    }

    /// The update rules.
    public static var rules: [OptimizerKind] { allCases.filter { $0.solver == nil } }

    /// The numbers that a rule takes, with the optimizer's weight decay.
    public var hyperparameters: [Hyperparameter] {
        switch self {
        case .sgd: [.momentum, .nesterov, .weightDecay]
        case .adagrad:
            [.epsilon.with(.number(Hyperparameter.epsilonRange, default: 1e-10)), .weightDecay]
        case .adam: [.beta1, .beta2, .epsilon, .weightDecay]
        case .adamW:
            [.beta1, .beta2, .epsilon, .weightDecay.with(.number(NumberRange(from: 0), default: 0.01))]
        case .exact, .newton, .lbfgs: []
        }
    }
}
