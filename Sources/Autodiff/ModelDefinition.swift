public import Models

/// A model of one's own: parameters, outputs, and a loss, written as operations on tensors.
///
/// The functions see rows of one shard, some at a time. What they compute for a row must not depend on the others, so
/// that the cut in shards and tiles means nothing; it must not depend on anything but their arguments, so that every
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

    /// The loss of each row, [rows]; the training minimizes their mean. Where not given, half the squared error of a
    /// regression, and the cross-entropy of a classification in nats.
    /// - Parameters:
    ///   - outputs: what `outputs` gives.
    ///   - targets: [rows]; of a classification the class of each row, from 0.
    ///   - parameters: the numbers that are trained, by name.
    ///   - tape: where to record constants and random numbers.
    func losses(
        of outputs: Tensor, targets: Tensor, _ parameters: Parameters, on tape: borrowing Tape
    ) -> Tensor

    /// What the model says of rows: [rows] or [rows, numbers]. Where not given, the outputs of a regression, and the
    /// probabilities whose logits the outputs of a classification are.
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
