import Kernels
public import Models

/// The predictions of a model for some rows.
public struct Predictions: Sendable {
    /// Whether they are numbers or classes.
    public let task: LearningTask
    /// A value for each row; for a classification, the index of the most probable class, the first one if there are several.
    public let values: [Float]
    /// The probability of each class for each row, row-major; empty for a regression.
    public let probabilities: [Float]

    /// - Parameter outputs: `outputCount` numbers for each row, as the model computes them.
    init(outputs: [Float], outputCount: Int, task: LearningTask) {
        self.task = task
        guard case .classification(let classCount) = task else {
            values = outputs
            probabilities = []
            return
        }
        probabilities = outputCount == classCount ? outputs : outputs.flatMap { [1 - $0, $0] }
        values = stride(from: 0, to: probabilities.count, by: classCount).map { [probabilities] start in
            var best = start
            for index in start..<start + classCount where probabilities[index] > probabilities[best] { best = index }
            return Float(best - start)
        }
    }

    /// Predicts consecutive rows, dense and row-major.
    init(of model: any Model, parameters: [Float], for features: [Float]) {
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
        self.init(outputs: outputs, outputCount: model.outputCount, task: model.task)
    }
}
