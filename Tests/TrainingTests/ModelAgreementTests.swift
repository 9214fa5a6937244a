import Datasets
import Kernels
import Models
import Optimizers
import TestSupport
import Testing
import Training

@Suite("Every model and optimizer agrees with the reference, in double precision")
struct ModelAgreementTests {
    /// Each with the number of classes, where it has some.
    static let models: [(architecture: Architecture, classCount: Int?)] = [
        (.linearRegression(.squared), nil), (.linearRegression(.huber(delta: 0.2)), nil),
        (.linearRegression(.absolute), nil), (.linearRegression(.quantile(level: 0.9)), nil), (.logisticRegression, 2),
        (.softmaxRegression, 2),
        (.softmaxRegression, 5), (.softmaxRegression, 33), (.mlp([7]), 3), (.mlp([18, 5], .tanh), 4),
        (.mlp([3, 4, 5], .sigmoid), 2), (.mlp([16]), 17), (.mlp([6], .tanh, regressionLoss: .squared), nil),
        (.mlp([9], regressionLoss: .huber(delta: 0.3)), nil), (.mlp([4, 4], .tanh, regressionLoss: .absolute), nil),
        (.mlp([4, 4], .tanh, regressionLoss: .quantile(level: 0.2)), nil),
    ]

    @Test("over some tens of steps of random shapes", arguments: models.indices)
    func everyRecipe(index: Int) throws {
        let (architecture, classCount) = Self.models[index]
        var random = SplitMix(state: UInt64(index))
        for recipe in Recipe(architecture: architecture, learningRate: 0.05).withEveryRule {
            let problem = Problem(
                rowCount: .random(in: 30...90, using: &random), featureCount: .random(in: 1...40, using: &random),
                classCount: classCount, seed: random.next())
            try compare(problem, recipe, random.next())
        }
    }

    @Test("with each schedule")
    func schedules() throws {
        let problem = Problem(rowCount: 60, featureCount: 6, classCount: 3, seed: 4)
        let kinds: [Schedule.Shape] = [
            .constant, .step(every: 4, factor: 0.5), .inverseSquareRoot, .cosine(), .linear(finalFactor: 0.2),
        ]
        for kind in kinds {
            for warmupSteps in [0, 5] {
                let recipe = Recipe(
                    architecture: .softmaxRegression, rule: .adam(epsilon: 1e-3), learningRate: 0.05,
                    schedule: Schedule(kind, warmupSteps: warmupSteps))
                try compare(problem, recipe, 9)
            }
        }
    }

    /// More than four blocks of 8,192 parameters, so that blocks have rounds of their own.
    static let largeModels: [(architecture: Architecture, featureCount: Int, classCount: Int?)] = [
        (.mlp([150]), 300, 10), (.softmaxRegression, 500, 70), (.linearRegression(.squared), 40_000, nil),
        (.logisticRegression, 33_001, 2),
    ]

    @Test("where models are large", arguments: largeModels.indices, [nil, 0.05, 100] as [Float?])
    func blocks(index: Int, clipNorm: Float?) throws {
        let (architecture, featureCount, classCount) = Self.largeModels[index]
        let problem = Problem(rowCount: 24, featureCount: featureCount, classCount: classCount, seed: 3)
        let plain = Recipe(
            architecture: architecture, learningRate: featureCount > 1000 ? 1e-4 : 0.02, clipNorm: clipNorm)
        try #require(problem.model(architecture).layout.count > 4 * 8192)
        let recipes = [
            plain, plain.with { ($0.rule, $0.l1, $0.l2) = (.sgd(momentum: 0.9, nesterov: true), 1e-3, 0.1) },
            plain.with { ($0.rule, $0.learningRate, $0.weightDecay) = (.adamW(epsilon: 1e-3), 1e-3, 0.1) },
        ]
        for recipe in recipes { try compare(problem, recipe, 5, shardCount: 3, batchSize: 7) }
    }

    @Test("on features that are kept as bfloat16", arguments: models.indices)
    func storedAsBFloat16(index: Int) throws {
        let (architecture, classCount) = Self.models[index]
        for featureCount in [1, 15, 16, 33] {
            var problem = Problem(rowCount: 50, featureCount: featureCount, classCount: classCount, seed: 6)
            problem.storage = .bfloat16
            try compare(problem, Recipe(architecture: architecture, rule: .sgd(momentum: 0.5), learningRate: 0.05), 8)
        }
    }

    private func compare(
        _ problem: Problem, _ recipe: Recipe, _ seed: UInt64, shardCount: Int? = nil, batchSize: Int? = nil
    ) throws {
        var random = SplitMix(state: seed)
        let plan = TrainingPlan(
            epochCount: 3, batchSize: batchSize ?? .random(in: 3...20, using: &random),
            shardCount: shardCount ?? .random(in: 1...9, using: &random), seed: random.next())
        let comment: Comment = "\(problem.rowCount) x \(problem.featureCount), \(recipe), \(plan)"
        let trainer = try problem.trainer(
            plan, recipe,
            machine: machine(workers: .random(in: 1...4, using: &random), prefetches: .random(using: &random)))
        var reference = problem.reference(plan, recipe)
        for steps in reference.train() {
            let span = try trainer.advance(by: trainer.minibatches.stepsPerEpoch)
            let expected = steps.reduce(0) { $0 + $1.lossSum }
            #expect(span.stepCount == steps.count, comment)
            #expect(abs(span.lossSum - expected) <= 2e-6 * expected, comment)
        }
        #expect(trainer.isFinished, comment)
        // Some tens of units in the last place of the largest parameter.
        let tolerance = 1e-5 * reference.parameters.map(abs).max()!
        let worst = zip(trainer.values, reference.parameters).map { abs(Double($0) - $1) }.max()!
        #expect(worst <= tolerance, comment)
    }
}
