import Kernels
public import Models
public import Optimizers

/// A learning rate from how the rows curve the loss: what `optimizer.learning_rate: auto` stands for.
///
/// For plain descent on a linear model it is 1 / (a · 𝓛 + l2), where 𝓛 is the expected smoothness of a minibatch (see
/// `RowCurvature.smoothness`) and a the largest second derivative of the loss: 1 for the squared loss and Huber's, ¼ for the
/// logistic one, ½ for the softmax (D. Böhning, Multinomial Logistic Regression Algorithm, 1992). Those of a Poisson and a gamma
/// distribution, which is not bounded, are taken as twice the mean of the targets, and at least 2. The absolute and the
/// quantile loss, which have none, are taken as Huber's with a δ of 1. With a momentum μ, the share of 𝓛 that comes from
/// the choice of rows is divided by 1 − μ, as each row's gradient is taken 1 / (1 − μ) times in all; the share of the mean is
/// not, since descent with momentum is stable up to twice that rate (B. T. Polyak, 1964).
///
/// For a multilayer perceptron the squares of each hidden layer's expected outputs are added to those of the features: the
/// curvature at the start, with weights as they are initialized.
///
/// Adaptive rules move every parameter about as far as their rate, whatever the gradient's size: theirs is a constant over
/// the root of the mean square length of what a layer sees. For a linear model, Adam's is times the root of the minibatch's
/// size (S. Malladi et al., On the SDEs and Scaling Rules for Adaptive Gradient Algorithms, 2022), up to that of 4096 rows,
/// and times the fourth root of the share of numbers that are not 0: a column that few rows have moves far whenever it
/// occurs. The constants are what came nearest to the optimum of linear, logistic and softmax regressions, dense and
/// sparse, after ten epochs with a rate that falls by half a cosine.
public struct AutomaticRate: Sendable {
    private let curvature: RowCurvature
    private let batchSize: Int
    private let l2: Double

    /// - Parameters:
    ///   - curvature: how the training rows curve the loss.
    ///   - batchSize: rows of a minibatch.
    ///   - l2: the strength of the penalty l2/2 · ‖weights‖².
    public init(_ curvature: RowCurvature, batchSize: Int, l2: Double = 0) {
        self.curvature = curvature
        self.batchSize = batchSize
        self.l2 = l2
    }

    /// The learning rate of an update rule.
    public func rate(of rule: UpdateRule, for model: some Model) -> Float {
        let rate =
            switch rule {
            case .sgd(let momentum, _): descentRate(momentum: Double(momentum), for: model)
            case .adam, .adamW: adamConstant(for: model) / lengthOfInput(of: model).squareRoot()
            case .adagrad: (Self.isLinear(model) ? 1.5 : 0.2) / lengthOfInput(of: model).squareRoot()
            }
        return Float(min(max(rate, 1e-30), 1e30))
    }

    private func descentRate(momentum: Double, for model: some Model) -> Double {
        let (ofMean, ofChoice) = curvature.smoothness(ofBatch: batchSize)
        let hidden = lengthOfHiddenOutputs(of: model)
        let smoothness = ofMean + hidden + ofChoice / (1 - momentum)
        return 1 / (secondDerivative(of: model) * smoothness + l2)
    }

    /// The largest second derivative of the loss by an output.
    private func secondDerivative(of model: some Model) -> Double {
        switch model.task {
        // That of a mean e^z, or of a target over it, has no bound.
        case .regression: model.regressionLoss?.link == .log ? 2 * max(curvature.meanTarget, 1) : 1
        case .classification: model.outputCount == 1 ? 0.25 : 0.5
        }
    }

    /// The expected squares of all outputs of hidden layers, whose units have the mean square of a feature, and a 1 for
    /// each layer's bias.
    private func lengthOfHiddenOutputs(of model: some Model) -> Double {
        guard let network = model as? Network else { return 0 }
        return network.hidden.reduce(0) { $0 + Double($1) * meanSquare(of: model) + 1 }
    }

    private func meanSquare(of model: some Model) -> Double {
        (curvature.meanRow - 1) / Double(max(model.featureCount, 1))
    }

    private func adamConstant(for model: some Model) -> Double {
        guard Self.isLinear(model) else { return 0.04 }
        let rowCount = min(batchSize, curvature.rowCount, 4096)
        return 0.17 * (Double(rowCount) / 256).squareRoot() * curvature.density.squareRoot().squareRoot()
    }

    private static func isLinear(_ model: some Model) -> Bool { (model as? Network)?.hidden.isEmpty ?? true }

    /// The mean square length of the longest input of a layer.
    private func lengthOfInput(of model: some Model) -> Double {
        guard let network = model as? Network, let widest = network.hidden.max() else { return curvature.meanRow }
        return max(curvature.meanRow, Double(widest))
    }
}
