public import Datasets
import Kernels
public import Models

/// What a model says of some of a set's rows, beside what is true of them: for pictures.
public struct PredictionSample: Sendable {
    /// What is predicted of the rows.
    public let predictions: Predictions
    /// What is true: for each row a number, or the index of its class.
    public let targets: [Float]

    /// The most rows that are taken.
    public static let mostRows = 4096
    /// The most numbers that are copied, where rows are wide.
    private static let mostNumbers = 1 << 22

    /// Takes rows at even distances, in their order, which are the same on every machine.
    /// - Parameter dataset: rows as wide as the model expects.
    public init(of model: some Model, parameters: [Float], from dataset: Dataset) {
        let most = min(Self.mostRows, max(Self.mostNumbers / max(dataset.featureCount, 1), 256))
        let places = Self.places(in: dataset, most: most)
        var outputs = [Float](repeating: 0, count: places.count * model.outputCount)
        var targets: [Float] = []
        let rowBytes = dataset.featureCount * dataset.storage.byteCount
        // Kernels read the tail of a row in a whole vector.
        var rows = [UInt8](repeating: 0, count: places.count * rowBytes + 64)
        rows.withUnsafeMutableBytes { rows in
            for (index, place) in places.enumerated() {
                let partition = dataset.partitions[place.partition]
                targets.append(partition.targets[place.row])
                rows.baseAddress!.advanced(by: index * rowBytes)
                    .copyMemory(from: partition.features.dropFirst(place.row).base, byteCount: rowBytes)
            }
            let features = FeatureRows(
                base: UnsafeRawPointer(rows.baseAddress!), storage: dataset.storage,
                featureCount: dataset.featureCount)
            outputs.withUnsafeMutableBufferPointer { outputs in
                guard let outputs = outputs.baseAddress else { return }
                withScratch(model.scratchCount) { scratch in
                    model.predict(
                        features, rowCount: places.count, targets: nil, parameters: parameters, scratch: scratch,
                        outputs: outputs, losses: scratch)
                }
            }
        }
        self.targets = targets
        predictions = Predictions(outputs: outputs, outputCount: model.outputCount, task: model.task)
    }

    private static func places(in dataset: Dataset, most: Int) -> [(partition: Int, row: Int)] {
        let rowCount = dataset.rowCount
        let count = min(rowCount, most)
        var partition = 0
        var first = 0
        return (0..<count).map { index in
            let row = index * rowCount / count
            while row >= first + dataset.partitions[partition].rowCount {
                first += dataset.partitions[partition].rowCount
                partition += 1
            }
            return (partition, row - first)
        }
    }
}
