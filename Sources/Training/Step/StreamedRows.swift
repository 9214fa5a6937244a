package import Datasets
package import Kernels

/// Room for consecutive rows that are made each time they are needed.
package struct StreamedRows: BitwiseCopyable {
    private let features: UnsafeMutableRawPointer
    private let targets: UnsafeMutablePointer<Float>
    /// Nil where rows have no weights.
    private let weights: UnsafeMutablePointer<Float>?
    /// 0, 1, 2 and so on.
    private let places: UnsafeMutablePointer<UInt32>

    /// How many rows there is room for, and how large they are.
    package struct Size: BitwiseCopyable {
        let rowCount: Int
        let rowBytes: Int
        let hasWeights: Bool

        package init(rowCount: Int, rowBytes: Int, hasWeights: Bool) {
            self.rowCount = rowCount
            self.rowBytes = rowBytes
            self.hasWeights = hasWeights
        }

        // Kernels read the tail of a row in a whole vector.
        var targetsOffset: Int { (rowCount * rowBytes + 64 + 127) / 128 * 128 }
        var weightsOffset: Int { targetsOffset + rowCount * MemoryLayout<Float>.stride }
        var placesOffset: Int { weightsOffset + (hasWeights ? rowCount * MemoryLayout<Float>.stride : 0) }
        package var byteCount: Int { placesOffset + rowCount * MemoryLayout<UInt32>.stride }
    }

    /// Room in memory of `size.byteCount` bytes that outlives it, aligned to a cache line.
    package init(_ memory: UnsafeMutableRawPointer, _ size: Size) {
        features = memory
        targets = (memory + size.targetsOffset).bindMemory(to: Float.self, capacity: size.rowCount)
        weights =
            size.hasWeights
            ? (memory + size.weightsOffset).bindMemory(to: Float.self, capacity: size.rowCount) : nil
        places = (memory + size.placesOffset).bindMemory(to: UInt32.self, capacity: size.rowCount)
        for row in 0..<size.rowCount { places[row] = UInt32(row) }
    }

    /// Makes the rows at consecutive places of a partition; valid until others are made here.
    package func make(
        _ places: Range<Int>, by writer: RowWriter, form: FeatureRows
    ) -> RowRun {
        writer.write(places, to: StoredRecord(features: features, targets: targets, weights: weights))
        return RowRun(
            features: self.form(form), targets: targets, weights: weights.map { UnsafePointer($0) })
    }

    /// Makes the rows at some places of a partition; valid until others are made here.
    package func make(
        _ names: UnsafePointer<UInt32>, count: Int, by writer: RowWriter, form: FeatureRows
    ) -> GatheredRows {
        writer.write(
            UnsafeBufferPointer(start: names, count: count),
            to: StoredRecord(features: features, targets: targets, weights: weights))
        return GatheredRows(
            features: self.form(form), targets: targets, weights: weights.map { UnsafePointer($0) }, places: places,
            names: names, count: count)
    }

    private func form(_ form: FeatureRows) -> FeatureRows {
        FeatureRows(base: UnsafeRawPointer(features), storage: form.storage, featureCount: form.featureCount)
    }
}
