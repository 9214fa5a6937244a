package import Datasets
import Kernels
public import Models

/// The predictions of a model for some rows.
public struct Predictions: Sendable {
    /// Whether they are numbers or classes.
    public let task: LearningTask
    /// A value for each row, in the target's unit; for a classification, the index of the most probable class, the first one
    /// if there are several, or of two classes the one that a threshold decides for. Where the target was scaled, it is brought back in double precision.
    public let values: [Double]
    /// The probability of each class for each row, row-major; empty for a regression.
    public let probabilities: [Float]

    /// Collects predictions that were made before.
    /// - Parameters:
    ///   - task: whether they are numbers or classes.
    ///   - values: a value for each row.
    ///   - probabilities: the probability of each class for each row, row-major; empty for a regression.
    public init(task: LearningTask, values: [Double], probabilities: [Float]) {
        self.task = task
        self.values = values
        self.probabilities = probabilities
    }

    /// - Parameters:
    ///   - outputs: `outputCount` numbers for each row, as the model computes them.
    ///   - outputCount: outputs of a row.
    ///   - task: whether outputs are numbers or classes.
    ///   - targetScaling: how the targets of a regression were scaled; nil where they were not.
    ///   - threshold: the least probability of the second of two classes with which it is predicted; nil where the most
    ///     probable class is.
    init(
        outputs: [Float], outputCount: Int, task: LearningTask, targetScaling: TargetScaling? = nil,
        threshold: Float? = nil
    ) {
        self.task = task
        guard case .classification(let classCount) = task else {
            values = outputs.map { targetScaling?.unscaled($0) ?? Double($0) }
            probabilities = []
            return
        }
        probabilities = outputCount == classCount ? outputs : outputs.flatMap { [1 - $0, $0] }
        if let threshold, classCount == 2 {
            values = stride(from: 1, to: probabilities.count, by: 2).map { [probabilities] in
                probabilities[$0] >= threshold ? 1 : 0
            }
            return
        }
        values = stride(from: 0, to: probabilities.count, by: classCount).map { [probabilities] start in
            var best = start
            for index in start..<start + classCount where probabilities[index] > probabilities[best] { best = index }
            return Double(best - start)
        }
    }

    /// Predicts consecutive rows, dense and row-major, scaled as the model expects.
    package init(
        of model: any Model, parameters: [Float], targetScaling: TargetScaling?, for features: [Float],
        threshold: Float? = nil
    ) {
        let rowCount = model.featureCount > 0 ? features.count / model.featureCount : 0
        let padded = features + [Float](repeating: 0, count: 16)
        let outputs = [Float](unsafeUninitializedCapacity: rowCount * model.outputCount) { buffer, count in
            count = rowCount * model.outputCount
            guard let outputs = buffer.baseAddress else { return }
            padded.withUnsafeBufferPointer { padded in
                withScratch(model.scratchCount) { scratch in
                    model.predict(
                        FeatureRows(padded.baseAddress!, featureCount: model.featureCount), rowCount: rowCount,
                        targets: nil, parameters: parameters, scratch: scratch, outputs: outputs, losses: scratch)
                }
            }
        }
        self.init(
            outputs: outputs, outputCount: model.outputCount, task: model.task, targetScaling: targetScaling,
            threshold: threshold)
    }
}
