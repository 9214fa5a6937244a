public import Datasets
import Kernels
public import NUMA
public import Ranks

/// How strongly rows curve a loss of their weighted sums w · x + b, for a loss whose second derivative by the sum is 1: the
/// second moments of [x, 1], the features with a 1 for the bias. A row of weight 2 counts as two.
///
/// All numbers are in double precision and in an order of the rows alone: the same bits whatever the number of workers and
/// ranks, the instruction set, and whether rows are dense, sparse or streamed.
public struct RowCurvature: Sendable, Equatable {
    /// The number of rows.
    public let rowCount: Int
    /// About the largest eigenvalue of Σ w [x, 1][x, 1]ᵀ / n, by power iteration over evenly spaced rows; where rows that
    /// are not among these are longer, what their mean square length is more is added, so that it is no less than the truth
    /// by much.
    public let largestEigenvalue: Double
    /// The largest w ‖[x, 1]‖² of a row.
    public let largestRow: Double
    /// The mean w ‖[x, 1]‖² of the rows: the sum of all eigenvalues.
    public let meanRow: Double
    /// The share of the features' numbers that are not 0, in evenly spaced rows; 1 without features.
    public let density: Double

    /// The mean w y of the rows' targets.
    public let meanTarget: Double

    /// Takes numbers that are known.
    public init(
        rowCount: Int, largestEigenvalue: Double, largestRow: Double, meanRow: Double, density: Double = 1,
        meanTarget: Double = 0
    ) {
        self.meanTarget = meanTarget
        self.rowCount = rowCount
        self.largestEigenvalue = largestEigenvalue
        self.largestRow = largestRow
        self.meanRow = meanRow
        self.density = density
    }

    /// Looks at every row once, or at some four millions where there are more, and at a few of them again and again.
    /// Collective.
    /// - Parameters:
    ///   - dataset: at least one row, of which the machine's rank holds its block.
    ///   - workers: the threads that look.
    ///   - ranks: the processes that hold the partitions of the dataset, each its block.
    public init(of dataset: Dataset, workers: Workers, ranks: Communicator = .alone) {
        let lengths = RowLengths(of: dataset, workers: workers, ranks: ranks)
        let sample = RowSample(of: dataset, ranks: ranks)
        rowCount = dataset.rowCount
        largestRow = lengths.largest
        meanRow = lengths.sum / max(lengths.rowCount, 1)
        meanTarget = lengths.targets / max(lengths.rowCount, 1)
        largestEigenvalue = sample.largestEigenvalue + max(meanRow - sample.meanLength, 0)
        density = sample.density
    }

    /// Looks at evenly spaced rows only, about a thousand, as if there were no others: enough for rules whose rate needs no
    /// bound for the longest row, however many rows there are. Collective.
    /// - Parameters:
    ///   - dataset: at least one row, of which the machine's rank holds its block.
    ///   - ranks: the processes that hold the partitions of the dataset, each its block.
    public init(ofSampleOf dataset: Dataset, ranks: Communicator = .alone) {
        let sample = RowSample(of: dataset, ranks: ranks)
        rowCount = dataset.rowCount
        largestRow = sample.lengths.max() ?? 0
        meanRow = sample.meanLength
        meanTarget = sample.meanTarget
        largestEigenvalue = sample.largestEigenvalue
        density = sample.density
    }

    /// The expected smoothness of a minibatch's mean loss, in two parts: what the mean of all rows has, and what the choice
    /// of rows adds. Their sum is n(B − 1) / (B(n − 1)) · λ + (n − B) / (B(n − 1)) · λ', with λ the largest eigenvalue and λ'
    /// the largest row.
    ///
    /// Source: R. M. Gower et al., SGD: General Analysis and Improved Rates, 2019, proposition 3.8.
    public func smoothness(ofBatch batchSize: Int) -> (ofMean: Double, ofChoice: Double) {
        guard rowCount > 1 else { return (largestRow, 0) }
        let (n, b) = (Double(rowCount), Double(min(batchSize, rowCount)))
        return (n * (b - 1) / (b * (n - 1)) * largestEigenvalue, (n - b) / (b * (n - 1)) * largestRow)
    }
}

