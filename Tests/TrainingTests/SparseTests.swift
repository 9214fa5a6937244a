import Datasets
import Glibc
import Kernels
import Models
import Optimizers
import TestSupport
import Testing
import Training

@Suite("Training on sparse rows")
struct SparseTests {
    /// Empty rows and columns, one row, one column, more shards than rows, several blocks of columns.
    private static let shapes: [(rows: Int, columns: Int, numbers: Int, batch: Int, shards: Int)] = [
        (1, 1, 1, 1, 1), (1, 20, 5, 3, 4), (40, 1, 1, 7, 3), (300, 50, 8, 32, 5), (200, 1000, 30, 64, 16),
        (60, 40_000, 50, 20, 3), (5, 17, 17, 10, 9),
    ]

    private static let architectures: [(architecture: Architecture, classCount: Int?)] = [
        (.linearRegression(.squared), nil), (.linearRegression(.huber(delta: 0.3)), nil),
        (.linearRegression(.absolute), nil), (.linearRegression(.quantile(level: 0.8)), nil),
        (.logisticRegression, 2), (.softmaxRegression, 3), (.softmaxRegression, 20),
    ]

    private static func recipes(_ architecture: Architecture) -> [Recipe] {
        let plain = Recipe(architecture: architecture, learningRate: 0.1)
        return [
            plain, plain.with { $0.l2 = 0.1 },
            plain.with {
                ($0.l2, $0.weightDecay) = (0.03, 0.02)
                $0.schedule = Schedule(.cosine(finalFactor: 0.1), warmupSteps: 3)
            },
            plain.with { ($0.l2, $0.learningRate) = (6, 0.2) }, plain.with { $0.rule = .adagrad(epsilon: 1e-3) },
            plain.with { ($0.rule, $0.l2) = (.adagrad(epsilon: 1e-3), 0.01) },
            plain.with { $0.rule = .sgd(momentum: 0.9) }, plain.with { $0.rule = .adam(epsilon: 1e-3) },
            plain.with { ($0.l1, $0.l2) = (0.001, 0.01) }, plain.with { ($0.clipNorm, $0.l2) = (0.1, 0.01) },
        ]
    }

    @Test("comes to what training on the same rows, dense, comes to", arguments: shapes.indices)
    func dense(index: Int) throws {
        let shape = Self.shapes[index]
        let plan = TrainingPlan(epochCount: 4, batchSize: shape.batch, shardCount: shape.shards, seed: 5)
        for (architecture, classCount) in Self.architectures where classCount ?? 0 <= shape.rows {
            let problem = try SparseProblem(
                rowCount: shape.rows, columnCount: shape.columns, mostNumbers: shape.numbers, classCount: classCount,
                seed: UInt64(index))
            // Huge layouts once only.
            let recipes = Self.recipes(architecture)
            for recipe in shape.columns > 10_000 && classCount ?? 0 > 2 ? Array(recipes.prefix(2)) : recipes {
                let sparse = try problem.trainer(plan, recipe),
                    dense = try problem.trainer(plan, recipe, isSparse: false)
                try sparse.finish()
                try dense.finish()
                let (found, expected) = (sparse.values, dense.values)
                // The derivatives of these losses have a jump, where rounding may decide.
                let jumps: [PointLoss.Kind?] = [.absolute, .quantile]
                let tolerance: Float = jumps.contains(architecture.regressionLoss?.kind) ? 0.02 : 1e-4
                let error = zip(found, expected).map { abs($0 - $1) / max(abs($1), 1) }.max() ?? 0
                #expect(error < tolerance, "\(problem), \(recipe): \(error)")
                let loss = try sparse.evaluate(on: problem.dataset(isSparse: true, partitionCount: 2)).loss
                let denseLoss = try dense.evaluate(on: problem.dataset(isSparse: false, partitionCount: 2)).loss
                #expect(abs(loss - denseLoss) < Double(tolerance) * max(denseLoss, 1), "\(problem), \(recipe)")
            }
        }
    }

