/// Rows of which only the numbers that are not zero are kept, with their columns (compressed sparse rows).
struct SparseMatrix: FeatureMatrix {
    /// The columns of a row's numbers, ascending.
    private(set) var columns: [Int32] = []
    private(set) var values: [Float] = []
    /// Where each row starts, and where the last one ends.
    private(set) var starts = [0]
    var columnCount = 0

    var rowCount: Int { starts.count - 1 }

    mutating func append(_ value: Float, at column: Int32) {
        columns.append(column)
        values.append(value)
    }

    mutating func endRow() { starts.append(columns.count) }

    func write(row: Int, to features: UnsafeMutablePointer<Float>) {
        features.update(repeating: 0, count: columnCount)
        for index in starts[row]..<starts[row + 1] { features[Int(columns[index])] = values[index] }
    }
}
