public import Datasets
import Models
public import NUMA

/// The predictions of a model for every row of a set, beside what is known of the rows.
public struct RowPredictions: Sendable {
    /// The index in the source of each row.
    public let rows: [Int]
    /// The number of rows of the source.
    public let sourceRowCount: Int
    /// The target of each row: a number in the target's unit, or the index of its class.
    public let targets: [Double]
    /// The weight of each row; nil where each counts as 1.
    public let weights: [Float]?
    /// The loss of each row, in the target's unit where that was scaled.
    public let losses: [Double]
    /// The predictions.
    public let predictions: Predictions

    /// Collects predictions that were made before.
    /// - Parameters:
    ///   - rows: the index in the source of each row.
    ///   - sourceRowCount: the number of rows of the source.
    ///   - targets: one for each row.
    ///   - weights: one for each row; nil where each counts as 1.
    ///   - losses: one for each row.
    ///   - predictions: those of the rows.
    public init(
        rows: [Int], sourceRowCount: Int, targets: [Double], weights: [Float]?, losses: [Double],
        predictions: Predictions
    ) {
        self.rows = rows
        self.sourceRowCount = sourceRowCount
        self.targets = targets
        self.weights = weights
        self.losses = losses
        self.predictions = predictions
    }

    /// The rows of several, one after the other.
    /// - Parameter parts: at least one, of the same source and task; all have weights, or none has.
    public init(joining parts: [RowPredictions]) {
        let first = parts[0]
        self.init(
            rows: parts.flatMap(\.rows), sourceRowCount: first.sourceRowCount, targets: parts.flatMap(\.targets),
            weights: first.weights.map { _ in parts.flatMap { $0.weights ?? [] } }, losses: parts.flatMap(\.losses),
            predictions: Predictions(
                task: first.predictions.task, values: parts.flatMap(\.predictions.values),
                probabilities: parts.flatMap(\.predictions.probabilities)))
    }

    /// The same predictions, for rows that follow others in their source.
    /// - Parameters:
    ///   - count: how many others.
    ///   - total: the number of rows of the source.
    public func following(_ count: Int, of total: Int) -> RowPredictions {
        RowPredictions(
            rows: rows.map { $0 + count }, sourceRowCount: total, targets: targets, weights: weights, losses: losses,
            predictions: predictions)
    }

    /// Predicts, in parallel, with the same bits whatever the number of threads.
    /// - Parameters:
    ///   - model: the model.
    ///   - dataset: rows as the model was trained on them, all of whose partitions this process holds.
    ///   - workers: the threads that predict.
    public init(of model: TrainedModel, for dataset: Dataset, workers: Workers) {
        let (rowCount, outputCount) = (dataset.rowCount, model.model.outputCount)
        let pieces = EvaluatedPiece.cut(dataset)
        let starts = Self.starts(of: dataset)
        let lossUnit = model.model.lossUnit(of: dataset)
        var outputs = [Float](repeating: 0, count: rowCount * outputCount)
        var losses = [Double](repeating: 0, count: rowCount)
        var targets = [Float](repeating: 0, count: rowCount)
        var weights = [Float](repeating: 1, count: dataset.hasWeights ? rowCount : 0)
        outputs.withUnsafeMutableBufferPointer { outputs in
            losses.withUnsafeMutableBufferPointer { losses in
                targets.withUnsafeMutableBufferPointer { targets in
                    weights.withUnsafeMutableBufferPointer { weights in
                        // Safe: each piece has places of its own.
                        nonisolated(unsafe) let (outputs, losses, targets, weights) = (
                            outputs, losses, targets, weights
                        )
                        workers.perform(pieces.count) { index in
                            let piece = pieces[index]
                            var place = starts[piece.partition] + piece.rows.lowerBound
                            piece.forEachBlock(of: dataset, model.model, model.parameters) { block in
                                for row in 0..<block.rowCount {
                                    targets[place] = block.targets[row]
                                    losses[place] = Double(block.losses[row]) * lossUnit
                                    if let given = block.weights { weights[place] = given[row] }
                                    for output in 0..<outputCount {
                                        outputs[place * outputCount + output] =
                                            block.outputs[row * outputCount + output]
                                    }
                                    place += 1
                                }
                            }
                        }
                    }
                }
            }
        }
        rows = dataset.sourceRows
        sourceRowCount = dataset.sourceRowCount
        self.targets = targets.map { dataset.targetScaling?.unscaled($0) ?? Double($0) }
        self.weights = dataset.hasWeights ? weights : nil
        self.losses = losses
        predictions = Predictions(
            outputs: outputs, outputCount: outputCount, task: model.model.task, targetScaling: model.targetScaling,
            threshold: model.threshold)
    }

    /// The place of each partition's first row.
    private static func starts(of dataset: Dataset) -> [Int] {
        var start = 0
        return dataset.partitions.map { partition in
            defer { start += partition.rowCount }
            return start
        }
    }
}
