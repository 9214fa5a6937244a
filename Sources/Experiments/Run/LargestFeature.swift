import Datasets
import Kernels

/// The feature with the largest numbers in some rows that were not scaled, which a divergence may be due to.
struct LargestFeature {
    /// Numbers up to here are small enough for usual learning rates.
    private static let usualLimit: Float = 10
    private static let rowLimit = 1000

    let name: String
    let magnitude: Float

    /// Looks at the first rows that this process has; nil where features are scaled, or small.
    init?(in dataset: Dataset) {
        guard dataset.scaling?.scales.allSatisfy({ $0 == 1 }) ?? true, dataset.storage == .float32,
            let first = dataset.held.first,
            dataset.featureCount > 0
        else { return nil }
        let partition = dataset.partitions[first]
        var row = [Float](repeating: 0, count: dataset.featureCount)
        var largest = (feature: 0, magnitude: Float(0))
        for place in 0..<min(partition.rowCount, Self.rowLimit) {
            row.withUnsafeMutableBytes { _ = partition.writeRow(at: place, features: $0.baseAddress!) }
            for feature in 0..<dataset.featureCount where row[feature].magnitude > largest.magnitude {
                largest = (feature, row[feature].magnitude)
            }
        }
        guard largest.magnitude > Self.usualLimit else { return nil }
        name = dataset.featureNames[largest.feature]
        magnitude = largest.magnitude
    }
}
