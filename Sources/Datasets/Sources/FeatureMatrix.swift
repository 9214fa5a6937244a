/// The features of many rows, wherever their numbers are.
protocol FeatureMatrix: Sendable {
    /// The number of rows.
    var rowCount: Int { get }
    /// The number of features of a row.
    var columnCount: Int { get }

    /// Writes the features of a row.
    func write(row: Int, to features: UnsafeMutablePointer<Float>)

    /// Writes the features of some rows, one after the other.
    func write(rows: Range<Int>, to features: UnsafeMutablePointer<Float>)

    /// Says that some rows will be asked for soon.
    func readAhead(rows: Range<Int>)

    /// All rows, in runs whose memory can be given back one at a time; nil where they have none that could be.
    var releasableRuns: [Range<Int>]? { get }

    /// Gives the memory of one of these runs back; its rows must not be asked for again.
    func release(_ run: Range<Int>)

    /// - Throws: `DataError` where what was written cannot be trusted, because a file has changed or failed.
    func check() throws(DataError)
}

extension FeatureMatrix {
    func write(rows: Range<Int>, to features: UnsafeMutablePointer<Float>) {
        for row in rows { write(row: row, to: features + (row - rows.lowerBound) * columnCount) }
    }

    func readAhead(rows: Range<Int>) {}

    var releasableRuns: [Range<Int>]? { nil }

    func release(_ run: Range<Int>) {}

    func check() throws(DataError) {}
}

/// Rows in memory, one after the other.
struct DenseMatrix: FeatureMatrix {
    let values: [Float]
    let rowCount: Int
    let columnCount: Int

    func write(row: Int, to features: UnsafeMutablePointer<Float>) {
        values.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return }
            features.update(from: base + row * columnCount, count: columnCount)
        }
    }

    func write(rows: Range<Int>, to features: UnsafeMutablePointer<Float>) {
        values.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return }
            features.update(from: base + rows.lowerBound * columnCount, count: rows.count * columnCount)
        }
    }
}

/// Some consecutive rows of a matrix.
struct MatrixSlice: FeatureMatrix {
    private let matrix: any FeatureMatrix
    private let rows: Range<Int>

    init(of matrix: any FeatureMatrix, rows: Range<Int>) {
        self.matrix = matrix
        self.rows = rows
    }

    var rowCount: Int { rows.count }
    var columnCount: Int { matrix.columnCount }

    func write(row: Int, to features: UnsafeMutablePointer<Float>) {
        matrix.write(row: rows.lowerBound + row, to: features)
    }

    func write(rows: Range<Int>, to features: UnsafeMutablePointer<Float>) {
        let first = self.rows.lowerBound
        matrix.write(rows: first + rows.lowerBound..<first + rows.upperBound, to: features)
    }

    func check() throws(DataError) { try matrix.check() }
}

/// Rows of numbers, and of names of which some are a feature each: 1 in rows of that name, otherwise 0.
struct EncodedMatrix: FeatureMatrix {
    /// Where a feature is from.
    enum Column {
        /// The number at this place.
        case number(Int)
        /// Whether the name at this place has this code.
        case indicator(Int, code: Int32)
    }

    /// Numbers that are written at once, or those of one row.
    private static let mostNumbers = 4096

    let numbers: any FeatureMatrix
    /// For each column of names the codes of its rows.
    let codes: [[Int32]]
    let columns: [Column]

    var rowCount: Int { numbers.rowCount }
    var columnCount: Int { columns.count }

    func write(row: Int, to features: UnsafeMutablePointer<Float>) { write(rows: row..<row + 1, to: features) }

    func write(rows: Range<Int>, to features: UnsafeMutablePointer<Float>) {
        let numberCount = numbers.columnCount
        let rowsAtOnce = max(min(Self.mostNumbers / max(numberCount, 1), rows.count), 1)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: rowsAtOnce * numberCount + 1) { memory in
            let start = memory.baseAddress!
            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: rowsAtOnce) {
                let some = first..<min(first + rowsAtOnce, rows.upperBound)
                numbers.write(rows: some, to: start)
                for row in some {
                    encode(
                        row, start + (row - first) * numberCount,
                        to: features + (row - rows.lowerBound) * columns.count)
                }
            }
        }
    }

    private func encode(_ row: Int, _ numbers: UnsafePointer<Float>, to features: UnsafeMutablePointer<Float>) {
        for (index, column) in columns.enumerated() {
            switch column {
            case .number(let place): features[index] = numbers[place]
            case .indicator(let place, let code): features[index] = codes[place][row] == code ? 1 : 0
            }
        }
    }

    func readAhead(rows: Range<Int>) { numbers.readAhead(rows: rows) }

    var releasableRuns: [Range<Int>]? { numbers.releasableRuns }

    func release(_ run: Range<Int>) { numbers.release(run) }

    func check() throws(DataError) { try numbers.check() }
}
