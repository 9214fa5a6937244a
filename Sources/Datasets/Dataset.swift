import Dispatch
public import Kernels
public import NUMA

/// A contiguous block of rows in the memory of one node; never changed after it was made.
public final class Partition: Sendable {
    /// The number of rows.
    public let rowCount: Int
    private let featureMemory: NodeMemory<Float>
    private let targetMemory: NodeMemory<Float>

    fileprivate init(rowCount: Int, featureCount: Int, node: Int?) throws(NUMAError) {
        self.rowCount = rowCount
        let (count, overflow) = rowCount.multipliedReportingOverflow(by: featureCount)
        guard !overflow else { throw .outOfMemory(bytes: .max) }
        // Kernels read the tail of a row in a whole vector.
        featureMemory = try NodeMemory(count: count, node: node, slack: 64)
        targetMemory = try NodeMemory(count: rowCount, node: node)
    }

    /// Rows, dense and row-major; 64 bytes past the last may be read too. Valid as long as the partition, which whoever
    /// keeps the pointer must keep too.
    package var features: UnsafePointer<Float> { UnsafePointer(featureMemory.baseAddress) }
    /// A target for each row; likewise.
    package var targets: UnsafePointer<Float> { UnsafePointer(targetMemory.baseAddress) }

    fileprivate var writableFeatures: UnsafeMutablePointer<Float> { featureMemory.baseAddress }
    fileprivate var writableTargets: UnsafeMutablePointer<Float> { targetMemory.baseAddress }
}

/// Rows in memory, in partitions that are dealt to the memory nodes.
public struct Dataset: Sendable {
    /// The partitions, in order.
    public let partitions: [Partition]
    /// The features of a row.
    public let featureNames: FeatureNames
    /// The column that is to be predicted.
    public let targetName: String

    /// All rows.
    public var rowCount: Int { partitions.reduce(0) { $0 + $1.rowCount } }
    /// Features in a row.
    public var featureCount: Int { featureNames.count }
    /// Memory that the rows take.
    public var byteCount: Int { rowCount * (featureCount + 1) * MemoryLayout<Float>.stride }

    /// Writes the rows of one part of a split into partitions, in parallel, each partition on its node.
    ///
    /// Partition p holds consecutive rows of the part; the first `rowCount mod partitionCount` partitions hold one more.
    public init(
        _ source: some RowSource, part: HeldOutSplit.Part, of split: HeldOutSplit, partitionCount: Int,
        placement: Placement
    ) throws(NUMAError) {
        let rowCount = split.count(of: part)
        var partitions: [Partition] = []
        var pieces: [Piece] = []
        var start = 0
        for index in 0..<partitionCount {
            let size = rowCount / partitionCount + (index < rowCount % partitionCount ? 1 : 0)
            partitions.append(
                try Partition(
                    rowCount: size, featureCount: source.featureNames.count,
                    node: placement.memoryNode(of: index, among: partitionCount)))
            for first in stride(from: 0, to: size, by: Piece.rowCount) {
                let rows = first..<min(first + Piece.rowCount, size)
                pieces.append(Piece(partition: index, rows: rows, firstOfPart: start + first))
            }
            start += size
        }
        self.partitions = partitions
        self.featureNames = source.featureNames
        self.targetName = source.targetName
        DispatchQueue.concurrentPerform(iterations: pieces.count) { [partitions, pieces] index in
            let piece = pieces[index]
            let position = placement.position(of: piece.partition, among: partitionCount)
            placement.withThread(at: position) {
                piece.write(source, split.rows(of: part, in: piece.rowsOfPart), into: partitions[piece.partition])
            }
        }
    }
}

extension Dataset {
    /// Writes every row of a source, in order, into partitions.
    public init(
        everyRowOf source: some RowSource, partitionCount: Int, placement: Placement, kernels: KernelTable
    ) throws(NUMAError) {
        let everything = HeldOutSplit(rowCount: source.rowCount, fraction: 0, seed: 0, kernels: kernels)
        try self.init(
            source, part: .training, of: everything, partitionCount: partitionCount, placement: placement)
    }
}

/// Some rows of a partition, written by one thread.
private struct Piece {
    static let rowCount = 1024
    let partition: Int
    let rows: Range<Int>
    let firstOfPart: Int

    var rowsOfPart: Range<Int> { firstOfPart..<firstOfPart + rows.count }

    func write(_ source: some RowSource, _ sourceRows: [Int], into partition: Partition) {
        let featureCount = source.featureNames.count
        withUnsafeTemporaryAllocation(of: Float.self, capacity: source.scratchCount) { scratch in
            scratch.initialize(repeating: 0)
            for (row, sourceRow) in zip(rows, sourceRows) {
                partition.writableTargets[row] = source.writeRow(
                    sourceRow, features: partition.writableFeatures + row * featureCount,
                    scratch: scratch.baseAddress!)
            }
        }
    }
}
