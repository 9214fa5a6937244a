import Autodiff
import Kernels
import Measures
import Models
import Optimizers
import Testing
import Training

/// Each model that is written by hand is on the tape too: a check of both.
@Suite struct HandWrittenModelTests {
    struct Pair: CustomTestStringConvertible {
        let testDescription: String
        let definition: FullyConnected
        let architecture: Architecture
        let classCount: Int?
        /// Whether both do the same arithmetic in the same order.
        let hasSameBits: Bool
    }

    static let pairs = [
        Pair(
            testDescription: "linear regression", definition: FullyConnected(featureCount: 9),
            architecture: .linearRegression(.squared), classCount: nil, hasSameBits: false),
        Pair(
            testDescription: "linear regression, huber",
            definition: FullyConnected(featureCount: 9, loss: .huber(delta: 0.2)),
            architecture: .linearRegression(.huber(delta: 0.2)), classCount: nil, hasSameBits: false),
        Pair(
            testDescription: "multilayer perceptron of a quantile",
            definition: FullyConnected(
                featureCount: 9, hidden: [16], activation: .tanh, loss: .quantile(level: 0.9)),
            architecture: .multilayerPerceptron(
                hidden: [16], activation: .tanh, initialization: nil, regressionLoss: .quantile(level: 0.9)),
            classCount: nil, hasSameBits: true),
        Pair(
            testDescription: "logistic regression", definition: FullyConnected(featureCount: 9, classCount: 2),
            architecture: .logisticRegression, classCount: 2, hasSameBits: false),
        Pair(
            testDescription: "softmax regression",
            definition: FullyConnected(featureCount: 9, outputCount: 5, classCount: 5),
            architecture: .softmaxRegression, classCount: 5, hasSameBits: true),
        Pair(
            testDescription: "multilayer perceptron",
            definition: FullyConnected(featureCount: 9, hidden: [32, 7], outputCount: 5, classCount: 5),
            architecture: .multilayerPerceptron(
                hidden: [32, 7], activation: .relu, initialization: nil, regressionLoss: nil), classCount: 5,
            hasSameBits: true),
        Pair(
            testDescription: "multilayer perceptron of a regression",
            definition: FullyConnected(featureCount: 9, hidden: [16], activation: .tanh, loss: .absolute),
            architecture: .multilayerPerceptron(
                hidden: [16], activation: .tanh, initialization: nil, regressionLoss: .absolute), classCount: nil,
            hasSameBits: true),
    ]

    @Test(arguments: pairs)
    func trainsAsTheHandWrittenOne(_ pair: Pair) throws {
        let problem = Problem(rowCount: 500, featureCount: 9, classCount: pair.classCount)
        let plan = TrainingPlan(epochCount: 3, batchSize: 200, shardCount: 2, seed: 4)
        let byHand = pair.architecture.makeModel(featureCount: 9, classCount: pair.classCount, kernels: kernels)
        let onTape = try TapeModel(pair.definition, kernels: kernels)
        let trainers = try [byHand, onTape].map { try problem.trainer($0, plan, rule: .sgd()) }
        let initial = trainers.map(\.digest)
        #expect(initial[0] == initial[1])
        for trainer in trainers { try trainer.finish() }
        #expect(trainers[0].digest != initial[0])
        #expect(!pair.hasSameBits || trainers[0].digest == trainers[1].digest)
        for (a, b) in zip(values(trainers[0]), values(trainers[1])) { #expect(abs(a - b) <= 1e-5) }

        let dataset = try problem.dataset(partitionCount: 3)
        let evaluations = trainers.map { $0.evaluate(on: dataset) }
        #expect(abs(evaluations[0].loss - evaluations[1].loss) <= 1e-5)
        // A model on the tape does not tell which quantile it predicts.
        let measures = evaluations.map { evaluation in
            var measures = evaluation.measures
            measures[.pinballLoss] = nil
            return measures
        }
        #expect(!pair.hasSameBits || measures[0] == measures[1])
    }

    private func values(_ trainer: Trainer) -> [Float] {
        trainer.model.layout.tensors.flatMap { $0.values(in: trainer.parameters) }
    }
}
