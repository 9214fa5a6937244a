import Foundation
import Kernels
import Models
import Optimizers
import TestSupport
import Testing
import Training

@Suite("The quantile loss")
struct QuantileTests {
    /// Full batches and a rate that fades, so that the end is near the optimum.
    private func trained(_ problem: Problem, _ level: Float, learningRate: Float) throws -> [Double] {
        let plan = TrainingPlan(epochCount: 4000, batchSize: problem.rowCount, shardCount: 3, seed: 1)
        var recipe = Recipe(
            architecture: .linearRegression(.quantile(level: level)), learningRate: learningRate)
        recipe.schedule = Schedule(.linear())
        let trainer = try problem.trainer(plan, recipe)
        try trainer.finish()
        return trainer.values.map { Double($0) }
    }

    /// The mean of τ(y − z) where y ≥ z and (1 − τ)(z − y) elsewhere.
    private func meanLoss(_ problem: Problem, _ level: Double, weights: ArraySlice<Double>, bias: Double) -> Double {
        let losses = problem.rows.map { row in
            let residual = row.target - zip(row.features, weights).reduce(bias) { $0 + $1.0 * $1.1 }
            return max(level * residual, (level - 1) * residual)
        }
        return losses.reduce(0, +) / Double(losses.count)
    }

    @Test("fits a constant to the quantile of the targets", arguments: [0.1, 0.25, 0.5, 0.9] as [Float])
    func constant(level: Float) throws {
        var problem = Problem(rowCount: 401, featureCount: 1, seed: 8)
        problem.features = problem.features.map { _ in 0 }
        let found = try trained(problem, level, learningRate: 0.3)[1]
        // Where τ · 401 is not whole, one target alone is the τ-quantile.
        let targets = problem.targets.sorted()
        let expected = Double(targets[Int((Double(level) * 401).rounded(.up)) - 1])
        #expect(abs(found - expected) < 0.01, "\(found) for \(expected)")
        let share = Double(targets.count { Double($0) <= found }) / 401
        #expect(abs(share - Double(level)) < 0.01, "\(share) for \(level)")
    }

    @Test(
        "comes to what scikit-learn's QuantileRegressor comes to", .needs(.python("sklearn")),
        arguments: [0.1, 0.5, 0.9] as [Float])
    func peer(level: Float) throws {
        let problem = Problem(rowCount: 300, featureCount: 3, seed: 9)
        let found = try trained(problem, level, learningRate: 0.5)
        let rows = problem.rows.map { "[\(($0.features + [$0.target]).map { "\($0)" }.joined(separator: ","))]" }
        let output = try PythonPeer.run(
            """
            import sys, json, numpy
            from sklearn.linear_model import QuantileRegressor
            rows = numpy.array(json.loads(sys.argv[1]))
            model = QuantileRegressor(quantile=float(sys.argv[2]), alpha=0, solver="highs").fit(rows[:, :-1], rows[:, -1])
            print(*model.coef_, model.intercept_)
            """, "[\(rows.joined(separator: ","))]", "\(level)")
        let expected = output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        try #require(expected.count == 4)
        for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 0.02) }
        let best = meanLoss(problem, Double(level), weights: expected[..<3], bias: expected[3])
        let reached = meanLoss(problem, Double(level), weights: found[..<3], bias: found[3])
        #expect(reached < 1.002 * best && reached > 0.9999 * best, "\(reached) for \(best)")
    }
}
