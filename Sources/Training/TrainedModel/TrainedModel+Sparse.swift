public import Datasets
import Kernels
import Models

extension TrainedModel {
    /// Whether it can predict sparse rows without filling in their zeros: it has no hidden layers, and does not scale
    /// features, which would leave few zeros.
    public var readsSparseRows: Bool {
        architecture.kind != .mlp && scaling == nil
    }

    /// Predictions for the rows of a set, which are scaled as the model has it, some at a time and in order.
    public func forEachPrediction(
        of dataset: Dataset, rowsAtOnce: Int, _ body: (Predictions) throws -> Void
    ) rethrows {
        for partition in dataset.partitions {
            for first in stride(from: 0, to: partition.rowCount, by: rowsAtOnce) {
                let count = min(rowsAtOnce, partition.rowCount - first)
                let outputs = [Float](unsafeUninitializedCapacity: count * model.outputCount) { outputs, initialized in
                    initialized = count * model.outputCount
                    withScratch(model.scratchCount) { scratch in
                        model.predict(
                            partition.features.dropFirst(first), rowCount: count, targets: nil,
                            parameters: parameters, scratch: scratch, outputs: outputs.baseAddress!, losses: scratch)
                    }
                }
                try body(
                    Predictions(
                        outputs: outputs, outputCount: model.outputCount, task: model.task,
                        targetScaling: targetScaling, threshold: threshold))
            }
        }
    }
}
