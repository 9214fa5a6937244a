public import Kernels
import NUMA

/// A contiguous block of rows, in the memory of one node or made whenever they are asked for; never changed after it was
/// made. Of rows that another process holds, only their number is here.
public final class Partition: Sendable {
    /// The number of rows.
    public let rowCount: Int
    /// How features are kept.
    public let storage: FeatureStorage
    /// Bytes of a row's features; of sparse rows the mean.
    package let rowBytes: Int
    private let featureCount: Int
    private let featureMemory: NodeMemory<UInt8>
    private let targetMemory: NodeMemory<Float>
    /// Empty where rows have no weights.
    private let weightMemory: NodeMemory<Float>
    private let hasWeights: Bool
    /// The rows where they are sparse; then they are not in the memories above.
    let sparse: SparseSlice?
    /// Makes the rows of a streamed partition, whenever they are asked for; nil where they are kept.
    package let writer: RowWriter?
    /// Whether rows are made whenever they are asked for.
    package var isStreamed: Bool { writer != nil }

    /// - Parameters:
    ///   - storage: how features are kept.
    ///   - hasWeights: whether rows have weights.
    ///   - writer: makes the rows whenever they are asked for, so that they take no memory here; nil where they do.
    ///   - isHeld: whether this process has the rows.
    init(
        rowCount: Int, featureCount: Int, storage: FeatureStorage, hasWeights: Bool, writer: RowWriter?, isHeld: Bool,
        node: Int?
    ) throws(NUMAError) {
        self.rowCount = rowCount
        self.featureCount = featureCount
        self.storage = storage
        self.writer = writer
        sparse = nil
        let keptCount = writer == nil && isHeld ? rowCount : 0
        let (rowBytes, isRowTooLarge) = featureCount.multipliedReportingOverflow(by: storage.byteCount)
        let (bytes, isTooLarge) = keptCount.multipliedReportingOverflow(by: rowBytes)
        guard !isRowTooLarge, !isTooLarge else { throw .outOfMemory(bytes: .max) }
        self.rowBytes = rowBytes
        // Kernels read the tail of a row in a whole vector.
        featureMemory = try NodeMemory(count: bytes, node: node, slack: 64)
        targetMemory = try NodeMemory(count: keptCount, node: node)
        weightMemory = try NodeMemory(count: hasWeights ? keptCount : 0, node: node)
        self.hasWeights = hasWeights
    }

    /// Sparse rows.
    /// - Parameters:
    ///   - rows: the rows, which are in memory already; nil where another process holds them.
    ///   - numberCount: numbers of all rows.
    init(_ rows: SparseSlice?, rowCount: Int, numberCount: Int, featureCount: Int) throws(NUMAError) {
        self.rowCount = rowCount
        self.featureCount = featureCount
        rowBytes = numberCount * SparseMemory.numberBytes / max(rowCount, 1)
        storage = .float32
        sparse = rows
        writer = nil
        featureMemory = try NodeMemory(count: 0)
        targetMemory = try NodeMemory(count: 0)
        weightMemory = try NodeMemory(count: 0)
        hasWeights = rows?.hasWeights ?? false
    }

    /// The rows that are kept, sparse or dense and row-major; of dense ones 64 bytes past the last may be read too. Valid
    /// as long as the partition: keep it as long as the pointer is in use.
    package var features: FeatureRows {
        sparse?.features
            ?? FeatureRows(
                base: UnsafeRawPointer(featureMemory.baseAddress), storage: storage, featureCount: featureCount)
    }
    /// A target for each row that is kept; likewise.
    package var targets: UnsafePointer<Float> { sparse?.targets ?? UnsafePointer(targetMemory.baseAddress) }
    /// A weight for each row that is kept, likewise; nil where rows have none.
    package var weights: UnsafePointer<Float>? {
        guard hasWeights else { return nil }
        return sparse.map(\.weights) ?? UnsafePointer(weightMemory.baseAddress)
    }

    /// The most numbers that so many rows have in all, where they are sparse.
    package func mostNumbers(ofRows count: Int) -> Int {
        guard let starts = features.starts else { return count * featureCount }
        let counts = (0..<rowCount).map { starts[$0 + 1] - starts[$0] }
        return counts.sorted(by: >).prefix(count).reduce(0, +)
    }

    /// The node that the rows were planned for; nil for the system's choice.
    var plannedNode: Int? { sparse.map { $0.memory.numbers.node } ?? featureMemory.node }

    /// Looks where the rows' pages are.
    func look(into placed: inout PlacedMemory) {
        if let sparse {
            // The first of the partitions that share a memory looks for all of them.
            guard sparse.firstRow == 0 else { return }
            placed.add(sparse.memory.numbers)
            placed.add(sparse.memory.starts)
            placed.add(sparse.memory.weights)
            return placed.add(sparse.memory.targets)
        }
        placed.add(featureMemory)
        placed.add(targetMemory)
        placed.add(weightMemory)
    }

    /// Writes the rows at some places, each of which no other thread writes at the same time.
    func fill(_ places: Range<Int>, by writer: RowWriter) {
        writer.write(places, to: record(at: places.lowerBound))
    }

    /// The memory of a row that is kept dense, to be written before anyone reads it.
    func record(at place: Int) -> StoredRecord {
        let first = StoredRecord(
            features: UnsafeMutableRawPointer(featureMemory.baseAddress), targets: targetMemory.baseAddress,
            weights: hasWeights ? weightMemory.baseAddress : nil)
        return first.dropFirst(place, rowBytes: rowBytes)
    }

    /// Copies the features of a row, with all its zeros, or makes the row where it is not kept; returns its target and its
    /// weight.
    package func writeRow(at place: Int, features: UnsafeMutableRawPointer) -> (target: Float, weight: Float) {
        var labels: (target: Float, weight: Float) = (0, 1)
        withUnsafeMutablePointer(to: &labels.target) { target in
            withUnsafeMutablePointer(to: &labels.weight) { weight in
                writeRow(at: place, to: StoredRecord(features: features, targets: target, weights: weight))
            }
        }
        return labels
    }

    private func writeRow(at place: Int, to record: StoredRecord) {
        if let sparse {
            let row = record.features.bindMemory(to: Float.self, capacity: featureCount)
            sparse.writeRow(
                place, to: RowRecord(features: row, targets: record.targets, weights: record.weights), scratch: row)
        } else if let writer {
            writer.write(place..<place + 1, to: record)
        } else {
            precondition(place < targetMemory.count, "a row that another process holds")
            record.features.copyMemory(from: self.features.dropFirst(place).base, byteCount: rowBytes)
            record.targets.pointee = targets[place]
            if let weights { record.weights?.pointee = weights[place] }
        }
    }
}
