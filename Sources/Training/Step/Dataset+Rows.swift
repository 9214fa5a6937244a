package import Datasets
package import Kernels

extension Dataset {
    /// The places of evenly spaced rows, in their order: row ⌊k n / count⌋ of all n rows for each k.
    /// - Parameter count: at most as many as there are rows.
    package func evenlySpacedRows(_ count: Int) -> [(partition: Int, row: Int)] {
        var (partition, first) = (0, 0)
        return (0..<count).map { index in
            let row = index * rowCount / count
            while row >= first + partitions[partition].rowCount {
                first += partitions[partition].rowCount
                partition += 1
            }
            return (partition, row - first)
        }
    }

    /// Lends some rows of a partition that is held for the duration of `body`; makes them where they are
    /// not kept.
    package func withRows(_ rows: Range<Int>, of index: Int, _ body: (RowRun) -> Void) {
        let partition = partitions[index]
        guard let writer = partition.writer else {
            body(
                RowRun(
                    features: partition.features.dropFirst(rows.lowerBound),
                    targets: partition.targets + rows.lowerBound,
                    weights: partition.weights.map { $0 + rows.lowerBound }))
            return
        }
        let size = StreamedRows.Size(
            rowCount: rows.count, rowBytes: partition.features.rowBytes, hasWeights: hasWeights)
        withUnsafeTemporaryAllocation(byteCount: size.byteCount, alignment: 64) { memory in
            body(StreamedRows(memory.baseAddress!, size).make(rows, by: writer, form: partition.features))
        }
    }
}

extension FeatureRows {
    /// Calls `body` with each number of a row that is kept, and its column.
    package func forEachNumber(ofRow row: Int, _ body: (_ column: Int, _ number: Float) -> Void) {
        if let starts {
            let count = starts[row + 1] - starts[row]
            let columns = base + 8 * starts[row]
            for index in 0..<count {
                body(
                    Int(columns.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)),
                    columns.loadUnaligned(fromByteOffset: 4 * (count + index), as: Float.self))
            }
            return
        }
        let numbers = base + row * rowBytes
        for column in 0..<featureCount {
            switch storage {
            case .float32: body(column, numbers.loadUnaligned(fromByteOffset: 4 * column, as: Float.self))
            case .bfloat16:
                let bits = numbers.loadUnaligned(fromByteOffset: 2 * column, as: UInt16.self)
                body(column, Float(bitPattern: UInt32(bits) << 16))
            }
        }
    }
}
