public import Kernels
import NUMA

/// A contiguous block of rows in the memory of one node; never changed after it was made.
public final class Partition: Sendable {
    /// The number of rows.
    public let rowCount: Int
    /// How features are kept.
    public let storage: FeatureStorage
    private let featureCount: Int
    private let featureMemory: NodeMemory<UInt8>
    private let targetMemory: NodeMemory<Float>

    init(rowCount: Int, featureCount: Int, storage: FeatureStorage, node: Int?) throws(NUMAError) {
        self.rowCount = rowCount
        self.featureCount = featureCount
        self.storage = storage
        let (rowBytes, isRowTooLarge) = featureCount.multipliedReportingOverflow(by: storage.byteCount)
        let (bytes, isTooLarge) = rowCount.multipliedReportingOverflow(by: rowBytes)
        guard !isRowTooLarge, !isTooLarge else { throw .outOfMemory(bytes: .max) }
        // Kernels read the tail of a row in a whole vector.
        featureMemory = try NodeMemory(count: bytes, node: node, slack: 64)
        targetMemory = try NodeMemory(count: rowCount, node: node)
    }

    /// Rows, dense and row-major; 64 bytes past the last may be read too. Valid as long as the partition, which whoever
    /// keeps the rows must keep too.
    package var features: FeatureRows {
        FeatureRows(
            base: UnsafeRawPointer(featureMemory.baseAddress), storage: storage, featureCount: featureCount)
    }
    /// A target for each row; likewise.
    package var targets: UnsafePointer<Float> { UnsafePointer(targetMemory.baseAddress) }

    /// The node that the rows were planned for; nil for the system's choice.
    var plannedNode: Int? { featureMemory.node }

    /// Looks where the rows' pages are.
    func look(into placed: inout PlacedMemory) {
        placed.add(featureMemory)
        placed.add(targetMemory)
    }

    /// Writes rows of a source to consecutive rows from `firstRow` on; one thread at a time writes a row.
    func write(_ source: some RowSource, _ sourceRows: [Int], at firstRow: Int, kernels: KernelTable) {
        let wideCount = storage == .float32 ? 0 : featureCount
        withUnsafeTemporaryAllocation(of: Float.self, capacity: source.scratchCount + wideCount) { memory in
            memory.initialize(repeating: 0)
            let wide = memory.baseAddress!
            let scratch = wide + wideCount
            let rowBytes = featureCount * storage.byteCount
            for (row, sourceRow) in zip(firstRow..., sourceRows) {
                let place = UnsafeMutableRawPointer(featureMemory.baseAddress) + row * rowBytes
                switch storage {
                case .float32:
                    let features = place.bindMemory(to: Float.self, capacity: featureCount)
                    targetMemory.baseAddress[row] = source.writeRow(sourceRow, features: features, scratch: scratch)
                case .bfloat16:
                    let features = place.bindMemory(to: UInt16.self, capacity: featureCount)
                    targetMemory.baseAddress[row] = source.writeRow(sourceRow, features: wide, scratch: scratch)
                    kernels.roundToBFloat16(wide, featureCount, features)
                }
            }
        }
    }
}
