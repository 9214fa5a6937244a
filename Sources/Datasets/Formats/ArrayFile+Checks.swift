import Files
import NUMA

extension ArrayFile {
    /// Bytes of rows that a core looks at at a time.
    private static let blockBytes = 1 << 20
    /// How many blocks ahead a file is read.
    private static let blocksAhead = 16

    /// Whether an element may be no number, or none that a `Float` can hold.
    private var mayBeUnfit: Bool {
        switch elementType {
        case .float64, .float32, .float16, .bfloat16: true
        case .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8, .bool: false
        }
    }

    /// Looks at every number.
    /// - Throws: `DataError` at the first row that has one which is not finite as a `Float`.
    func checkNumbers(_ columnNames: FeatureNames, _ workers: Workers) throws(DataError) {
        guard mayBeUnfit else { return }
        let blockSize = max(Self.blockBytes / (columnCount * MemoryLayout<Float>.stride), 1)
        let starts = Array(stride(from: 0, to: rowCount, by: blockSize))
        let found = [(row: Int, column: Int)?](unsafeUninitializedCapacity: starts.count) { buffer, count in
            // Safe: each iteration writes an element of its own.
            nonisolated(unsafe) let buffer = buffer
            workers.perform(starts.count) { index in
                let rows = starts[index]..<min(starts[index] + blockSize, rowCount)
                let ahead = starts[index] + Self.blocksAhead * blockSize
                if ahead < rowCount { readAhead(rows: ahead..<min(ahead + blockSize, rowCount)) }
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
        withFeatures(of: rows) { numbers in
            for row in 0..<rows.count {
                let features = UnsafeBufferPointer(start: numbers + row * columnCount, count: columnCount)
                if !Self.areFinite(features) {
                    return (rows.lowerBound + row, features.firstIndex { !$0.isFinite } ?? 0)
                }
            }
            return nil
        }
    }

    private static func areFinite(_ numbers: UnsafeBufferPointer<Float>) -> Bool {
        // x − x is 0 for finite numbers, and NaN for others.
        var sums = SIMD16<Float>.zero
        var index = 0
        while index + 16 <= numbers.count {
            let some = UnsafeRawPointer(numbers.baseAddress! + index).loadUnaligned(as: SIMD16<Float>.self)
            sums += some - some
            index += 16
        }
        var sum = sums.sum()
        while index < numbers.count {
            sum += numbers[index] - numbers[index]
            index += 1
        }
        return sum == 0
    }

    /// The weights in an array that has one for each row.
    /// - Parameter name: the weights' name in messages; nil where they have none.
    func weights(name: String?, _ workers: Workers) throws(DataError) -> [Float] {
        guard columnCount == 1 else {
            throw DataError(
                file: file.path, column: name, found: "\(columnCount) numbers a row", expected: "one weight a row")
        }
        guard case .numbers(let weights) = try targets(.number, name: name ?? "weight", workers) else { return [] }
        if let row = weights.firstIndex(where: { $0 < 0 }) {
            throw DataError(
                file: file.path, row: row + 1, column: name, found: text(row: row, column: 0),
                expected: "a weight of at least 0")
        }
        return weights
    }

    /// The numbers or labels of an array that has one for each row.
    /// - Parameter name: The target's name in messages; nil where it has none.
    func targets(
        _ kind: FileRows.TargetKind, name: String?, _ workers: Workers
    ) throws(DataError) -> FileRows.Targets {
        guard columnCount == 1 else {
            throw DataError(
                file: file.path, column: name, found: "\(columnCount) numbers a row", expected: "one target a row")
        }
        switch kind {
        case .number:
            try checkNumbers(.named([name ?? "target"]), workers)
            return .numbers(
                [Float](unsafeUninitializedCapacity: rowCount) { numbers, count in
                    write(rows: 0..<rowCount, to: numbers.baseAddress!)
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
