import KernelTable
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
                hidden: self[Keys.hidden], activation: self[Keys.activation],
                initialization: self[Keys.initialization].named, regressionLoss: regressionLoss)
        }
    }

    /// Nil for the cross-entropy.
    private var regressionLoss: PointLoss? {
        PointLoss(self[Schema.Model.loss], hyperparameters(of: Schema.Model.loss))
    }
}
