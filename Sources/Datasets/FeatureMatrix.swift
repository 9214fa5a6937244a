/// The features of many rows, wherever their numbers are.
protocol FeatureMatrix: Sendable {
    /// The number of rows.
    var rowCount: Int { get }
    /// The number of features of a row.
    var columnCount: Int { get }

    /// Writes the features of a row.
    func write(row: Int, to features: UnsafeMutablePointer<Float>)
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
}
