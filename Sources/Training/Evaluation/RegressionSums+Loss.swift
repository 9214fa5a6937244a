package import KernelTable
package import Measures

extension RegressionSums {
    /// The sums over no rows, for what judges models of a loss.
    /// - Parameter loss: that of the model; nil for one of its own.
    package init(judging loss: PointLoss?) {
        var quantile = 0.5
        if case .quantile(let level) = loss { quantile = Double(level) }
        self.init(quantile: quantile, deviance: loss?.kind.deviance)
    }
}
