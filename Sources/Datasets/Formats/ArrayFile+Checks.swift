import Dispatch
import Files

extension ArrayFile {
    /// Enough blocks to keep all cores busy.
    private static let blockCount = 64

    /// Whether an element may be no number, or none that a `Float` can hold.
    private var mayBeUnfit: Bool {
        switch elementType {
        case .float64, .float32, .float16, .bfloat16: true
        case .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8, .bool: false
        }
    }

    /// Looks at every number.
    /// - Throws: `DataError` at the first row that has one which is not finite as a `Float`.
    func checkNumbers(_ columnNames: FeatureNames) throws(DataError) {
        guard mayBeUnfit else { return }
        let blockSize = (rowCount + Self.blockCount - 1) / Self.blockCount
        let starts = Array(stride(from: 0, to: rowCount, by: blockSize))
        let found = [(row: Int, column: Int)?](unsafeUninitializedCapacity: starts.count) { buffer, count in
            // Safe: each iteration writes an element of its own.
            nonisolated(unsafe) let buffer = buffer
            DispatchQueue.concurrentPerform(iterations: starts.count) { index in
                let rows = starts[index]..<min(starts[index] + blockSize, rowCount)
                buffer.initializeElement(at: index, to: firstUnfit(in: rows))
            }
            count = starts.count
        }
        guard let (row, column) = found.lazy.compactMap({ $0 }).first else { return }
        let text = text(row: row, column: column)
        throw DataError(
            file: file.path, row: row + 1, column: columnNames[column], found: text,
            expected: Double(text)?.isFinite == true ? "a number that a 32-bit float can hold" : "a finite number")
    }

    private func firstUnfit(in rows: Range<Int>) -> (row: Int, column: Int)? {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: columnCount) { features in
            for row in rows {
                write(row: row, to: features.baseAddress!)
                // x − x is 0 for finite numbers, and NaN for others.
                var sum: Float = 0
                for column in 0..<columnCount { sum += features[column] - features[column] }
                if sum != 0 { return (row, features.firstIndex { !$0.isFinite } ?? 0) }
            }
            return nil
        }
    }

    /// The numbers or labels of an array that has one for each row.
    /// - Parameter name: The target's name in messages; nil where it has none.
    func targets(_ kind: FileRows.TargetKind, name: String?) throws(DataError) -> FileRows.Targets {
        guard columnCount == 1 else {
            throw DataError(
                file: file.path, column: name, found: "\(columnCount) numbers a row", expected: "one target a row")
        }
        switch kind {
        case .number:
            try checkNumbers(.named([name ?? "target"]))
            return .numbers(
                [Float](unsafeUninitializedCapacity: rowCount) { numbers, count in
                    for row in 0..<rowCount { write(row: row, to: numbers.baseAddress! + row) }
                    count = rowCount
                })
        case .label:
            var labels = LabelColumn()
            for row in 0..<rowCount {
                let label = text(row: row, column: 0)
                guard mayBeUnfit, Double(label)?.isFinite != true else {
                    labels.append(label)
                    continue
                }
                throw DataError(file: file.path, row: row + 1, column: name, found: label, expected: "a class")
            }
            return .labels(labels)
        }
    }
}
