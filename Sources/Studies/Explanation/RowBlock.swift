import Datasets
import Kernels
import Training

/// Some consecutive rows in double precision, column by column, after a first column of ones for the bias.
struct RowBlock {
    private let capacity: Int
    private let columnCount: Int
    private var numbers: [Double]
    private(set) var targets: [Double]
    private(set) var weights: [Double]
    private(set) var rowCount = 0

    /// Room for rows.
    /// - Parameters:
    ///   - capacity: the most rows.
    ///   - columnCount: the features that are kept, and one more.
    init(capacity: Int, columnCount: Int) {
        self.capacity = capacity
        self.columnCount = columnCount
        numbers = [Double](repeating: 0, count: capacity * columnCount)
        targets = [Double](repeating: 0, count: capacity)
        weights = [Double](repeating: 1, count: capacity)
    }

    /// Takes other rows.
    /// - Parameters:
    ///   - rows: consecutive rows of the partition, no more than there is room for.
    ///   - partition: the partition's index.
    ///   - dataset: the set.
    ///   - places: for each feature the column that keeps it, or 0 for none.
    mutating func read(_ rows: Range<Int>, of partition: Int, in dataset: Dataset, places: [Int32]) {
        rowCount = rows.count
        dataset.withRows(rows, of: partition) { run in
            numbers.withUnsafeMutableBufferPointer { numbers in
                numbers.update(repeating: 0)
                for row in 0..<rows.count {
                    run.features.forEachNumber(ofRow: row) { feature, number in
                        let place = Int(places[feature])
                        if place > 0 { numbers[place * capacity + row] = Double(number) }
                    }
                    numbers[row] = 1
                }
            }
            for row in 0..<rows.count {
                targets[row] = Double(run.targets[row])
                weights[row] = run.weights.map { Double($0[row]) } ?? 1
            }
        }
    }

    /// Lends the numbers of a column, `rowCount` of them.
    func withColumn<Result>(_ column: Int, _ body: (UnsafePointer<Double>) -> Result) -> Result {
        numbers.withUnsafeBufferPointer { body($0.baseAddress! + column * capacity) }
    }

    /// The numbers of a column, each times its row's factor.
    func column(_ column: Int, times factors: [Double]) -> [Double] {
        withColumn(column) { numbers in (0..<rowCount).map { numbers[$0] * factors[$0] } }
    }
}
