import Datasets
import Kernels
import NUMA

/// A row of a source or a dataset, to compare.
struct Row: Hashable {
    var features: [Float]
    var target: Float
}

extension RowSource {
    /// The row at an index, through memory that held NaN, so that a number that is not written is seen.
    func row(_ index: Int) -> Row {
        var features = [Float](repeating: .nan, count: featureNames.count + 1)
        var scratch = [Float](repeating: .nan, count: scratchCount + 1)
        let target = features.withUnsafeMutableBufferPointer { features in
            scratch.withUnsafeMutableBufferPointer { scratch in
                writeRow(index, features: features.baseAddress!, scratch: scratch.baseAddress!)
            }
        }
        precondition(features.last!.isNaN && scratch.last!.isNaN, "row \(index): written beyond the end")
        return Row(features: Array(features.dropLast()), target: target)
    }
}

extension Dataset {
    /// The rows of a partition, in order.
    func rows(ofPartition index: Int) -> [Row] {
        withExtendedLifetime(partitions[index]) { partition in
            (0..<partition.rowCount).map { row in
                let features = UnsafeBufferPointer(start: partition.features + row * featureCount, count: featureCount)
                return Row(features: Array(features), target: partition.targets[row])
            }
        }
    }
}
