import Kernels

extension Tensor {
    /// −ln p(label) of each row's logits, in nats, with p their softmax: [rows, classes] and [rows] give [rows].
    /// - Parameter labels: the class of each row, a whole number from 0.
    public func crossEntropy(of labels: Tensor) -> Tensor {
        recorded(.crossEntropy, labels, reason: "expected [rows, classes] and a label for each row") { logits, labels in
            logits.rank == 2 && logits.inner > 0 && labels == Shape(logits.middle) ? labels : nil
        }
    }

    /// ½(z − y)² of each number.
    public func squaredLoss(to targets: Tensor) -> Tensor { pointLoss(.squared, targets) }

    /// ½(z − y)² where |z − y| ≤ δ, δ(|z − y| − ½δ) elsewhere (Huber, 1964).
    public func huberLoss(to targets: Tensor, delta: Float = 1) -> Tensor { pointLoss(.huber(delta: delta), targets) }

    /// |z − y|; its derivative at zero is 0.
    public func absoluteLoss(to targets: Tensor) -> Tensor { pointLoss(.absolute, targets) }

    /// τ(y − z) where y ≥ z, (1 − τ)(z − y) elsewhere: the pinball loss, whose mean is smallest where z is the targets'
    /// τ-quantile; its derivative at y = z is 0 (Koenker and Bassett, 1978).
    /// - Parameters:
    ///   - targets: y, of the same shape.
    ///   - level: τ, above 0 and below 1.
    public func quantileLoss(to targets: Tensor, level: Float) -> Tensor {
        pointLoss(.quantile(level: level), targets)
    }

    /// eᶻ − y − y(z − ln y): half the unit deviance of a Poisson distribution of the mean eᶻ.
    /// - Parameter targets: y of at least 0, of the same shape.
    public func poissonLoss(to targets: Tensor) -> Tensor { pointLoss(.poisson, targets) }

    /// y e⁻ᶻ − 1 + z − ln y: half the unit deviance of a gamma distribution of the mean eᶻ.
    /// - Parameter targets: y above 0, of the same shape.
    public func gammaLoss(to targets: Tensor) -> Tensor { pointLoss(.gamma, targets) }

    /// ln(1 + eᶻ) − y z: the cross-entropy of labels 0 and 1 relative to the logistic sigmoid of z, in nats.
    public func logisticLoss(of labels: Tensor) -> Tensor { pointLoss(.logistic, labels) }

    private func pointLoss(_ loss: PointLoss, _ targets: Tensor) -> Tensor {
        // Rows against columns would be stretched to a matrix, which nobody means.
        recorded(.pointLoss(loss), targets, reason: "expected the same shape") { $0 == $1 ? $0 : nil }
    }
}
