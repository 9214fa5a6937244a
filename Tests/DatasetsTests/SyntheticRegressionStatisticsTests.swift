import Datasets
import Kernels
import Measures
import Testing

/// What is drawn is standard normal and independent: 100,000 rows of three features, and their noise.
@Suite struct SyntheticRegressionStatisticsTests {
    private static let rowCount = 100_000
    private static let noise: Float = 0.5

    /// Three columns of features, and ε as (y − x·w − b) / noise.
    private static let columns: [[Double]] = {
        guard let kernels = try? InstructionSet.best().kernels else { return [] }
        let source = SyntheticRegression(
            seed: 12_345, rowCount: rowCount, featureCount: 3, weights: [1, 2, -1], bias: 3, noise: noise,
            storage: .float32, kernels: kernels)
        var columns = [[Double]](repeating: [], count: 4)
        for index in 0..<rowCount {
            let row = source.row(index)
            let x = row.features.map { Double($0) }
            for column in 0..<3 { columns[column].append(x[column]) }
            columns[3].append((Double(row.target) - (x[0] + 2 * x[1] - x[2] + 3)) / Double(noise))
        }
        return columns
    }()

    /// The averages of zᵏ are 0, 1, 0, 3, with variances 1, 2, 15, 96 over n (moments of order 2k less the mean's
    /// square): 5 sigma.
    @Test(arguments: 0..<4)
    func moments(_ column: Int) {
        let found = Statistics.moments(Self.columns[column])
        for ((moment, expected), variance) in zip(zip(found, [0.0, 1, 0, 3]), [1.0, 2, 15, 96]) {
            let limit = Statistics.sigmas * (variance / Double(Self.rowCount)).squareRoot()
            #expect(abs(moment - expected) < limit, "column \(column): \(moment) for \(expected)")
        }
    }

    /// Kolmogorov and Smirnov, p > 1e-6.
    @Test(arguments: 0..<4)
    func distribution(_ column: Int) {
        let distance = Statistics.kolmogorov(Self.columns[column], NormalDistribution().cumulative)
        #expect(distance < Statistics.kolmogorovLimit, "column \(column): distance \(distance)")
    }

    /// A correlation of n independent pairs has standard error 1/√n: 5 sigma, for the numbers and for their squares,
    /// which would show two numbers that share a radius.
    @Test func columnsAreUncorrelated() {
        let limit = Statistics.sigmas / Double(Self.rowCount).squareRoot()
        for first in 0..<4 {
            for second in first + 1..<4 {
                let (a, b) = (Self.columns[first], Self.columns[second])
                let plain = Statistics.correlation(a, b)
                let squares = Statistics.correlation(a.map { $0 * $0 }, b.map { $0 * $0 })
                #expect(abs(plain) < limit, "columns \(first) and \(second): \(plain)")
                #expect(abs(squares) < limit, "squares of columns \(first) and \(second): \(squares)")
            }
        }
    }

    /// Rows are uncorrelated with those 1, 2, 7, 8 and 32 further on, the distances of blocks and vectors: 5 sigma.
    @Test(arguments: 0..<4, [1, 2, 7, 8, 32])
    func rowsAreUncorrelated(_ column: Int, _ lag: Int) {
        let numbers = Self.columns[column]
        let (a, b) = (Array(numbers.dropLast(lag)), Array(numbers.dropFirst(lag)))
        let limit = Statistics.sigmas / Double(a.count).squareRoot()
        #expect(abs(Statistics.correlation(a, b)) < limit, "column \(column), lag \(lag)")
        let squares = Statistics.correlation(a.map { $0 * $0 }, b.map { $0 * $0 })
        #expect(abs(squares) < limit, "squares of column \(column), lag \(lag)")
    }
}
