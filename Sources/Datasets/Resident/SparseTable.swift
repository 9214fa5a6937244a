import NUMA

/// The rows of a table, scaled, of which only numbers that are not zero are wanted.
struct SparseTable: SparseContent {
    /// Rows that a thread takes at a time.
    private static let rowsAtOnce = 1 << 10

    let path: String
    let counts: [UInt32]

    private let matrix: any FeatureMatrix
    private let scaling: FeatureScaling?
    private let origins: [Double]?
    private let workers: Workers

    /// Looks at all rows.
    /// - Parameters:
    ///   - rows: the rows of a table.
    ///   - scaling: how features are scaled, so that those of names that are zero stay so; nil for not at all.
    ///   - workers: the threads that look, and that read.
    init(_ rows: FileRows, scaling: FeatureScaling?, workers: Workers) {
        path = rows.file
        matrix = rows.matrix
        self.scaling = scaling
        origins = rows.featureOrigins
        self.workers = workers
        if let scaling, let encoded = matrix as? EncodedMatrix {
            precondition(scaling.keepsZeros(of: encoded), "a scaling that leaves no zeros")
        }
        let view = View(matrix: rows.matrix, scaling: scaling, origins: rows.featureOrigins)
        counts = [UInt32](unsafeUninitializedCapacity: rows.rowCount) { buffer, count in
            // Safe: each row has an element of its own.
            nonisolated(unsafe) let counts = buffer
            Self.forEachBlock(of: rows.rowCount, workers) { some in
                view.forEachRow(of: some) { row, numbers in
                    counts.initializeElement(at: row, to: UInt32(numbers.count))
                }
            }
            count = rows.rowCount
        }
    }

    func readNumbers(to place: @Sendable (_ row: Int) -> UnsafeMutablePointer<UInt32>?) throws(DataError) {
        let view = View(matrix: matrix, scaling: scaling, origins: origins)
        Self.forEachBlock(of: rowCount, workers) { rows in
            view.forEachRow(of: rows) { row, numbers in
                guard let place = place(row), numbers.count == counts[row] else { return }
                for (index, number) in numbers.enumerated() {
                    place[index] = UInt32(number.column)
                    place[numbers.count + index] = number.value.bitPattern
                }
            }
        }
        try matrix.check()
    }

    private static func forEachBlock(of rowCount: Int, _ workers: Workers, _ body: @Sendable (Range<Int>) -> Void) {
        workers.perform((rowCount + rowsAtOnce - 1) / rowsAtOnce) { block in
            body(block * rowsAtOnce..<min((block + 1) * rowsAtOnce, rowCount))
        }
    }

    /// Rows as their numbers that are not zero.
    private struct View: Sendable {
        typealias Number = (column: Int, value: Float)

        let matrix: any FeatureMatrix
        let scaling: FeatureScaling?
        let origins: [Double]?

        func forEachRow(of rows: Range<Int>, _ body: (_ row: Int, _ numbers: [Number]) -> Void) {
            var numbers: [Number] = []
            func take(_ column: Int, _ value: Float) {
                let value =
                    scaling?.scaled(value, ofFeature: column, countedFrom: origins?[column] ?? 0) ?? value
                if value != 0 { numbers.append((column, value)) }
            }
            func pass(_ row: Int) {
                let isSorted = zip(numbers, numbers.dropFirst()).allSatisfy { $0.column < $1.column }
                if !isSorted { numbers.sort { $0.column < $1.column } }
                body(row, numbers)
                numbers.removeAll(keepingCapacity: true)
            }
            guard let encoded = matrix as? EncodedMatrix else {
                withUnsafeTemporaryAllocation(of: Float.self, capacity: matrix.columnCount + 1) { memory in
                    let features = memory.baseAddress!
                    for row in rows {
                        matrix.write(row: row, to: features)
                        for column in 0..<matrix.columnCount { take(column, features[column]) }
                        pass(row)
                    }
                }
                return
            }
            encoded.forEachRow(of: rows) { row, numbers in
                encoded.forEachFeature(ofRow: row, numbers) { take($0, $1) }
                pass(row)
            }
        }
    }
}

extension FileRows {
    /// Whether the rows, scaled, can be kept as numbers that are not zero.
    public func canBeSparse(scaledBy scaling: FeatureScaling?) -> Bool {
        guard let encoded = matrix as? EncodedMatrix else { return scaling == nil }
        return scaling?.keepsZeros(of: encoded) ?? true
    }
}
