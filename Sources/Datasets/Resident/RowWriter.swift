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

    /// Writes the rows at consecutive places to where `features` and `targets` say.
    package func write(
        _ places: Range<Int>, features: UnsafeMutableRawPointer, targets: UnsafeMutablePointer<Float>
    ) {
        write(split.rows(of: part, in: start + places.lowerBound..<start + places.upperBound), features, targets)
    }

    /// Writes the rows at some places, one after the other.
    package func write(
        _ places: UnsafeBufferPointer<UInt32>, features: UnsafeMutableRawPointer, targets: UnsafeMutablePointer<Float>
    ) {
        write(places.lazy.map { split.row(start + Int($0), of: part) }, features, targets)
    }

    /// The rows at some places will be written soon. Where the split takes rows from all over the source, nothing is done.
    package func readAhead(_ places: Range<Int>) {
        guard split.keepsOrder else { return }
        source.readAhead(start + places.lowerBound..<start + places.upperBound)
    }

    /// Rows that are rounded at a time.
    private var wideRowCount: Int { storage == .float32 ? 0 : min(max(4096 / max(featureCount, 1), 1), 64) }

    private func write(
        _ rows: some Collection<Int>, _ features: UnsafeMutableRawPointer, _ targets: UnsafeMutablePointer<Float>
    ) {
        let wideCount = wideRowCount * featureCount
        withUnsafeTemporaryAllocation(of: Float.self, capacity: source.scratchCount + wideCount) { memory in
            memory.initialize(repeating: 0)
            let scratch = memory.baseAddress! + wideCount
            var (first, count, written) = (0, 0, 0)
            func writeRun() {
                write(
                    first..<first + count, features + written * featureCount * storage.byteCount, targets + written,
                    wide: memory.baseAddress!, scratch)
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
        _ rows: Range<Int>, _ features: UnsafeMutableRawPointer, _ targets: UnsafeMutablePointer<Float>,
        wide: UnsafeMutablePointer<Float>, _ scratch: UnsafeMutablePointer<Float>
    ) {
        guard !rows.isEmpty else { return }
        switch storage {
        case .float32:
            let features = features.bindMemory(to: Float.self, capacity: rows.count * featureCount)
            source.writeRows(rows, features: features, targets: targets, scratch: scratch)
        case .bfloat16:
            let features = features.bindMemory(to: UInt16.self, capacity: rows.count * featureCount)
            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: wideRowCount) {
                let some = first..<min(first + wideRowCount, rows.upperBound)
                let place = first - rows.lowerBound
                source.writeRows(some, features: wide, targets: targets + place, scratch: scratch)
                kernels.roundToBFloat16(wide, some.count * featureCount, features + place * featureCount)
            }
        }
    }
}
