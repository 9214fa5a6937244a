import Kernels
import Models

extension Configuration {
    /// The kind of model that the `model` section asks for.
    var architecture: Architecture {
        typealias Keys = Schema.Model
        return switch self[Keys.kind] {
        case .linearRegression: .linearRegression(regressionLoss ?? .squared)
        case .logisticRegression: .logisticRegression
        case .softmaxRegression: .softmaxRegression
        case .mlp:
            .multilayerPerceptron(
                hidden: self[Keys.hidden], activation: activation, initialization: initialization,
                regressionLoss: regressionLoss)
        }
    }

    /// Nil for the cross-entropy.
    private var regressionLoss: PointLoss? {
        switch self[Schema.Model.loss] {
        case .squared: .squared
        case .huber: .huber(delta: Float(self[Schema.Model.huberDelta]))
        case .absolute: .absolute
        case .crossEntropy: nil
        }
    }

    private var activation: Activation {
        switch self[Schema.Model.activation] {
        case .relu: .relu
        case .tanh: .tanh
        case .sigmoid: .sigmoid
        }
    }

    /// Nil where the activation decides.
    private var initialization: Initialization? {
        switch self[Schema.Model.initialization] {
        case .auto: nil
        case .xavier: .xavier
        case .he: .he
        }
    }
}
