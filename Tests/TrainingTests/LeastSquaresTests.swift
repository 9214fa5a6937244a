import Testing
import Training

@Suite("Full-batch training reaches the least-squares solution")
struct LeastSquaresTests {
    @Test(arguments: [(10, 1), (60, 5), (400, 20)], [1, 6])
    func solution(shape: (rowCount: Int, featureCount: Int), shardCount: Int) throws {
        let problem = Problem(rowCount: shape.rowCount, featureCount: shape.featureCount, seed: 21)
        let plan = TrainingPlan(epochCount: 600, batchSize: shape.rowCount, shardCount: shardCount, seed: 1)
        // Half of what the bias, the steepest direction, would allow.
        let trainer = try problem.trainer(plan, learningRate: 0.9)
        try trainer.finish()

        let expected = leastSquares(problem.rows)
        for (found, expected) in zip(trainer.values, expected) {
            #expect(abs(Double(found) - expected) <= 1e-5 * max(abs(expected), 0.01), "\(shape), \(shardCount) shards")
        }
    }

    /// w and b that minimise Σ ½(w·x + b − y)²: the normal equations ZᵀZ p = Zᵀy of the rows z = [x, 1].
    private func leastSquares(_ rows: [ReferenceTrainer.Row]) -> [Double] {
        let count = rows[0].features.count + 1
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        var right = [Double](repeating: 0, count: count)
        for row in rows {
            let z = row.features + [1]
            for i in 0..<count {
                for j in 0..<count { matrix[i][j] += z[i] * z[j] }
                right[i] += z[i] * row.target
            }
        }
        return solve(matrix, right)
    }

    /// Gaussian elimination with partial pivoting.
    private func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var rows = zip(matrix, right).map { $0 + [$1] }
        let count = rows.count
        for column in 0..<count {
            rows.swapAt(column, (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) }!)
            for row in column + 1..<count {
                let factor = rows[row][column] / rows[column][column]
                for k in column...count { rows[row][k] -= factor * rows[column][k] }
            }
        }
        var solution = [Double](repeating: 0, count: count)
        for row in (0..<count).reversed() {
            let known = (row + 1..<count).reduce(0) { $0 + rows[row][$1] * solution[$1] }
            solution[row] = (rows[row][count] - known) / rows[row][row]
        }
        return solution
    }
}