    /// Columns that occur once in hundreds of steps are decayed all the same.
    @Test("decays weights lazily as a reference in double precision does in every step", arguments: [0, 1, 2])
    func decay(seed: UInt64) throws {
        let problem = try SparseProblem(
            rowCount: 400, columnCount: 2000, mostNumbers: 6, classCount: 2, seed: seed)
        let plan = TrainingPlan(epochCount: 10, batchSize: 4, shardCount: 2, seed: seed)
        let recipe = Recipe(architecture: .logisticRegression, learningRate: 0.5, l2: 0.02)
        let trainer = try problem.trainer(plan, recipe, machine: machine(workers: 2))
        var weights = [Double](repeating: 0, count: problem.columnCount), bias = 0.0
        while !trainer.isFinished {
            var gradient = [Double](repeating: 0, count: problem.columnCount), biasGradient = 0.0
            let rows = trainer.rowsOfNextStep
            for row in rows {
                let output = problem.rows[row].reduce(bias) { $0 + weights[$1.column] * Double($1.value) }
                let derivative = 1 / (1 + exp(-output)) - Double(problem.targets[row])
                for (column, value) in problem.rows[row] { gradient[column] += derivative * Double(value) }
                biasGradient += derivative
            }
            for column in weights.indices {
                let mean = gradient[column] / Double(rows.count) + Double(recipe.l2) * weights[column]
                weights[column] -= 0.5 * mean
            }
            bias -= 0.5 * biasGradient / Double(rows.count)
            try trainer.advance(by: 1)
        }
        #expect(trainer.totalSteps == 1000)
        for (found, expected) in zip(trainer.values, weights + [bias]) {
            #expect(abs(Double(found) - expected) < 1e-5, "\(found) for \(expected)")
        }
    }

    private static let plans = [
        TrainingPlan(epochCount: 12, batchSize: 16, shardCount: 7, seed: 3),
        TrainingPlan(epochCount: 3, batchSize: 150, shardCount: 64, seed: 3),
        TrainingPlan(epochCount: 3, batchSize: 70, shardCount: 2, seed: 3, order: .blocks),
    ]

    private static let someRecipes: [Recipe] = [
        Recipe(architecture: .logisticRegression, learningRate: 0.3, l2: 0.05),
        Recipe(architecture: .logisticRegression, rule: .adagrad(), learningRate: 0.3),
        Recipe(architecture: .softmaxRegression, learningRate: 0.3, l2: 0.05),
        Recipe(architecture: .logisticRegression, rule: .adam(), learningRate: 0.03, l2: 0.05, clipNorm: 0.2),
    ]

    @Test("gives the same bits for any number of workers and nodes, and stopped and resumed", arguments: plans)
    func sameBits(plan: TrainingPlan) throws {
        let problem = try SparseProblem(
            rowCount: 500, columnCount: 3000, mostNumbers: 20, classCount: 2, seed: 9)
        for recipe in Self.someRecipes {
            let plain = try problem.trainer(plan, recipe, machine: machine(workers: 1, instructionSet: .available[0]))
            try plain.finish()
            for workers in [1, 2, 3, 7] {
                for nodes in [1, 2, 3] {
                    let trainer = try problem.trainer(
                        plan, recipe,
                        machine: machine(
                            workers: workers, placement: sharedNodes(nodes),
                            instructionSet: InstructionSet.available[nodes % InstructionSet.available.count],
                            prefetches: workers != 2))
                    try trainer.finish()
                    #expect(trainer.digest == plain.digest, "\(recipe), \(workers) workers, \(nodes) nodes")
                }
            }
            for stop in [0, 1, 5, plain.totalSteps / 2, plain.totalSteps - 1, plain.totalSteps] {
                let first = try problem.trainer(plan, recipe, machine: machine(workers: 2))
                try first.advance(to: stop)
                // Looking changes nothing.
                _ = first.parameters
                let second = try problem.trainer(plan, recipe, machine: machine(workers: 3, prefetches: true))
                second.state = first.state
                #expect(second.digest == first.digest, "\(recipe), after \(stop) steps")
                try second.finish()
                #expect(second.digest == plain.digest, "\(recipe), stopped after \(stop) steps")
                try first.finish()
                #expect(first.digest == plain.digest, "\(recipe), looked at after \(stop) steps")
            }
        }
    }

    @Test("has its rows in as much memory as they need, in order", arguments: [1, 2])
    func placedRows(nodes: Int) throws {
        let problem = try SparseProblem(rowCount: 100, columnCount: 300, mostNumbers: 20, seed: 1)
        let dataset = try problem.dataset(isSparse: true, partitionCount: 5, placement: sharedNodes(nodes))
        let numberCount = problem.rows.reduce(0) { $0 + $1.count }
        #expect(dataset.isSparse && dataset.byteCount == numberCount * 8 + 100 * 12)
        for (partition, rows) in dataset.partitions.enumerated().map({ ($1, $0 * 20..<$0 * 20 + 20) }) {
            for row in rows {
                var dense = [Float](repeating: -1, count: problem.columnCount)
                let labels = dense.withUnsafeMutableBytes {
                    partition.writeRow(at: row - rows.lowerBound, features: $0.baseAddress!)
                }
                var expected = [Float](repeating: 0, count: problem.columnCount)
                for (column, value) in problem.rows[row] { expected[column] = value }
                #expect(dense == expected && labels == (problem.targets[row], 1))
            }
        }
    }
}
