import Kernels

/// Writes rows of a part of a source in the form in which they are kept.
package struct RowWriter: Sendable {
    let source: any RowSource
    let part: HeldOutSplit.Part
    let split: HeldOutSplit
    /// The place in the part of the row at place 0.
    let start: Int
    let storage: FeatureStorage
    let kernels: KernelTable

    private var featureCount: Int { source.featureNames.count }

    /// Whether rows have weights.
    package var hasWeights: Bool { source.hasWeights }

    /// Writes the rows at consecutive places, one after the other.
    package func write(_ places: Range<Int>, to memory: StoredRecord) {
        write(split.rows(of: part, in: start + places.lowerBound..<start + places.upperBound), memory)
    }

    /// Writes the rows at some places, one after the other.
    package func write(_ places: UnsafeBufferPointer<UInt32>, to memory: StoredRecord) {
        write(places.lazy.map { split.row(start + Int($0), of: part) }, memory)
    }

    /// The rows at some places will be written soon. Where the split takes rows from all over the source, nothing is done.
    package func readAhead(_ places: Range<Int>) {
        guard split.keepsOrder else { return }
        source.readAhead(start + places.lowerBound..<start + places.upperBound)
    }

    /// Rows that are rounded at a time.
    private var wideRowCount: Int { storage == .float32 ? 0 : min(max(4096 / max(featureCount, 1), 1), 64) }

    /// Lends `body` a function that writes consecutive rows of the source to a place.
    func write(_ body: (_ write: (Range<Int>, StoredRecord) -> Void) -> Void) {
        let wideCount = wideRowCount * featureCount
        withUnsafeTemporaryAllocation(of: Float.self, capacity: source.scratchCount + wideCount) { numbers in
            numbers.initialize(repeating: 0)
            let scratch = numbers.baseAddress! + wideCount
            body { rows, memory in write(rows, memory, wide: numbers.baseAddress!, scratch) }
        }
    }

    private func write(_ rows: some Collection<Int>, _ memory: StoredRecord) {
        write { write in
            var (first, count, written) = (0, 0, 0)
            func writeRun() {
                write(
                    first..<first + count, memory.dropFirst(written, rowBytes: featureCount * storage.byteCount))
                written += count
            }
            // Rows that follow each other in the source are written together.
            for row in rows {
                if count > 0, row == first + count {
                    count += 1
                } else {
                    writeRun()
                    (first, count) = (row, 1)
                }
            }
            writeRun()
        }
    }

    private func write(
        _ rows: Range<Int>, _ memory: StoredRecord, wide: UnsafeMutablePointer<Float>,
        _ scratch: UnsafeMutablePointer<Float>
    ) {
        guard !rows.isEmpty else { return }
        switch storage {
        case .float32:
            let features = memory.features.bindMemory(to: Float.self, capacity: rows.count * featureCount)
            source.writeRows(
                rows, to: RowRecord(features: features, targets: memory.targets, weights: memory.weights),
                scratch: scratch)
        case .bfloat16:
            let features = memory.features.bindMemory(to: UInt16.self, capacity: rows.count * featureCount)
            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: wideRowCount) {
                let some = first..<min(first + wideRowCount, rows.upperBound)
                let place = first - rows.lowerBound
                source.writeRows(
                    some,
                    to: RowRecord(
                        features: wide, targets: memory.targets + place, weights: memory.weights.map { $0 + place }),
                    scratch: scratch)
                kernels.roundToBFloat16(wide, some.count * featureCount, features + place * featureCount)
            }
        }
    }
}
