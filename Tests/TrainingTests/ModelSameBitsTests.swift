import Datasets
import Kernels
import Models
import Optimizers
import Testing
import Training

@Suite("The same bits of every model and optimizer, whatever the machine plan")
struct ModelSameBitsTests {
    /// What is trained: the first four in one round of shards, the others in rounds of blocks.
    struct Subject: CustomTestStringConvertible {
        let architecture: Architecture
        let featureCount: Int
        var classCount: Int?
        var testDescription: String { "\(architecture.kind) of \(featureCount) features" }
    }

    static let subjects = [
        Subject(architecture: .linearRegression(.huber(delta: 0.2)), featureCount: 19),
        Subject(architecture: .linearRegression(.quantile(level: 0.9)), featureCount: 19),
        Subject(architecture: .logisticRegression, featureCount: 33, classCount: 2),
        Subject(architecture: .softmaxRegression, featureCount: 21, classCount: 5),
        Subject(architecture: .mlp([17, 6]), featureCount: 9, classCount: 3),
        Subject(architecture: .linearRegression(.squared), featureCount: 40_000),
        Subject(architecture: .logisticRegression, featureCount: 33_001, classCount: 2),
        Subject(architecture: .softmaxRegression, featureCount: 500, classCount: 70),
        Subject(architecture: .mlp([150]), featureCount: 300, classCount: 10),
        Subject(architecture: .mlp([130, 140], .tanh, regressionLoss: .absolute), featureCount: 200),
    ]

    private func forEachRun(
        of subject: Subject,
        _ body: (_ problem: Problem, _ rows: Dataset, _ plan: TrainingPlan, _ recipe: Recipe) throws -> Void
    ) throws {
        let isLarge = subject.featureCount > 100
        var problem = Problem(
            rowCount: isLarge ? 40 : 150, featureCount: subject.featureCount, classCount: subject.classCount, seed: 2)
        let plan = TrainingPlan(epochCount: 2, batchSize: isLarge ? 15 : 40, shardCount: 5, seed: 3)
        for storage in FeatureStorage.allCases {
            problem.storage = storage
            let recipe = Recipe(
                architecture: subject.architecture, learningRate: subject.featureCount > 1000 ? 1e-5 : 0.01)
            let rows = try problem.dataset(partitionCount: plan.shardCount)
            for recipe in recipe.withEveryRule { try body(problem, rows, plan, recipe) }
        }
    }

    @Test("for every number of workers and every instruction set", arguments: subjects)
    func workers(subject: Subject) throws {
        try forEachRun(of: subject) { problem, rows, plan, recipe in
            let plain = try problem.trainer(
                plan, recipe, machine: machine(workers: 1, instructionSet: InstructionSet.available[0]), rows: rows)
            let initial = plain.digest
            try plain.finish()
            #expect(plain.digest != initial)
            let machines =
                [2, 3, 7].map { machine(workers: $0, prefetches: $0 == 3) }
                + InstructionSet.available.map { machine(workers: 2, instructionSet: $0) }
            let placed = try machine(workers: 3, placement: sharedNodes(2))
            for (machine, rows) in machines.map({ ($0, Optional(rows)) }) + [(placed, nil)] {
                let trainer = try problem.trainer(plan, recipe, machine: machine, rows: rows)
                try trainer.finish()
                #expect(trainer.digest == plain.digest, "\(machine.workerCount) workers, \(problem.storage), \(recipe)")
            }
        }
    }

    @Test("stopped at any step and resumed by a new trainer on another machine plan", arguments: subjects)
    func resumed(subject: Subject) throws {
        try forEachRun(of: subject) { problem, rows, plan, recipe in
            let whole = try problem.trainer(plan, recipe, rows: rows)
            try whole.finish()
            let first = try problem.trainer(plan, recipe, machine: machine(workers: 2), rows: rows)
            let second = try problem.trainer(plan, recipe, machine: machine(workers: 3, prefetches: true), rows: rows)
            for stop in stride(from: 1, to: whole.totalSteps, by: 2) {
                try first.advance(to: stop)
                second.state = first.state
                #expect(second.completedSteps == stop && second.digest == first.digest)
                try second.finish()
                #expect(second.digest == whole.digest, "after \(stop) steps, \(problem.storage), \(recipe)")
                #expect(second.state == whole.state)
            }
        }
    }
}
