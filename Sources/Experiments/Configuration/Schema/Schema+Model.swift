public import KernelTable
public import Models
import Vocabulary

extension Schema {
    /// `model`: what is trained.
    public enum Model {
        /// The section itself.
        public static let section = Section("model", .required, "what is trained")
        static let keys = [
            kind.entry, hidden.entry, activation.entry, initialization.entry, initialBias.entry, dropout.entry,
            loss.entry, huberDelta.entry, quantile.entry,
        ]

        /// The kind of model.
        public static let kind: Key<Architecture.Kind> = .requiredChoice(
            "model.kind", example: .linearRegression, "kind of model")
        /// The number of units of each hidden layer, first to last.
        public static let hidden: Key<[Int]> = .requiredIntegers(
            "model.hidden", in: 1...65_536, example: [256], "units of each hidden layer"
        ).only(for: .mlp, of: kind)
        /// The function after each hidden layer.
        public static let activation: Key<Activation> = .choice(
            "model.activation", default: .relu, "function after each hidden layer"
        ).only(for: .mlp, of: kind)
        /// How weights are drawn before the first step.
        public static let initialization: Key<AutoOr<Initialization>> = .choice(
            "model.initialization", default: .auto, "first weights; auto: he for relu, xavier otherwise"
        ).only(for: .mlp, of: kind)
        /// What the last layer's biases are before the first step.
        public static let initialBias: Key<InitialBias> = .choice(
            "model.initial_bias", default: .zero,
            "first bias of the outputs; target: their mean or log-odds")
        /// The probability with which a step drops each output of a hidden layer.
        public static let dropout: Key<Double> = .number(
            "model.dropout", in: NumberRange(from: 0, below: 1), default: 0,
            "probability with which a step drops each unit of a hidden layer"
        ).only(for: .mlp, of: kind)
        /// The loss of a row.
        public static let loss: Key<PointLoss.Kind> =
            .requiredChoice(
                "model.loss", example: .squared,
                expected: "\(words(where: { !$0.hasClasses })) (a number) or \(words(where: \.hasClasses)) (a class)",
                "cost of a row: of numbers, such as huber or poisson, or cross_entropy of classes"
            )
            .narrowed(by: kind, to: \.losses)
            .defaulting(to: .squared, for: .regression, of: Data.Synthetic.kind)
            .defaulting(to: .crossEntropy, for: .classification, .clusters, of: Data.Synthetic.kind)
        /// The residual above which Huber's loss is linear.
        public static let huberDelta: Key<Double> = .hyperparameter(.huberDelta, of: loss)
        /// The level of the quantile loss.
        public static let quantile: Key<Double> = .hyperparameter(.quantile, of: loss)

        private static func words(where isListed: (PointLoss.Kind) -> Bool) -> String {
            alternatives(PointLoss.Kind.allCases.filter(isListed).map(\.rawValue))
        }
    }
}

extension Schema {
    /// What a model predicts before it has seen a feature.
    public enum InitialBias: String, Choice {
        /// 0, or the same probability for each class.
        case zero
        /// The mean of the targets, or of each class its share.
        case target
    }
}

extension PointLoss.Kind: Choice {}
extension Architecture.Kind: Choice {}
extension Activation: Choice {}
extension Initialization: Choice {}
