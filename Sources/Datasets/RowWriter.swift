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

    private func write(
        _ rows: some Collection<Int>, _ features: UnsafeMutableRawPointer, _ targets: UnsafeMutablePointer<Float>
    ) {
        let wideCount = storage == .float32 ? 0 : featureCount
        withUnsafeTemporaryAllocation(of: Float.self, capacity: source.scratchCount + wideCount) { memory in
            memory.initialize(repeating: 0)
            write(rows, features, targets, wide: memory.baseAddress!, scratch: memory.baseAddress! + wideCount)
        }
    }

    private func write(
        _ rows: some Collection<Int>, _ features: UnsafeMutableRawPointer, _ targets: UnsafeMutablePointer<Float>,
        wide: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
    ) {
        let rowBytes = featureCount * storage.byteCount
        for (index, row) in rows.enumerated() {
            let memory = features + index * rowBytes
            switch storage {
            case .float32:
                let features = memory.bindMemory(to: Float.self, capacity: featureCount)
                targets[index] = source.writeRow(row, features: features, scratch: scratch)
            case .bfloat16:
                let features = memory.bindMemory(to: UInt16.self, capacity: featureCount)
                targets[index] = source.writeRow(row, features: wide, scratch: scratch)
                kernels.roundToBFloat16(wide, featureCount, features)
            }
        }
    }
}
