/// Rows of which only the numbers that are not zero are kept, with their columns (compressed sparse rows).
struct SparseMatrix: FeatureMatrix {
    /// For each row the columns of its numbers, ascending, and then the bits of these numbers.
    let numbers: [UInt32]
    /// How many numbers are before each row, and before the end.
    let starts: [Int]
    var columnCount: Int

    var rowCount: Int { starts.count - 1 }

    func write(row: Int, to features: UnsafeMutablePointer<Float>) {
        features.update(repeating: 0, count: columnCount)
        let count = starts[row + 1] - starts[row]
        let columns = 2 * starts[row]
        for place in columns..<columns + count {
            features[Int(numbers[place])] = Float(bitPattern: numbers[place + count])
        }
    }
}
