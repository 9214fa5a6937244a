import Datasets
import Kernels
import Models
import NUMA
import Optimizers
import TestSupport
import Testing
import Training

@Suite("Solvers")
struct SolverTests {
    private func solver(
        _ problem: Problem, _ architecture: Architecture, _ settings: SolverSettings, iterations: Int = 200,
        shards: Int = 3, machine plan: MachinePlan = machine(workers: 1)
    ) throws -> Solver {
        try Solver(
            model: problem.model(architecture, kernels: plan.instructionSet.kernels), settings: settings,
            dataset: problem.dataset(partitionCount: shards, placement: plan.placement),
            plan: TrainingPlan(epochCount: iterations, batchSize: 1, shardCount: shards, seed: 1), machine: plan)
    }

    /// The gradient of the mean loss and the penalty at a model's parameters, by [output][column], the bias last.
    private func gradient(_ problem: Problem, _ model: any Model, _ parameters: [Float], l2: Double) -> [[Double]] {
        let tensors = model.layout.tensors
        let (weights, biases) = (tensors[0].values(in: parameters), tensors[1].values(in: parameters))
        let outputs = biases.count
        var gradient = [[Double]](repeating: [Double](repeating: 0, count: problem.featureCount + 1), count: outputs)
        for row in problem.rows {
            let scores = (0..<outputs).map { output in
                row.features.enumerated().reduce(Double(biases[output])) {
                    $0 + $1.element * Double(weights[output * problem.featureCount + $1.offset])
                }
            }
            for output in 0..<outputs {
                let slope: Double
                if outputs > 1 {
                    let total = scores.reduce(0) { $0 + exponential($1 - scores[output]) }
                    slope = 1 / total - (Double(output) == row.target ? 1 : 0)
                } else if problem.classCount != nil {
                    slope = 1 / (1 + exponential(-scores[0])) - row.target
                } else {
                    slope = scores[0] - row.target
                }
                for (column, x) in (row.features + [1]).enumerated() {
                    gradient[output][column] += slope * x / Double(problem.rowCount)
                }
            }
        }
        for output in 0..<outputs {
            for column in 0..<problem.featureCount {
                gradient[output][column] += l2 * Double(weights[output * problem.featureCount + column])
            }
        }
        return gradient
    }

