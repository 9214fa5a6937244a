// What a model on the tape costs, beside the same model written by hand: trains both in turn.
//   swift run -c release --package-path Benchmarks Tape [REPEATS]

import Lockstep
import TrainingWork

/// The multilayer perceptron of the workload.
struct Perceptron: ModelDefinition {
    let featureCount: Int
    let hiddenCount: Int
    let classCount: Int

    var task: LearningTask { .classification(classCount: classCount) }

    var parameters: [Parameter] {
        [
            .weight("layers.0.weight", outputs: hiddenCount, inputs: featureCount, initial: .layer(.he)),
            .bias("layers.0.bias", outputs: hiddenCount),
            .weight("layers.1.weight", outputs: classCount, inputs: hiddenCount),
            .bias("layers.1.bias", outputs: classCount),
        ]
    }

    func outputs(of features: Tensor, _ parameters: Parameters, on tape: borrowing Tape) -> Tensor {
        features.linear(parameters["layers.0.weight"], parameters["layers.0.bias"], activation: .relu)
            .linear(parameters["layers.1.weight"], parameters["layers.1.bias"])
    }
}

let repeats = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 5
let workload = Workload.all.first { $0.name.hasPrefix("MLP") }!
let rows = try workload.makeRows()
let definition = Perceptron(featureCount: workload.featureCount, hiddenCount: 256, classCount: 10)

/// Rows a second of one epoch, the median of a few.
func speeds(workerCount: Int) throws -> (byHand: Double, onTape: Double) {
    let model = try TapeModel(definition, kernels: InstructionSet.best().kernels)
    let trainers = try [nil, model].map {
        try workload.makeTrainer(workerCount: workerCount, epochCount: repeats + 1, rows: rows, model: $0)
    }
    var seconds: [[Double]] = [[], []]
    for _ in 0...repeats {
        for (index, trainer) in trainers.enumerated() {
            let taken = try ContinuousClock().measure { try trainer.advance(by: trainer.minibatches.stepsPerEpoch) }
            seconds[index].append(taken / .seconds(1))
        }
    }
    precondition(trainers[0].digest == trainers[1].digest, "the two models differ")
    let medians = seconds.map { Double(workload.rowCount) / $0.dropFirst().sorted()[repeats / 2] }
    return (medians[0], medians[1])
}

print("| \(workload.name) | by hand, rows/s | on the tape, rows/s | of the one by hand |")
print("| --- | --- | --- | --- |")
for workerCount in [1, 2] {
    let (byHand, onTape) = try speeds(workerCount: workerCount)
    let share = Double(Int(onTape / byHand * 100)) / 100
    print("| \(workerCount) workers | \(Int(byHand)) | \(Int(onTape)) | \(share) |")
}
