public import Models

/// A model that the user defines: parameters, outputs, and a loss, written as operations on tensors.
///
/// The functions see rows of one shard, some at a time. What they compute for a row must not depend on the others, so
/// that the cut into shards and tiles does not matter; it must not depend on anything but their arguments, so that every
/// run gives the same bits. They run on many threads at once.
public protocol ModelDefinition: Sendable {
    /// Features of a row.
    var featureCount: Int { get }

    /// What it predicts.
    var task: LearningTask { get }

    /// What it learns; names are unique.
    var parameters: [Parameter] { get }

    /// The outputs z of rows: [rows] or [rows, outputs]. For a classification usually logits.
    /// - Parameters:
    ///   - features: [rows, featureCount].
    ///   - parameters: the numbers that are trained, by name.
    ///   - tape: where to record constants and random numbers.
    func outputs(of features: Tensor, _ parameters: Parameters, on tape: borrowing Tape) -> Tensor

    /// The loss of each row, [rows]; training minimizes their mean. By default half the squared error for a
    /// regression, and the cross-entropy in nats for a classification.
    /// - Parameters:
    ///   - outputs: what `outputs` gives.
    ///   - targets: [rows]; of a classification the class of each row, from 0.
    ///   - parameters: the numbers that are trained, by name.
    ///   - tape: where to record constants and random numbers.
    func losses(
        of outputs: Tensor, targets: Tensor, _ parameters: Parameters, on tape: borrowing Tape
    ) -> Tensor

    /// The predictions for rows: [rows] or [rows, numbers]. By default the outputs of a regression, and for a
    /// classification the probabilities whose logits are the outputs.
    func predictions(from outputs: Tensor) -> Tensor
}

extension ModelDefinition {
    /// ½(z − y)² of a regression; the cross-entropy of a classification, relative to the softmax of its logits, or to
    /// the logistic sigmoid of one logit.
    public func losses(
        of outputs: Tensor, targets: Tensor, _ parameters: Parameters, on tape: borrowing Tape
    ) -> Tensor {
        if case .classification = task {
            return outputs.isOneColumn
                ? outputs.flattened().logisticLoss(of: targets) : outputs.crossEntropy(of: targets)
        }
        return outputs.flattened().squaredLoss(to: targets)
    }

    /// z of a regression; softmax(z), or 1 / (1 + e⁻ᶻ) of one logit, for a classification.
    public func predictions(from outputs: Tensor) -> Tensor {
        guard case .classification = task else { return outputs }
        return outputs.isOneColumn ? outputs.sigmoid() : outputs.softmax()
    }
}

extension Tensor {
    /// Whether it has one number a row.
    var isOneColumn: Bool { shape.rank == 1 || shape.rank == 2 && shape[1] == 1 }

    /// [rows, 1] as [rows]; anything else as it is.
    func flattened() -> Tensor { shape.rank == 2 && shape[1] == 1 ? reshaped(to: Shape(shape[0])) : self }
}
