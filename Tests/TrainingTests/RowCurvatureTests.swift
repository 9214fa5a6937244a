import Datasets
import Kernels
import Models
import NUMA
import Optimizers
import TestSupport
import Testing
import Training

@Suite("Curvature of rows")
struct RowCurvatureTests {
    /// Σ w [x, 1][x, 1]ᵀ / n in full, and its largest eigenvalue by many multiplications.
    private func reference(_ rows: [[Double]], _ weights: [Double]) -> (
        eigenvalue: Double, largest: Double, mean: Double
    ) {
        let width = (rows.first?.count ?? 0) + 1
        let long = rows.map { $0 + [1] }
        var moments = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
        for (row, weight) in zip(long, weights) {
            for i in 0..<width {
                for j in 0..<width { moments[i][j] += weight * row[i] * row[j] / Double(rows.count) }
            }
        }
        var vector = (0..<width).map { 1 / Double($0 + 1) }
        var value = 0.0
        for _ in 0..<2000 {
            vector = moments.map { zip($0, vector).reduce(0) { $0 + $1.0 * $1.1 } }
            value = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            vector = vector.map { $0 / value }
        }
        let lengths = zip(long, weights).map { row, weight in weight * row.reduce(0) { $0 + $1 * $1 } }
        return (value, lengths.max() ?? 0, lengths.reduce(0, +) / Double(rows.count))
    }

    @Test("is that of the second moments in full", arguments: [(1, 1), (2, 3), (40, 9), (900, 17), (1000, 8)])
    func truth(size: (rows: Int, features: Int)) throws {
        var problem = Problem(rowCount: size.rows, featureCount: size.features, seed: 3)
        // Features of different size, which go together in part.
        for row in 0..<size.rows {
            for column in 0..<size.features {
                problem.features[row * size.features + column] *= Float(1 + column % 3)
                problem.features[row * size.features + column] += problem.features[row * size.features]
            }
        }
        let rows = (0..<size.rows).map { row in
            problem.features[row * size.features..<(row + 1) * size.features].map { Double($0) }
        }
        let expected = reference(rows, rows.map { _ in 1 })
        let found = RowCurvature(of: try problem.dataset(partitionCount: min(size.rows, 3)), workers: .one)
        // Of so few rows, the sample has all.
        let sampled = RowCurvature(ofSampleOf: try problem.dataset(partitionCount: min(size.rows, 3)))
        #expect(sampled.rowCount == size.rows && sampled.density == found.density)
        let pairs = [
            (sampled.meanRow, found.meanRow), (sampled.largestRow, found.largestRow),
            (sampled.largestEigenvalue, found.largestEigenvalue), (sampled.meanTarget, found.meanTarget),
        ]
        for (sampled, found) in pairs { #expect(abs(sampled - found) <= 1e-12 * abs(found) + 1e-15) }
        #expect(found.rowCount == size.rows)
        #expect(found.largestEigenvalue / expected.eigenvalue - 1 < 1e-9)
        #expect(found.largestEigenvalue / expected.eigenvalue > 0.97)
        #expect(abs(found.largestRow / expected.largest - 1) < 1e-12)
        #expect(abs(found.meanRow / expected.mean - 1) < 1e-12)
    }

    @Test("counts rows as much as they weigh")
    func weights() throws {
        var random = SplitMix(state: 8)
        let features = (0..<200).map { _ in Float.random(in: -2...2, using: &random) }
        let weights = (0..<100).map { Float($0 % 4) }
        let source = TableSource(
            featureNames: ["a", "b"], targetName: "y", features: features, targets: [Float](repeating: 0, count: 100),
            weights: weights)
        let dataset = try Dataset(
            everyRowOf: source, storage: .float32, partitionCount: 4, workers: .one, kernels: kernels)
        let rows = (0..<100).map { [Double(features[2 * $0]), Double(features[2 * $0 + 1])] }
        let expected = reference(rows, weights.map { Double($0) })
        let found = RowCurvature(of: dataset, workers: .one)
        #expect(abs(found.largestEigenvalue / expected.eigenvalue - 1) < 0.03)
        #expect(abs(found.largestRow / expected.largest - 1) < 1e-12)
    }

    @Test("has the same bits for any workers, nodes, and rows dense, sparse or streamed")
    func sameBits() throws {
        let problem = try SparseProblem(rowCount: 3000, columnCount: 37, mostNumbers: 9, seed: 11)
        let expected = RowCurvature(of: try problem.dataset(isSparse: false, partitionCount: 5), workers: .one)
        for isSparse in [false, true] {
            for placement in [Placement(nodes: []), try sharedNodes(2)] {
                let dataset = try problem.dataset(isSparse: isSparse, partitionCount: 5, placement: placement)
                #expect(RowCurvature(of: dataset, workers: Workers(count: 3, placement: placement)) == expected)
            }
        }
        let source = SyntheticRegression(seed: 1, rowCount: 2500, featureCount: 11, noise: 0, kernels: kernels)
        let split = HeldOutSplit(rowCount: 2500, fraction: 0.1, seed: 1, kernels: kernels)
        let found = try [false, true].map { isStreamed in
            RowCurvature(
                of: try Dataset(
                    source, part: .training, of: split, storage: .float32, isStreamed: isStreamed, partitionCount: 4,
                    workers: .one, kernels: kernels), workers: Workers(count: 2))
        }
        #expect(found[0] == found[1] && found[0].rowCount == 2250)
    }

    @Test("knows of a few long rows that are not among those it looks at again and again")
    func rareRows() throws {
        let count = 20_000
        var features = [Float](repeating: 0, count: 2 * count)
        for row in 0..<count { features[2 * row] = row.isMultiple(of: 2) ? 1 : -1 }
        for row in [333, 7001, 15_007] { features[2 * row + 1] = 300 }
        let source = TableSource(
            featureNames: ["a", "rare"], targetName: "y", features: features,
            targets: [Float](repeating: 0, count: count))
        let found = RowCurvature(
            of: try Dataset(
                everyRowOf: source, storage: .float32, partitionCount: 2, workers: .one, kernels: kernels),
            workers: .one)
        // The second moment of the rare feature is 3 · 300² / 20,000 = 13.5, and the greatest.
        #expect(found.largestEigenvalue >= 13.5 && found.largestEigenvalue < 16)
        #expect(found.largestRow == 90_002)
    }

    @Test("of a minibatch goes from the largest row's to that of all rows")
    func minibatches() {
        let curvature = RowCurvature(rowCount: 100, largestEigenvalue: 3, largestRow: 50, meanRow: 5)
        #expect(curvature.smoothness(ofBatch: 1) == (0, 50))
        #expect(curvature.smoothness(ofBatch: 100) == (3, 0) && curvature.smoothness(ofBatch: 1000) == (3, 0))
        let some = curvature.smoothness(ofBatch: 10)
        #expect(abs(some.ofMean - 100.0 * 9 / (10 * 99) * 3) < 1e-12)
        #expect(abs(some.ofChoice - 90.0 / (10 * 99) * 50) < 1e-12)
        let one = RowCurvature(rowCount: 1, largestEigenvalue: 7, largestRow: 7, meanRow: 7)
        #expect(one.smoothness(ofBatch: 4) == (7, 0))
    }
}
