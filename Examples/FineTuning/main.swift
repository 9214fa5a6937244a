// Fine-tuning: a network learns one task; then a new head learns another one on top of its features, which stay as
// they are because they are detached.

import Lockstep
import Options

/// A hidden layer whose values are the features, and a head.
struct Classifier: ModelDefinition {
    let featureCount: Int
    let classCount: Int
    let hiddenCount = 32
    /// Numbers of a trained hidden layer, which are kept; nil for one that is to learn.
    var pretrained: (weight: [Float], bias: [Float])?

    var task: LearningTask { .classification(classCount: classCount) }

    var parameters: [Parameter] {
        [
            .weight(
                "features.weight", outputs: hiddenCount, inputs: featureCount,
                initial: pretrained.map { .values($0.weight) } ?? .layer(.he)),
            .bias("features.bias", outputs: hiddenCount, initial: pretrained.map { .values($0.bias) } ?? .zeros),
            .weight("head.weight", outputs: classCount, inputs: hiddenCount),
            .bias("head.bias", outputs: classCount),
        ]
    }

    func outputs(of rows: Tensor, _ parameters: Parameters, on tape: borrowing Tape) -> Tensor {
        let features = rows.linear(parameters["features.weight"], parameters["features.bias"], activation: .relu)
        let known = pretrained == nil ? features : features.detach()
        return known.linear(parameters["head.weight"], parameters["head.bias"])
    }
}

let options = try Options()
let featureCount = 20

@MainActor
func train(_ classifier: Classifier, on rows: some RowSource, epochs: Int) async throws -> TrainingResult {
    let optimizer = Optimizer(rule: .adam(), learningRate: 0.005, kernels: options.kernels)
    var job = try TrainingJob(
        TapeModel(classifier, kernels: options.kernels), on: rows, optimizer: optimizer, epochs: epochs)
    job.machine = options.machine
    return try await job.run()
}

@MainActor
func clusters(seed: UInt64, rowCount: Int, classCount: Int) -> SyntheticClusters {
    SyntheticClusters(
        seed: seed, rowCount: rowCount, featureCount: featureCount, classCount: classCount, noise: 2,
        kernels: options.kernels)
}

let first = try await train(
    Classifier(featureCount: featureCount, classCount: 10), on: clusters(seed: 1, rowCount: 20_000, classCount: 10),
    epochs: 5)
print("first task: loss \(first.outcome.trainLoss)")

let weight = first.values(of: "features.weight")!, bias = first.values(of: "features.bias")!
let second = try await train(
    Classifier(featureCount: featureCount, classCount: 3, pretrained: (weight, bias)),
    on: clusters(seed: 2, rowCount: 2000, classCount: 3), epochs: 20)
print("second task: loss \(second.outcome.trainLoss)")
print("features unchanged: \(second.values(of: "features.weight") == weight)")
print("digest \(second.digest)")
