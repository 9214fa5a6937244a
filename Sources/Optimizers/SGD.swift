public import Kernels

/// Minibatch stochastic gradient descent: w ← w − η · (1/|B|) Σ ∇ℓ (Robbins and Monro, 1951).
public struct SGD: Sendable {
    /// The learning rate η, positive.
    public let learningRate: Float
    private let descend: KernelTable.Descend

    /// The update rule for a learning rate.
    public init(learningRate: Float, kernels: KernelTable) {
        self.learningRate = learningRate
        self.descend = kernels.descend
    }

    /// Changes the parameters by one step.
    /// - Parameters:
    ///   - gradientSum: the gradient summed, not averaged, over the minibatch.
    ///   - count: numbers of either, a multiple of 16.
    ///   - rowCount: rows of the minibatch.
    public func update(
        _ parameters: UnsafeMutablePointer<Float>, gradientSum: UnsafePointer<Float>, count: Int, rowCount: Int
    ) {
        descend(parameters, gradientSum, count, learningRate, Float(rowCount))
    }
}
