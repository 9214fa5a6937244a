/// Rows of which only the numbers that are not zero are kept, with their columns (compressed sparse rows).
struct SparseMatrix: FeatureMatrix {
    /// For each row the columns of its numbers, ascending, and then the bits of these numbers.
    let numbers: [UInt32]
    /// How many numbers are before each row, and before the end.
    let starts: [Int]
    var columnCount: Int
    /// What was taken from each feature's numbers, and so from zeros that are not kept; nil for nothing.
    var origins: [Double]?

    var rowCount: Int { starts.count - 1 }

    func write(row: Int, to features: UnsafeMutablePointer<Float>) {
        features.update(repeating: 0, count: columnCount)
        for (column, origin) in (origins ?? []).enumerated() where origin != 0 { features[column] = Float(-origin) }
        let count = starts[row + 1] - starts[row]
        let columns = 2 * starts[row]
        for place in columns..<columns + count {
            features[Int(numbers[place])] = Float(bitPattern: numbers[place + count])
        }
    }
}
