import Datasets
import Ranks

/// By what columns are shifted and multiplied so that each has a mean of about 0 and a deviation of about 1: from evenly
/// spaced rows, the same on every machine.
struct ColumnScales: Sendable {
    private static let mostRows = 4096
    /// The most numbers of all rows together, where rows are wide; at least `leastRows` are taken.
    private static let mostNumbers = 1 << 22
    private static let leastRows = 256

    /// The means, padded.
    private(set) var offsets: [Double]
    /// What the differences from them are multiplied by, padded; 1 where a column has one number only.
    private(set) var scales: [Double]

    /// Columns that are scaled already, as they are.
    init(unscaled stride: Int) {
        offsets = [Double](repeating: 0, count: stride)
        scales = [Double](repeating: 1, count: stride)
    }

    /// Looks at some dense rows. Collective.
    init(of dataset: Dataset, stride: Int, ranks: Communicator) {
        let columnCount = dataset.featureCount
        let most = max(Self.leastRows, min(Self.mostRows, Self.mostNumbers / max(columnCount, 1)))
        let rows = dataset.evenlySpacedRows(min(most, dataset.rowCount)).filter { dataset.held.contains($0.partition) }
        let first = Self.firstRow(of: dataset, rows, ranks)
        // A shard's sums are added in the shards' order, whichever rank has it.
        var sums: [[Double]] = []
        var shard = -1
        for row in rows {
            if row.partition != shard {
                sums.append([Double](repeating: 0, count: 2 * columnCount + 1))
                shard = row.partition
            }
            dataset.withRows(row.row..<row.row + 1, of: row.partition) { run in
                let weight = run.weights.map { Double($0[0]) } ?? 1
                sums[sums.count - 1].withUnsafeMutableBufferPointer { sums in
                    run.features.forEachNumber(ofRow: 0) { column, number in
                        let difference = Double(number) - first[column]
                        sums[column] += weight * difference
                        sums[columnCount + column] += weight * difference * difference
                    }
                    sums[2 * columnCount] += weight
                }
            }
        }
        var total = [Double](repeating: 0, count: 2 * columnCount + 1)
        for numbers in ranks.allGather(numbers: sums.flatMap { $0 }) {
            for start in Swift.stride(from: 0, to: numbers.count, by: total.count) {
                for index in total.indices { total[index] += numbers[start + index] }
            }
        }
        self.init(
            sums: total[0..<columnCount], squares: total[columnCount..<2 * columnCount], first: first,
            weight: total[2 * columnCount], stride: stride)
    }

    /// Where numbers are large beside their differences, sums of squares would lose these: so the first row is taken off.
    private static func firstRow(
        of dataset: Dataset, _ rows: [(partition: Int, row: Int)], _ ranks: Communicator
    ) -> [Double] {
        var first = [Double](repeating: 0, count: dataset.featureCount)
        if ranks.isFirst, let row = rows.first {
            dataset.withRows(row.row..<row.row + 1, of: row.partition) { run in
                run.features.forEachNumber(ofRow: 0) { first[$0] = Double($1) }
            }
        }
        return ranks.allGather(numbers: first)[0]
    }

    /// From sums over rows.
    /// - Parameters:
    ///   - sums: the sums of the differences of each column's numbers from `first`.
    ///   - squares: the sums of the squares of these.
    ///   - first: what was taken off.
    ///   - weight: the rows, each by its weight.
    ///   - stride: numbers with padding.
    init(
        sums: some RandomAccessCollection<Double>, squares: some RandomAccessCollection<Double>, first: [Double],
        weight: Double, stride: Int
    ) {
        self.init(unscaled: stride)
        guard weight > 0 else { return }
        for (column, (sum, square)) in zip(sums, squares).enumerated() {
            let mean = sum / weight
            let variance = square / weight - mean * mean
            offsets[column] = first[column] + mean
            // What is left of a column of one number is rounding.
            if variance > 1e-12 * square / weight, variance.isFinite { scales[column] = 1 / variance.squareRoot() }
        }
    }
}
