import Datasets
import Models
import NUMA
import TestSupport
import Testing
import Training

@Suite("The metrics of a regression")
struct RegressionMetricsTests {
    /// The definitions, in double precision.
    private struct Reference {
        let mse, mae, r2: Double

        init(predictions: [Double], targets: [Double]) {
            let count = Double(targets.count)
            let residuals = zip(predictions, targets).map { $0 - $1 }
            let mean = targets.reduce(0, +) / count
            let spread = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let squares = residuals.reduce(0) { $0 + $1 * $1 }
            mse = squares / count
            mae = residuals.reduce(0) { $0 + abs($1) } / count
            r2 = 1 - squares / spread
        }
    }

    private func metrics(
        _ problem: Problem, weights: [Float], bias: Float, partitionCount: Int,
        placement: Placement = Placement(nodes: [])
    ) throws -> RegressionMetrics {
        let model = LinearRegression(featureCount: problem.featureCount, kernels: kernels)
        var parameters = [Float](repeating: 0, count: model.layout.count)
        parameters.replaceSubrange(0..<weights.count, with: weights)
        parameters[model.layout.tensors[1].offset] = bias
        let dataset = try problem.dataset(partitionCount: partitionCount, placement: placement)
        return RegressionMetrics(of: model, parameters: parameters, on: dataset, placement: placement)
    }

    @Test(
        "agree with their definitions", arguments: [(1, 1), (2, 3), (70, 5), (1024, 16), (1025, 17), (5000, 40)],
        [1, 3, 70])
    func definitions(shape: (rowCount: Int, featureCount: Int), partitionCount: Int) throws {
        var problem = Problem(rowCount: shape.rowCount, featureCount: shape.featureCount, seed: UInt64(shape.rowCount))
        var random = SplitMix(state: 4)
        let weights = (0..<shape.featureCount).map { _ in Float.random(in: -1...1, using: &random) }
        // Far from zero, targets must not cancel.
        for row in problem.targets.indices { problem.targets[row] += 100 }

        let found = try metrics(problem, weights: weights, bias: 99, partitionCount: partitionCount)
        let predictions = problem.rows.map { row in
            zip(row.features, weights).reduce(99) { $0 + $1.0 * Double($1.1) }
        }
        let expected = Reference(predictions: predictions, targets: problem.targets.map(Double.init))
        let comment: Comment = "\(shape), \(partitionCount) partitions"
        // Predictions near 100 are float32: an error of up to 1e-5 in residuals of order one.
        #expect(found.rowCount == shape.rowCount, comment)
        #expect(abs(found.mse - expected.mse) <= 1e-4 * expected.mse, comment)
        #expect(abs(found.mae - expected.mae) <= 1e-4 * expected.mae, comment)
        #expect(found.rmse == found.mse.squareRoot() && found.loss == found.mse / 2, comment)
        if shape.rowCount > 1 {
            #expect(abs(found.r2 - expected.r2) <= 1e-4 * (1 - expected.r2), comment)
        } else {
            #expect(found.r2 == 0, comment)
        }
    }

    @Test("have their closed form for a constant prediction", arguments: [1, 3, 70])
    func constantPrediction(partitionCount: Int) throws {
        // y = 0, 1, …, n − 1, predicted as 0: all sums are whole numbers.
        let n = 3000
        var problem = Problem(rowCount: n, featureCount: 2, seed: 1)
        problem.targets = (0..<n).map(Float.init)
        let found = try metrics(problem, weights: [0, 0], bias: 0, partitionCount: partitionCount)
        let count = Double(n)
        #expect(found.mse == (count - 1) * (2 * count - 1) / 6)
        #expect(found.mae == (count - 1) / 2)
        // Σ(y − ȳ)² = n (n² − 1) / 12.
        let r2 = 1 - found.mse * 12 / (count * count - 1)
        #expect(abs(found.r2 - r2) < 1e-12)
    }

    @Test("know targets that are all equal", arguments: [1, 3, 70])
    func constantTargets(partitionCount: Int) throws {
        var problem = Problem(rowCount: 3000, featureCount: 3, seed: 1)
        // A number whose sums are no whole numbers.
        problem.targets = Array(repeating: 0.1, count: 3000)
        let perfect = try metrics(problem, weights: [0, 0, 0], bias: 0.1, partitionCount: partitionCount)
        #expect(perfect.r2 == 1 && perfect.mse == 0 && perfect.mae == 0)
        let wrong = try metrics(problem, weights: [0, 0, 0], bias: 0.6, partitionCount: partitionCount)
        #expect(wrong.r2 == 0 && abs(wrong.mse - 0.25) < 1e-6 && abs(wrong.mae - 0.5) < 1e-6)
    }

    @Test("have the same bits on any number of memory nodes")
    func nodes() throws {
        let problem = Problem(rowCount: 5000, featureCount: 9, seed: 3)
        let weights = [Float](repeating: 0.3, count: 9)
        let one = try metrics(problem, weights: weights, bias: 0, partitionCount: 7)
        for count in [2, 3] {
            let placement = try sharedNodes(count)
            #expect(
                try metrics(problem, weights: weights, bias: 0, partitionCount: 7, placement: placement) == one)
        }
    }
}
