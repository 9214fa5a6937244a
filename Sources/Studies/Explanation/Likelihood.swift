import Datasets
import Glibc
import NUMA
import Training

/// The loss of a linear or logistic regression over rows, as the negative logarithm of a likelihood, with its first two
/// derivatives: Σ w ℓ, Σ w ℓ' [x, 1] and Σ w ℓ'' [x, 1][x, 1]ᵀ (the observed information). A row of weight 2 counts as two.
///
/// In double precision and in an order of the rows alone: the same bits whatever the number of workers.
struct Likelihood {
    /// Losses of which there is such a likelihood: Gaussian noise, and labels of two classes.
    enum Loss {
        case squared
        case logistic
    }

    /// Rows that are added at a time.
    private static let rowsAtOnce = 1024

    private(set) var loss = 0.0
    /// The rows whose weight is above 0.
    private(set) var rowCount = 0
    /// Whether each row's class is the likelier one.
    private(set) var hasNoMistakes: Bool
    private(set) var gradient: [Double]
    /// Row-major; only what is on and below the diagonal is set.
    private(set) var information: [Double]

    /// - Parameters:
    ///   - kind: the loss.
    ///   - parameters: the bias, and a weight for each of the columns.
    ///   - columns: the features that take part, ascending.
    ///   - dataset: rows that are all held.
    ///   - workers: the threads that add.
    init(_ kind: Loss, at parameters: [Double], of columns: [Int], in dataset: Dataset, workers: Workers) {
        let size = parameters.count
        hasNoMistakes = kind == .logistic
        gradient = [Double](repeating: 0, count: size)
        information = [Double](repeating: 0, count: size * size)
        var places = [Int32](repeating: 0, count: dataset.featureCount)
        for (place, column) in columns.enumerated() { places[column] = Int32(place + 1) }
        var block = RowBlock(capacity: Self.rowsAtOnce, columnCount: size)
        for (index, partition) in dataset.partitions.enumerated() {
            for start in stride(from: 0, to: partition.rowCount, by: Self.rowsAtOnce) {
                let rows = start..<min(start + Self.rowsAtOnce, partition.rowCount)
                block.read(rows, of: index, in: dataset, places: places)
                let (slopes, curvatures) = add(block, kind, parameters)
                add(block, slopes, curvatures, workers)
            }
        }
    }

    /// Adds the rows' losses. Gives w ℓ' and w ℓ'' of each.
    private mutating func add(_ block: RowBlock, _ kind: Loss, _ parameters: [Double]) -> ([Double], [Double]) {
        var sums = [Double](repeating: parameters[0], count: block.rowCount)
        for column in 1..<parameters.count {
            let weight = parameters[column]
            block.withColumn(column) { numbers in
                for row in sums.indices { sums[row] += weight * numbers[row] }
            }
        }
        var curvatures = sums
        for row in sums.indices {
            let weight = block.weights[row]
            if weight > 0 { rowCount += 1 }
            if (sums[row] > 0) != (block.targets[row] > 0) { hasNoMistakes = false }
            let value = kind.derivatives(sums[row], block.targets[row])
            loss += weight * value.loss
            sums[row] = weight * value.first
            curvatures[row] = weight * value.second
        }
        return (sums, curvatures)
    }

    private mutating func add(_ block: RowBlock, _ slopes: [Double], _ curvatures: [Double], _ workers: Workers) {
        let size = gradient.count
        gradient.withUnsafeMutableBufferPointer { gradient in
            information.withUnsafeMutableBufferPointer { information in
                // Safe: each iteration writes a row of its own.
                nonisolated(unsafe) let (gradient, information) = (gradient, information)
                workers.perform(size) { index in
                    // Long rows first.
                    let row = size - 1 - index
                    let curved = block.column(row, times: curvatures)
                    curved.withUnsafeBufferPointer { curved in
                        for column in 0...row {
                            information[row * size + column] += block.withColumn(column) {
                                DoubleProducts.dot(curved.baseAddress!, $0, count: block.rowCount)
                            }
                        }
                    }
                    gradient[row] += block.withColumn(row) {
                        DoubleProducts.dot($0, slopes, count: block.rowCount)
                    }
                }
            }
        }
    }
}

extension Likelihood.Loss {
    /// ℓ(z, y) and its derivatives by z.
    fileprivate func derivatives(_ z: Double, _ y: Double) -> (loss: Double, first: Double, second: Double) {
        switch self {
        case .squared: return ((z - y) * (z - y) / 2, z - y, 1)
        case .logistic:
            let odds = exp(-abs(z))
            let probability = z >= 0 ? 1 / (1 + odds) : odds / (1 + odds)
            let loss = max(z, 0) - y * z + log1p(odds)
            return (loss, probability - y, odds / ((1 + odds) * (1 + odds)))
        }
    }
}