    private func exponential(_ x: Double) -> Double {
        // Of its series, after halving.
        let small = x / 1024
        var (term, sum) = (1.0, 1.0)
        for k in 1..<20 {
            term *= small / Double(k)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }

    private static let cases: [(Architecture, SolverSettings, Int?)] = [
        (.linearRegression(.squared), SolverSettings(.exact, tolerance: 1e-9), nil),
        (.linearRegression(.squared), SolverSettings(.exact, tolerance: 1e-9, l2: 0.1), nil),
        (.linearRegression(.squared), SolverSettings(.newton, tolerance: 1e-9), nil),
        (.linearRegression(.squared), SolverSettings(.lbfgs, tolerance: 1e-8, l2: 0.01), nil),
        (.logisticRegression, SolverSettings(.newton, tolerance: 1e-9, l2: 0.01), 2),
        (.logisticRegression, SolverSettings(.lbfgs, tolerance: 1e-8, l2: 0.01), 2),
        (.softmaxRegression, SolverSettings(.newton, tolerance: 1e-9, l2: 0.01), 4),
        (.softmaxRegression, SolverSettings(.lbfgs, tolerance: 1e-8, l2: 0.01), 4),
    ]

    @Test("end where the gradient of the objective is zero", arguments: cases.indices, [(40, 1), (61, 7), (300, 20)])
    func gradientIsZero(index: Int, size: (rows: Int, features: Int)) throws {
        let (architecture, settings, classes) = Self.cases[index]
        var problem = Problem(rowCount: size.rows, featureCount: size.features, classCount: classes, seed: 7)
        // Columns in other units, one of them far from zero.
        for row in 0..<size.rows {
            for column in 0..<size.features {
                problem.features[row * size.features + column] *= [1, 30, 0.02][column % 3]
            }
            problem.features[row * size.features] += 8
        }
        let solver = try solver(problem, architecture, settings)
        while !solver.isFinished { try solver.advance(by: 1000) }
        let optimality = try #require(solver.optimality)
        #expect(optimality.end == .converged && optimality.gradientNorm <= settings.tolerance)
        let found = gradient(problem, solver.model, solver.parameters, l2: settings.l2)
        // Parameters in single precision are 2⁻²⁴ of their size from the solver's.
        for numbers in found { #expect(numbers.allSatisfy { abs($0) < 3e-5 }, "\(numbers)") }
    }

    @Test("give the same bits whatever the workers and nodes, and however they are stopped", arguments: cases.indices)
    func sameBits(index: Int) throws {
        let (architecture, settings, classes) = Self.cases[index]
        let problem = Problem(rowCount: 501, featureCount: 9, classCount: classes, seed: 8)
        let whole = try solver(problem, architecture, settings, shards: 5)
        while !whole.isFinished { try whole.advance(by: 1000) }
        for (workers, nodes) in [(2, 1), (3, 2), (7, 3)] {
            for set in InstructionSet.available {
                let plan = machine(
                    workers: workers, placement: try sharedNodes(nodes), instructionSet: set)
                let other = try solver(problem, architecture, settings, shards: 5, machine: plan)
                while !other.isFinished { try other.advance(by: 1) }
                #expect(other.digest == whole.digest && other.optimality?.end == whole.optimality?.end)
            }
        }
        var state = try solver(problem, architecture, settings, shards: 5).state
        while true {
            let next = try solver(problem, architecture, settings, shards: 5)
            next.state = state
            guard !next.isFinished else { break }
            try next.advance(by: 1)
            state = next.state
        }
        #expect(state.parameters == whole.parameters)
    }

    @Test("of sparse rows find what those of dense ones do", arguments: [nil, 2, 3] as [Int?], SolverKind.allCases)
    func sparse(classes: Int?, kind: SolverKind) throws {
        guard kind != .exact || classes == nil else { return }
        let problem = try SparseProblem(rowCount: 200, columnCount: 30, mostNumbers: 6, classCount: classes, seed: 3)
        let architecture: Architecture =
            switch classes {
            case nil: .linearRegression(.squared)
            case 2: .logisticRegression
            default: .softmaxRegression
            }
        let values = try [true, false].map { isSparse in
            let solver = try Solver(
                model: architecture.makeModel(
                    featureCount: problem.columnCount, classCount: classes, isSparse: isSparse, kernels: kernels),
                settings: SolverSettings(kind, tolerance: 1e-9, l2: 0.01),
                dataset: problem.dataset(isSparse: isSparse, partitionCount: 4),
                plan: TrainingPlan(epochCount: 300, batchSize: 1, shardCount: 4, seed: 1),
                machine: machine(workers: isSparse ? 3 : 1))
            while !solver.isFinished { try solver.advance(by: 1000) }
            #expect(solver.optimality?.end == .converged)
            let parameters = solver.parameters
            return solver.model.layout.tensors.flatMap { $0.values(in: parameters) }
        }
        for (sparse, dense) in zip(values[0], values[1]) { #expect(abs(sparse - dense) <= 2e-6 * max(abs(dense), 1)) }
    }

    @Test("with an l1 penalty end where its conditions hold, with weights that are exactly zero")
    func lasso() throws {
        let problem = Problem(rowCount: 300, featureCount: 12, seed: 5)
        let l1 = 0.03
        let solver = try solver(
            problem, .linearRegression(.squared), SolverSettings(.lbfgs, tolerance: 1e-6, l1: l1), iterations: 500)
        while !solver.isFinished { try solver.advance(by: 1000) }
        #expect(solver.optimality?.end == .converged)
        let weights = solver.model.layout.tensors[0].values(in: solver.parameters)
        let slopes = gradient(problem, solver.model, solver.parameters, l2: 0)[0]
        #expect(weights.contains(0) && weights.contains { $0 != 0 })
        for (weight, slope) in zip(weights, slopes) {
            if weight == 0 {
                #expect(abs(slope) <= l1 + 1e-5)
            } else {
                #expect(abs(slope + (weight > 0 ? l1 : -l1)) < 1e-5)
            }
        }
        #expect(abs(slopes[12]) < 1e-5)
    }

    @Test("name columns that depend on others, and leave their weights at zero")
    func dependentColumns() throws {
        var problem = Problem(rowCount: 50, featureCount: 4, seed: 6)
        for row in 0..<50 {
            problem.features[row * 4 + 2] = problem.features[row * 4] - 2 * problem.features[row * 4 + 1]
        }
        let solver = try solver(problem, .linearRegression(.squared), SolverSettings(.exact))
        while !solver.isFinished { try solver.advance(by: 1000) }
        #expect(solver.optimality?.dependentFeatures == ["feature 2"])
        #expect(solver.model.layout.tensors[0].values(in: solver.parameters)[2] == 0)
        let slopes = gradient(problem, solver.model, solver.parameters, l2: 0)[0]
        #expect(slopes.allSatisfy { abs($0) < 1e-5 })
    }

    @Test("find a minimum of a network, and say when they end short of it")
    func network() throws {
        let problem = Problem(rowCount: 120, featureCount: 3, seed: 2)
        let architecture = Architecture.mlp([5], .tanh, regressionLoss: .squared)
        let long = try solver(
            problem, architecture, SolverSettings(.lbfgs, tolerance: 1e-3, l2: 0.01), iterations: 2000)
        let first = try long.advance(by: 1)
        while !long.isFinished { try long.advance(by: 1000) }
        #expect(long.optimality?.end == .converged)
        #expect(long.optimality!.objective < first.lossSum / Double(first.rowCount))
        let short = try solver(problem, architecture, SolverSettings(.lbfgs, tolerance: 1e-3, l2: 0.01), iterations: 2)
        while !short.isFinished { try short.advance(by: 1000) }
        #expect(short.optimality?.end == .iterations && short.completedSteps == 2)
        #expect(short.optimality!.gradientNorm > 1e-3)
    }

    @Test("count rows as often as they weigh")
    func weights() throws {
        // A row of weight 2 of its own, and the same row twice.
        var random = SplitMix(state: 4)
        let features = (0..<60).map { _ in Float.random(in: -1...1, using: &random) }
        let targets = (0..<20).map { _ in Float.random(in: -1...1, using: &random) }
        let weights: [Float] = (0..<20).map { [0, 1, 2][$0 % 3] }
        func values(_ features: [Float], _ targets: [Float], _ weights: [Float]?, l2: Double) throws -> [Float] {
            let table = TableSource(
                featureNames: ["a", "b", "c"], targetName: "y", features: features, targets: targets,
                weights: weights)
            let dataset = try Dataset(
                everyRowOf: table, storage: .float32, partitionCount: 2, workers: .one, kernels: kernels)
            let solver = try Solver(
                model: LinearModel(featureCount: 3, kernels: kernels), settings: SolverSettings(.exact, l2: l2),
                dataset: dataset, plan: TrainingPlan(epochCount: 9, batchSize: 1, shardCount: 2, seed: 1),
                machine: machine(workers: 1))
            while !solver.isFinished { try solver.advance(by: 9) }
            let parameters = solver.parameters
            return solver.model.layout.tensors.flatMap { $0.values(in: parameters) }
        }
        let repeated = targets.indices.flatMap { row in Array(repeating: row, count: Int(weights[row])) }
        // The mean is over all rows, whatever they weigh.
        let weighted = try values(features, targets, weights, l2: 0.05 * Double(repeated.count) / 20)
        let plain = try values(
            repeated.flatMap { features[$0 * 3..<$0 * 3 + 3] }, repeated.map { targets[$0] }, nil, l2: 0.05)
        for (a, b) in zip(weighted, plain) { #expect(abs(a - b) < 1e-6) }
    }

    @Test("refuse to begin where the loss of a row is no number")
    func divergence() throws {
        var problem = Problem(rowCount: 10, featureCount: 2, seed: 2)
        problem.targets[4] = .infinity
        let solver = try solver(problem, .linearRegression(.squared), SolverSettings(.lbfgs))
        #expect(throws: Divergence.self) { try solver.advance(by: 1) }
    }
}