/// The squared lengths of the rows, as ‖[x, 1]‖².
private struct RowLengths {
    private static let rowsAtOnce = 256
    /// With more rows, some runs of rows stand for all.
    private static let mostRows = 1 << 22

    /// The rows that were looked at.
    private(set) var rowCount = 0.0
    /// The largest, times the row's weight.
    private(set) var largest = 0.0
    /// The sum of all, each times its row's weight.
    private(set) var sum = 0.0
    /// The sum of the targets, each times its row's weight.
    private(set) var targets = 0.0

    init(of dataset: Dataset, workers: Workers, ranks: Communicator) {
        let runDistance = Self.rowsAtOnce * max((dataset.rowCount + Self.mostRows - 1) / Self.mostRows, 1)
        let pieces = dataset.held.flatMap { index in
            stride(from: 0, to: dataset.partitions[index].rowCount, by: runDistance).map { start in
                (index, start..<min(start + Self.rowsAtOnce, dataset.partitions[index].rowCount))
            }
        }
        let found = [SIMD4<Double>](unsafeUninitializedCapacity: pieces.count) { buffer, count in
            // Safe: each iteration writes an element of its own.
            nonisolated(unsafe) let buffer = buffer
            workers.perform(pieces.count) { index in
                let (partition, rows) = pieces[index]
                buffer.initializeElement(at: index, to: Self.measure(rows, of: partition, dataset))
            }
            count = pieces.count
        }
        for piece in ranks.allGather(numbers: found).joined() {
            largest = max(largest, piece[0])
            sum += piece[1]
            targets += piece[2]
            rowCount += piece[3]
        }
    }

    private static func measure(_ rows: Range<Int>, of partition: Int, _ dataset: Dataset) -> SIMD4<Double> {
        var (largest, sum, targets) = (0.0, 0.0, 0.0)
        dataset.withRows(rows, of: partition) { run in
            for row in 0..<rows.count {
                let weight = run.weights.map { Double($0[row]) } ?? 1
                let length = run.features.squaredLength(ofRow: row) * weight
                largest = max(largest, length)
                sum += length
                if weight > 0 { targets += weight * Double(run.targets[row]) }
            }
        }
        return SIMD4(largest, sum, targets, Double(rows.count))
    }
}

/// Some of the rows, as numbers that are not 0 and their columns, the same on every machine.
private struct RowSample {
    private static let mostRows = 1024
    /// The most numbers of all rows together, where rows are wide; at least `leastRows` are taken.
    private static let mostNumbers = 1 << 20
    private static let leastRows = 64
    private static let mostIterations = 20
    /// The relative growth of the eigenvalue with which iterations end.
    private static let tolerance = 0.002

    private var columns: [UInt32] = []
    private var numbers: [Float] = []
    /// How many numbers each row has.
    private var counts: [Int] = []
    private var weights: [Float] = []
    private var targets: [Float] = []
    private let featureCount: Int

    init(of dataset: Dataset, ranks: Communicator) {
        featureCount = dataset.featureCount
        let width = dataset.isSparse ? 1 : max(featureCount, 1)
        let most = min(Self.mostRows, max(Self.mostNumbers / width, Self.leastRows), dataset.rowCount)
        var first = 0
        for (index, partition) in dataset.partitions.enumerated() {
            defer { first += partition.rowCount }
            guard dataset.held.contains(index) else { continue }
            // Row k of the sample is row ⌊k n / most⌋ of all.
            var k = (first * most + dataset.rowCount - 1) / dataset.rowCount
            while k < most, case let row = k * dataset.rowCount / most - first, row < partition.rowCount {
                if row >= 0 { add(row, of: index, dataset) }
                k += 1
            }
        }
        columns = ranks.allGather(numbers: columns).flatMap { $0 }
        numbers = ranks.allGather(numbers: numbers).flatMap { $0 }
        counts = ranks.allGather(numbers: counts).flatMap { $0 }
        weights = ranks.allGather(numbers: weights).flatMap { $0 }
        targets = ranks.allGather(numbers: targets).flatMap { $0 }
    }

