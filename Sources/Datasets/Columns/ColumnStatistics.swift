import NUMA

/// Count, mean, sum of squared deviations, minimum and maximum of each feature, in double precision. NaN stands for a
/// number that is missing. A row of weight 2 counts as two rows, one of weight 0 as none.
///
/// Rows are added one by one by Welford's method (B. P. Welford, 1962, https://doi.org/10.1080/00401706.1962.10490022),
/// with weights by D. H. D. West's (1979, https://doi.org/10.1145/359146.359153),
/// blocks of rows are merged by T. Chan's (T. F. Chan, G. H. Golub, R. J. LeVeque, 1983,
/// https://doi.org/10.1080/00031305.1983.10483115). The blocks depend on the number of rows alone, and are merged in order.
public struct ColumnStatistics: Sendable {
    /// Enough blocks to keep all cores busy, and few enough to keep the sums of each.
    private static let blockCount = 64
    private static let rowsAtOnce = 1024

    /// For each column how many numbers there are, in rows whose weight is not 0.
    public private(set) var counts: [Int]
    /// The sums of these rows' weights, which are the counts where rows have no weights.
    public private(set) var weights: [Double]
    /// Means, Σ w x / Σ w; 0 where there are no numbers.
    public private(set) var means: [Double]
    /// Σ w (x − mean)².
    public private(set) var squares: [Double]
    /// The least of them; infinity where there are none.
    public private(set) var minima: [Float]
    /// The greatest of them; -infinity where there are none.
    public private(set) var maxima: [Float]

    /// The statistics of no rows.
    public init(columnCount: Int) {
        counts = Array(repeating: 0, count: columnCount)
        weights = Array(repeating: 0, count: columnCount)
        means = weights
        squares = weights
        minima = Array(repeating: .infinity, count: columnCount)
        maxima = Array(repeating: -.infinity, count: columnCount)
    }

    /// The statistics of one part of a split.
    init(of source: some RowSource, part: HeldOutSplit.Part, of split: HeldOutSplit, workers: Workers) {
        self.init(columnCount: source.featureNames.count, rowCount: split.count(of: part), workers) { rows in
            Self(block: rows, of: source, part, split)
        }
    }

    /// The statistics of the targets of one part of a split: one column.
    init(ofTargetsOf source: some RowSource, part: HeldOutSplit.Part, of split: HeldOutSplit, workers: Workers) {
        self.init(columnCount: 1, rowCount: split.count(of: part), workers) { block in
            var statistics = Self(columnCount: 1)
            for start in stride(from: block.lowerBound, to: block.upperBound, by: Self.rowsAtOnce) {
                let rows = split.rows(of: part, in: start..<min(start + Self.rowsAtOnce, block.upperBound))
                let labels = source.labels(of: rows)
                for (place, target) in labels.targets.enumerated() {
                    withUnsafePointer(to: target) { statistics.add($0, weight: labels.weights?[place] ?? 1) }
                }
            }
            return statistics
        }
    }

    /// The statistics of all rows, of which `measure` gives those of a block.
    private init(
        columnCount: Int, rowCount: Int, _ workers: Workers, _ measure: @Sendable (Range<Int>) -> ColumnStatistics
    ) {
        let blockSize = max((rowCount + Self.blockCount - 1) / Self.blockCount, 1)
        let starts = Array(stride(from: 0, to: rowCount, by: blockSize))
        let blocks = [ColumnStatistics](unsafeUninitializedCapacity: starts.count) { buffer, count in
            // Safe: each iteration writes an element of its own.
            nonisolated(unsafe) let buffer = buffer
            workers.perform(starts.count) { index in
                buffer.initializeElement(
                    at: index, to: measure(starts[index]..<min(starts[index] + blockSize, rowCount)))
            }
            count = starts.count
        }
        self.init(columnCount: columnCount)
        for block in blocks { merge(block) }
    }

    private init(block: Range<Int>, of source: some RowSource, _ part: HeldOutSplit.Part, _ split: HeldOutSplit) {
        let columnCount = source.featureNames.count
        var statistics = Self(columnCount: columnCount)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: columnCount + source.scratchCount + 2) { memory in
            memory.initialize(repeating: 0)
            let features = memory.baseAddress!, scratch = features + columnCount, labels = scratch + source.scratchCount
            let row = RowRecord(features: features, targets: labels, weights: source.hasWeights ? labels + 1 : nil)
            for start in stride(from: block.lowerBound, to: block.upperBound, by: Self.rowsAtOnce) {
                for index in split.rows(of: part, in: start..<min(start + Self.rowsAtOnce, block.upperBound)) {
                    source.writeRow(index, to: row, scratch: scratch)
                    statistics.add(features, weight: row.weight)
                }
            }
        }
        self = statistics
    }

    /// Adds a row, of a number for each column.
    public mutating func add(_ row: UnsafePointer<Float>, weight: Float = 1) {
        guard weight > 0 else { return }
        let weight = Double(weight)
        for column in means.indices where !row[column].isNaN {
            counts[column] += 1
            weights[column] += weight
            let value = Double(row[column])
            let difference = value - means[column]
            means[column] += weight * difference / weights[column]
            squares[column] += weight * difference * (value - means[column])
            minima[column] = min(minima[column], row[column])
            maxima[column] = max(maxima[column], row[column])
        }
    }

    /// Adds the rows of others, of as many columns.
    public mutating func merge(_ other: Self) {
        for column in means.indices where other.counts[column] > 0 {
            let (mine, others) = (weights[column], other.weights[column])
            counts[column] += other.counts[column]
            weights[column] += others
            let difference = other.means[column] - means[column]
            means[column] = mine > 0 ? means[column] + difference * (others / (mine + others)) : other.means[column]
            squares[column] += other.squares[column] + difference * difference * (mine * others / (mine + others))
            minima[column] = min(minima[column], other.minima[column])
            maxima[column] = max(maxima[column], other.maxima[column])
        }
    }
}
