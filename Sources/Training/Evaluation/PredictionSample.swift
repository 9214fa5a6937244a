public import Datasets
import Kernels
public import Models
public import Ranks

/// Predictions for some of a set's rows, beside their targets: for plots.
public struct PredictionSample: Sendable {
    /// The predictions.
    public let predictions: Predictions
    /// The target of each row: a number in the target's unit, or the index of its class.
    public let targets: [Double]

    /// The largest number of rows.
    public static let mostRows = 4096
    /// The largest number of features of all rows together, where rows are wide.
    private static let mostNumbers = 1 << 22
    /// The largest number of features that are copied at once; at least one row is.
    private static let mostNumbersAtOnce = 1 << 16

    /// Takes evenly spaced rows, in their order, the same on every machine. Collective.
    /// - Parameters:
    ///   - model: the model.
    ///   - parameters: numbers in the model's layout.
    ///   - dataset: rows as wide as the model expects.
    ///   - ranks: the processes that hold the partitions of the dataset, each its block.
    public init(
        of model: some Model, parameters: [Float], from dataset: Dataset, ranks: Communicator = .alone
    ) {
        let featureCount = max(dataset.featureCount, 1)
        let most = min(Self.mostRows, max(Self.mostNumbers / featureCount, 256))
        let places = dataset.evenlySpacedRows(min(most, dataset.rowCount)).filter {
            dataset.held.contains($0.partition)
        }
        var targets: [Float] = []
        let rowsAtOnce = max(Self.mostNumbersAtOnce / featureCount, 1)
        let outputs = [Float](unsafeUninitializedCapacity: places.count * model.outputCount) { outputs, count in
            count = places.count * model.outputCount
            for start in stride(from: 0, to: places.count, by: rowsAtOnce) {
                targets += Self.predict(
                    places[start..<min(start + rowsAtOnce, places.count)], of: dataset, model, parameters,
                    into: outputs.baseAddress! + start * model.outputCount)
            }
        }
        let scaling = dataset.targetScaling
        self.targets = ranks.allGather(numbers: targets).flatMap { $0 }.map { scaling?.unscaled($0) ?? Double($0) }
        predictions = Predictions(
            outputs: ranks.allGather(numbers: outputs).flatMap { $0 }, outputCount: model.outputCount,
            task: model.task, targetScaling: scaling)
    }

    /// Predicts a copy of the rows at these places, and returns their targets.
    private static func predict(
        _ places: ArraySlice<(partition: Int, row: Int)>, of dataset: Dataset, _ model: some Model,
        _ parameters: [Float],
        into outputs: UnsafeMutablePointer<Float>
    ) -> [Float] {
        let rowBytes = dataset.featureCount * dataset.storage.byteCount
        // Kernels read the tail of a row in a whole vector.
        var rows = [UInt8](repeating: 0, count: places.count * rowBytes + 64)
        return rows.withUnsafeMutableBytes { rows in
            let targets = places.enumerated().map { index, place in
                dataset.partitions[place.partition]
                    .writeRow(at: place.row, features: rows.baseAddress! + index * rowBytes).target
            }
            let features = FeatureRows(
                base: UnsafeRawPointer(rows.baseAddress!), storage: dataset.storage,
                featureCount: dataset.featureCount)
            withScratch(model.scratchCount) { scratch in
                model.predict(
                    features, rowCount: places.count, targets: nil, parameters: parameters, scratch: scratch,
                    outputs: outputs, losses: scratch)
            }
            return targets
        }
    }
}
