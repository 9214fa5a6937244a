public import KernelTable
public import Vocabulary

/// What kind of model a run trains, apart from the data: with the numbers of features and classes it makes a model.
public enum Architecture: Hashable, Sendable {
    /// One output, w·x + b.
    case linearRegression(PointLoss)
    /// The probability of class 1 of two.
    case logisticRegression
    /// A probability for each class.
    case softmaxRegression
    /// Hidden layers, and one output with a loss, or with none a probability for each class.
    case multilayerPerceptron(
        hidden: [Int], activation: Activation, initialization: Initialization?, regressionLoss: PointLoss?)

    /// What kind of model it is.
    public var kind: Kind {
        switch self {
        case .linearRegression: .linearRegression
        case .logisticRegression: .logisticRegression
        case .softmaxRegression: .softmaxRegression
        case .multilayerPerceptron: .mlp
        }
    }

    /// The loss that it is trained on; nil for the cross-entropy of classes.
    public var regressionLoss: PointLoss? {
        switch self {
        case .linearRegression(let loss): loss
        case .logisticRegression, .softmaxRegression: nil
        case .multilayerPerceptron(_, _, _, let loss): loss
        }
    }

    /// A model for rows of so many features.
    /// - Parameters:
    ///   - featureCount: features of a row.
    ///   - classCount: classes of the labels; nil for a regression. Must fit: two for logistic regression, some
    ///     wherever there is no `regressionLoss`, and none where there is one.
    ///   - targetUnit: the unit of the targets that the model is to see, in that of the targets that the loss is said of.
    ///   - offsetColumn: the feature that is added to a linear model's one output as it is; nil for none.
    ///   - dropout: what steps of a training drop of a multilayer perceptron's hidden outputs; nil for nothing.
    ///   - isSparse: whether it is to be trained on sparse rows, which a multilayer perceptron cannot be.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public func makeModel(
        featureCount: Int, classCount: Int?, targetUnit: Double = 1, offsetColumn: Int? = nil, dropout: Dropout? = nil,
        isSparse: Bool = false,
        kernels: KernelTable
    ) -> any Model {
        precondition(offsetColumn == nil || kind.takesOffset, "an offset of \(kind)")
        precondition((classCount == nil) == (regressionLoss != nil), "\(kind) of \(classCount ?? 0) classes")
        switch self {
        case .linearRegression(let loss):
            return LinearModel(
                featureCount: featureCount, loss: loss.inUnit(of: targetUnit), offsetColumn: offsetColumn,
                kernels: kernels)
        case .logisticRegression:
            precondition(classCount == 2, "\(kind) of \(classCount!) classes")
            return LinearModel(
                featureCount: featureCount, loss: .logistic, offsetColumn: offsetColumn, kernels: kernels)
        case .softmaxRegression:
            return Network(
                featureCount: featureCount, head: .softmax(classCount: classCount!), isSparse: isSparse,
                kernels: kernels)
        case .multilayerPerceptron(let hidden, let activation, let initialization, let loss):
            return Network(
                featureCount: featureCount, hidden: hidden, activation: activation, initialization: initialization,
                dropout: dropout,
                head: loss.map { .regression($0.inUnit(of: targetUnit)) } ?? .softmax(classCount: classCount!),
                kernels: kernels)
        }
    }
}

extension Architecture {
    /// The kinds of models, by the names that users choose them by.
    public enum Kind: String, Term {
        /// A weighted sum of the features and a bias.
        case linearRegression = "linear_regression"
        /// The probability of one of two classes: the logistic function of a weighted sum and a bias.
        case logisticRegression = "logistic_regression"
        /// The probability of each class: the softmax of one weighted sum and bias a class.
        case softmaxRegression = "softmax_regression"
        /// A multilayer perceptron: linear layers with an activation between them.
        case mlp

        /// The losses that it can be trained with.
        public var losses: [PointLoss.Kind] {
            switch self {
            case .linearRegression: PointLoss.Kind.allCases.filter { !$0.hasClasses }
            case .logisticRegression, .softmaxRegression: PointLoss.Kind.allCases.filter(\.hasClasses)
            case .mlp: PointLoss.Kind.allCases
            }
        }

        /// Whether a feature may be added to its score as it is.
        public var takesOffset: Bool {
            switch self {
            case .linearRegression, .logisticRegression: true
            case .softmaxRegression, .mlp: false
            }
        }

        /// The name as a title's words: `linear regression`.
        public var title: String {
            self == .mlp ? "multilayer perceptron" : rawValue.split(separator: "_").joined(separator: " ")
        }
    }
}
