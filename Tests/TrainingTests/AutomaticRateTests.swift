import Kernels
import Models
import NUMA
import Optimizers
import Testing
import Training

@Suite("Automatic learning rates")
struct AutomaticRateTests {
    private let curvature = RowCurvature(rowCount: 100, largestEigenvalue: 3, largestRow: 50, meanRow: 5)

    private func rate(_ rule: UpdateRule, _ model: any Model, batchSize: Int = 100, l2: Double = 0) -> Float {
        AutomaticRate(curvature, batchSize: batchSize, l2: l2).rate(of: rule, for: model)
    }

    @Test("of descent are one over the curvature of the loss")
    func descent() {
        let linear = LinearModel(featureCount: 4, loss: .squared, kernels: kernels)
        let counts = LinearModel(featureCount: 4, loss: .poisson, kernels: kernels)
        #expect(rate(.sgd(), counts) == rate(.sgd(), linear) / 2)
        let logistic = LinearModel(featureCount: 4, loss: .logistic, kernels: kernels)
        let softmax = Network(featureCount: 4, head: .softmax(classCount: 3), kernels: kernels)
        #expect(rate(.sgd(), linear) == Float(1.0 / 3))
        #expect(rate(.sgd(), logistic) == Float(4.0 / 3) && rate(.sgd(), softmax) == Float(2.0 / 3))
        #expect(rate(.sgd(), linear, l2: 1) == 0.25)
        #expect(rate(.sgd(), linear, batchSize: 1) == 0.02)
        // Only what comes from the choice of rows is taken 1 / (1 − μ) times.
        #expect(rate(.sgd(momentum: 0.5), linear) == Float(1.0 / 3))
        #expect(rate(.sgd(momentum: 0.5), linear, batchSize: 1) == 0.01)
    }

    @Test("are smaller the more there is to move")
    func widths() {
        let narrow = Network(featureCount: 4, hidden: [8], head: .regression(.squared), kernels: kernels)
        let wide = Network(featureCount: 4, hidden: [8, 512], head: .regression(.squared), kernels: kernels)
        for rule in [UpdateRule.sgd(), .adam(), .adamW(), .adagrad()] {
            #expect(rate(rule, wide) < rate(rule, narrow) && rate(rule, wide) > 0)
        }
    }

    @Test("of adaptive rules go with the length of a row")
    func adaptive() {
        let linear = LinearModel(featureCount: 4, loss: .squared, kernels: kernels)
        func rate(_ rule: UpdateRule, rowCount: Int = 100_000, density: Double = 1, batchSize: Int) -> Double {
            let curvature = RowCurvature(
                rowCount: rowCount, largestEigenvalue: 3, largestRow: 50, meanRow: 4, density: density)
            return Double(AutomaticRate(curvature, batchSize: batchSize).rate(of: rule, for: linear))
        }
        func expect(_ found: Double, _ expected: Double) { #expect(abs(found - expected) < 1e-8) }
        expect(rate(.adam(), batchSize: 256), 0.085)
        expect(rate(.adamW(), batchSize: 64), 0.0425)
        for batchSize in [4096, 8192, 1 << 20] { expect(rate(.adam(), batchSize: batchSize), 0.34) }
        expect(rate(.adam(), rowCount: 16, batchSize: 256), 0.02125)
        expect(rate(.adam(), density: 0.0625, batchSize: 256), 0.0425)
        for batchSize in [1, 256, 8192] { expect(rate(.adagrad(), density: 0.1, batchSize: batchSize), 0.75) }
    }

    @Test("let no error of a linear regression grow, whatever the rows")
    func stable() throws {
        var problem = Problem(rowCount: 300, featureCount: 5, seed: 2)
        for row in [17, 120] { problem.features[5 * row + 3] = 400 }
        let plan = TrainingPlan(epochCount: 30, batchSize: 20, shardCount: 2, seed: 1)
        let dataset = try problem.dataset(partitionCount: 2)
        let rate = AutomaticRate(RowCurvature(of: dataset, workers: .one), batchSize: 20).rate(
            of: .sgd(), for: problem.model(.linearRegression(.squared)))
        let trainer = try problem.trainer(plan, learningRate: rate)
        let before = trainer.evaluate(on: dataset).loss
        try trainer.advance(by: trainer.totalSteps)
        #expect(trainer.evaluate(on: dataset).loss < before)
        #expect(trainer.learningRate == rate && trainer.fullLearningRate == rate)
    }
}