    private mutating func add(_ row: Int, of partition: Int, _ dataset: Dataset) {
        dataset.withRows(row..<row + 1, of: partition) { run in
            let before = numbers.count
            run.features.forEachNumber(ofRow: 0) { column, number in
                guard number != 0 else { return }
                columns.append(UInt32(column))
                numbers.append(number)
            }
            counts.append(numbers.count - before)
            self.weights.append(run.weights?[0] ?? 1)
            self.targets.append(run.targets[0])
        }
    }

    /// w ‖[x, 1]‖² of each row.
    var lengths: [Double] {
        var start = 0
        return zip(counts, weights).map { count, weight in
            defer { start += count }
            return Double(weight) * numbers[start..<start + count].reduce(1) { $0 + Double($1) * Double($1) }
        }
    }

    /// The mean of `lengths`.
    var meanLength: Double { lengths.reduce(0, +) / Double(max(counts.count, 1)) }

    /// The mean w y.
    var meanTarget: Double {
        let sum = zip(weights, targets).reduce(0) { $1.0 > 0 ? $0 + Double($1.0) * Double($1.1) : $0 }
        return sum / Double(max(counts.count, 1))
    }

    /// The share of the numbers that are not 0.
    var density: Double {
        let count = counts.count * featureCount
        return count > 0 ? Double(numbers.count) / Double(count) : 1
    }

    /// By power iteration (R. von Mises, H. Pollaczek-Geiringer, 1929).
    var largestEigenvalue: Double {
        // A start that is orthogonal to no vector that is likely to be the answer.
        var vector = (0...featureCount).map { (index: Int) -> Double in
            let scattered = (index &* 2_654_435_761) >> 8 & 0xFFFF
            return 1 + Double(scattered) / 131072
        }
        var value = 0.0
        for _ in 0..<Self.mostIterations {
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard length > 0, length.isFinite else { return length > 0 ? .greatestFiniteMagnitude : 0 }
            vector = product(with: vector.map { $0 / length })
            let next = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            defer { value = next }
            if next - value <= Self.tolerance * next { return max(next, value) }
        }
        return value
    }

    /// Σ w [x, 1] ([x, 1] · v) / n, the last number being the bias's.
    private func product(with vector: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: vector.count)
        var start = 0
        let bias = vector.count - 1
        for (count, weight) in zip(counts, weights) {
            var sum = vector[bias]
            for index in start..<start + count { sum += Double(numbers[index]) * vector[Int(columns[index])] }
            sum *= Double(weight) / Double(counts.count)
            for index in start..<start + count { result[Int(columns[index])] += Double(numbers[index]) * sum }
            result[bias] += sum
            start += count
        }
        return result
    }
}

extension FeatureRows {
    /// ‖[x, 1]‖² of a row. The squares are added in eight sums, each of every eighth column.
    fileprivate func squaredLength(ofRow row: Int) -> Double {
        var sums = SIMD8<Double>.zero
        if starts == nil, storage == .float32 {
            let numbers = base + row * rowBytes
            for column in stride(from: 0, to: featureCount - featureCount % 8, by: 8) {
                let some = SIMD8<Double>(numbers.loadUnaligned(fromByteOffset: 4 * column, as: SIMD8<Float>.self))
                sums += some * some
            }
            for column in featureCount - featureCount % 8..<featureCount {
                let number = Double(numbers.loadUnaligned(fromByteOffset: 4 * column, as: Float.self))
                sums[column % 8] += number * number
            }
        } else {
            forEachNumber(ofRow: row) { column, number in sums[column % 8] += Double(number) * Double(number) }
        }
        let pairs = sums.evenHalf + sums.oddHalf
        let fours = pairs.evenHalf + pairs.oddHalf
        return fours[0] + fours[1] + 1
    }
}
