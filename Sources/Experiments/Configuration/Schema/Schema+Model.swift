extension Schema {
    /// `model`: what is trained.
    public enum Model {
        /// The section itself.
        public static let section = Section("model", .required, "what is trained")
        static let keys = [
            kind.entry, hidden.entry, activation.entry, initialization.entry, loss.entry, huberDelta.entry,
        ]

        /// The kind of model.
        public static let kind: Key<ModelKind> = .requiredChoice(
            "model.kind", example: .linearRegression, "kind of model")
        /// The number of units of each hidden layer, first to last.
        public static let hidden: Key<[Int]> = .requiredIntegers(
            "model.hidden", in: 1...65_536, example: [256], "units of each hidden layer"
        ).only(for: .mlp, of: kind)
        /// The function behind each hidden layer.
        public static let activation: Key<Activation> = .choice(
            "model.activation", default: .relu, "function behind each hidden layer"
        ).only(for: .mlp, of: kind)
        /// How weights are drawn before the first step.
        public static let initialization: Key<Initialization> = .choice(
            "model.initialization", default: .auto, "first weights; auto: he for relu, xavier otherwise"
        ).only(for: .mlp, of: kind)
        /// The loss of a row.
        public static let loss: Key<Loss> =
            .requiredChoice(
                "model.loss", example: .squared,
                expected: "squared, huber or absolute (a number) or cross_entropy (a class)",
                "cost of a row; classes: cross_entropy"
            )
            .narrowed(to: ModelKind.linearRegression.losses, for: .linearRegression, of: kind)
            .narrowed(to: ModelKind.logisticRegression.losses, for: .logisticRegression, of: kind)
            .narrowed(to: ModelKind.softmaxRegression.losses, for: .softmaxRegression, of: kind)
            .defaulting(to: .squared, for: .regression, of: Data.Synthetic.kind)
            .defaulting(to: .crossEntropy, for: .classification, .clusters, of: Data.Synthetic.kind)
        /// The residual from which on Huber's loss is linear.
        public static let huberDelta: Key<Double> = .number(
            "model.huber_delta", in: NumberRange(above: 0), default: 1, "residual from which on the loss is linear"
        ).only(for: .huber, of: loss)
    }

    /// The kinds of models.
    public enum ModelKind: String, Choice {
        /// A weighted sum of the features and a bias.
        case linearRegression = "linear_regression"
        /// The probability of one of two classes: the logistic function of a weighted sum and a bias.
        case logisticRegression = "logistic_regression"
        /// The probability of each class: the softmax of one weighted sum and bias a class.
        case softmaxRegression = "softmax_regression"
        /// A multilayer perceptron: linear layers with an activation between them.
        case mlp

        /// The losses that a kind of model can be trained with.
        public var losses: [Loss] {
            switch self {
            case .linearRegression: [.squared, .huber, .absolute]
            case .logisticRegression, .softmaxRegression: [.crossEntropy]
            case .mlp: Loss.allCases
            }
        }
    }

    /// The losses of a row, of a prediction ŷ and a target y.
    public enum Loss: String, Choice {
        /// 1/2 (ŷ - y)².
        case squared
        /// 1/2 (ŷ - y)² up to a residual of δ, then δ (|ŷ - y| - δ/2) (Huber, "Robust Estimation of a Location
        /// Parameter", 1964).
        case huber
        /// |ŷ - y|.
        case absolute
        /// The negative logarithm of the probability given to the right class.
        case crossEntropy = "cross_entropy"

        /// Whether targets are classes rather than numbers.
        public var hasClasses: Bool { self == .crossEntropy }
    }

    /// The functions behind hidden layers.
    public enum Activation: String, Choice {
        /// max(0, x).
        case relu
        /// The hyperbolic tangent.
        case tanh
        /// 1 / (1 + exp(-x)).
        case sigmoid
    }

    /// How the first weights of a layer are drawn.
    public enum Initialization: String, Choice {
        /// ``he`` for relu, ``xavier`` otherwise.
        case auto
        /// With a variance of 2 / (inputs + outputs) (Glorot and Bengio, "Understanding the difficulty of training
        /// deep feedforward neural networks", 2010).
        case xavier
        /// With a variance of 2 / inputs (He et al., "Delving Deep into Rectifiers", 2015).
        case he
    }
}
