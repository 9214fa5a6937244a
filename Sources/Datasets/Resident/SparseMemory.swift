import Kernels
import NUMA

/// Sparse rows of several partitions in the memory of one node, one after another; never changed once they are read.
///
/// Of each row its columns and then its numbers lie together, so that a row is one stretch of memory.
final class SparseMemory: Sendable {
    /// For each row the columns of its numbers and then the bits of these.
    let numbers: NodeMemory<UInt32>
    /// How many numbers are before each row, and before the end.
    let starts: NodeMemory<Int>
    let targets: NodeMemory<Float>
    /// Empty where rows have no weights.
    let weights: NodeMemory<Float>
    let hasWeights: Bool

    init(rowCount: Int, numberCount: Int, hasWeights: Bool, node: Int?) throws(NUMAError) {
        let (count, isTooLarge) = numberCount.multipliedReportingOverflow(by: 2)
        guard !isTooLarge else { throw .outOfMemory(bytes: .max) }
        numbers = try NodeMemory(count: count, node: node)
        starts = try NodeMemory(count: rowCount + 1, node: node)
        targets = try NodeMemory(count: rowCount, node: node)
        weights = try NodeMemory(count: hasWeights ? rowCount : 0, node: node)
        self.hasWeights = hasWeights
    }

    /// Bytes that a row takes in addition to its numbers.
    static func rowBytes(hasWeights: Bool) -> Int {
        MemoryLayout<Int>.stride + (hasWeights ? 2 : 1) * MemoryLayout<Float>.stride
    }
    /// Bytes that a number takes with its column.
    static let numberBytes = 2 * MemoryLayout<UInt32>.stride
}

/// Some consecutive rows of a `SparseMemory`.
struct SparseSlice: RowSource {
    let memory: SparseMemory
    let firstRow: Int
    let rowCount: Int
    let featureNames: FeatureNames
    let targetName: String
    let classes: ClassLabels?
    var scratchCount: Int { 0 }

    /// The rows as kernels read them.
    var features: FeatureRows {
        FeatureRows(
            sparse: memory.numbers.baseAddress, starts: memory.starts.baseAddress + firstRow,
            featureCount: featureNames.count)
    }
    /// A target for each row.
    var targets: UnsafePointer<Float> { UnsafePointer(memory.targets.baseAddress + firstRow) }
    /// A weight for each row; nil where rows have none.
    var weights: UnsafePointer<Float>? {
        memory.hasWeights ? UnsafePointer(memory.weights.baseAddress + firstRow) : nil
    }
    var hasWeights: Bool { memory.hasWeights }

    /// Numbers of all rows.
    var numberCount: Int {
        let starts = memory.starts.baseAddress + firstRow
        return starts[rowCount] - starts[0]
    }
    /// Bytes that the rows take.
    var byteCount: Int {
        numberCount * SparseMemory.numberBytes + rowCount * SparseMemory.rowBytes(hasWeights: hasWeights)
    }

    /// Writes a row with all its zeros.
    func writeRow(_ index: Int, to record: RowRecord, scratch: UnsafeMutablePointer<Float>) {
        let row = record.features
        row.update(repeating: 0, count: featureNames.count)
        let starts = memory.starts.baseAddress + firstRow
        let count = starts[index + 1] - starts[index]
        let columns = memory.numbers.baseAddress + 2 * starts[index]
        for k in 0..<count { row[Int(columns[k])] = Float(bitPattern: columns[count + k]) }
        record.target = targets[index]
        if let weights { record.weight = weights[index] }
    }
}
