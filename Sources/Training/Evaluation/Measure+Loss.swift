package import KernelTable
package import Measures

extension PointLoss.Kind {
    /// The deviance that the loss is half of; nil for others.
    package var deviance: Deviance? {
        switch self {
        case .poisson: .poisson
        case .gamma: .gamma
        case .squared, .huber, .absolute, .quantile, .crossEntropy: nil
        }
    }
}

extension Measure {
    /// Whether models that were trained on a loss have it.
    package func judges(_ loss: PointLoss.Kind) -> Bool {
        switch self {
        case .deviance, .d2: loss.deviance != nil
        default: targets == nil || targets == (loss.hasClasses ? .classes : .numbers)
        }
    }
}
