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
