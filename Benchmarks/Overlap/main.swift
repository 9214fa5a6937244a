// A step of a multilayer perceptron on ranks, with its layers' gradients sent one by one and all at once:
// Benchmarks/overlap.

import Datasets
import Kernels
import Models
import NUMA
import Optimizers
import Ranks
import Training

/// A network of whose gradient nobody hears before all of it is whole.
struct WholeNetwork: Model {
    let network: Network

    var featureCount: Int { network.featureCount }
    var task: LearningTask { network.task }
    var outputCount: Int { network.outputCount }
    var layout: ParameterLayout { network.layout }
    var scratchCount: Int { network.scratchCount }

    func initialParameters(seed: UInt64) -> [Float] { network.initialParameters(seed: seed) }

    func sumGradient(
        over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int, parameters: UnsafePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, into gradient: UnsafeMutablePointer<Float>
    ) {
        network.sumGradient(
            over: rows, upcoming: upcoming, prefetchDistance: prefetchDistance, parameters: parameters,
            scratch: scratch, into: gradient)
    }

    func predict(
        _ rows: FeatureRows, rowCount: Int, targets: UnsafePointer<Float>?, parameters: UnsafePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, outputs: UnsafeMutablePointer<Float>,
        losses: UnsafeMutablePointer<Float>
    ) {
        network.predict(
            rows, rowCount: rowCount, targets: targets, parameters: parameters, scratch: scratch, outputs: outputs,
            losses: losses)
    }
}

let ranks = try Communicator.join()
let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 5,
    case let numbers = arguments.dropFirst().map({ $0.split(separator: ",").compactMap { Int($0) } }),
    let featureCount = numbers[0].first, case let hidden = numbers[1], let batchSize = numbers[2].first,
    let repeats = numbers[3].first
else { fatalError("usage: Overlap RATE FEATURES HIDDEN,… BATCH REPEATS") }

let instructionSet = try InstructionSet.best()
let network = Network(
    featureCount: featureCount, hidden: hidden, head: .softmax(classCount: 10), kernels: instructionSet.kernels)
let trainers = try [network, WholeNetwork(network: network)].map(makeTrainer)
for trainer in trainers { _ = try seconds(trainer) }
// In turn; the median is of pairs.
let pairs = try (0..<repeats).map { _ in try (layers: seconds(trainers[0]), whole: seconds(trainers[1])) }
precondition(trainers[0].digest == trainers[1].digest, "other bits")
if ranks.isFirst {
    func milliseconds(_ seconds: [Double]) -> String { "\((median(seconds) * 1e5).rounded() / 100) ms" }
    let ratio = (median(pairs.map { $0.layers / $0.whole }) * 100).rounded() / 100
    print(
        "| \(arguments.first!) | \(hidden.map(String.init).joined(separator: ", ")) | \(batchSize)"
            + " | \(milliseconds(pairs.map(\.whole))) | \(milliseconds(pairs.map(\.layers))) | \(ratio) |")
}
Communicator.finalize()

func makeTrainer(_ model: any Model) throws -> Trainer {
    let rows = SyntheticClassification(
        seed: 1, rowCount: 4096, featureCount: featureCount, classCount: 10, noise: 0.25, storage: .float32,
        kernels: instructionSet.kernels)
    let dataset = try Dataset(
        everyRowOf: rows, storage: .float32, partitionCount: ranks.size, holding: ranks.share(of: ranks.size),
        workers: Workers(count: 2), kernels: instructionSet.kernels)
    return try Trainer(
        model: model, optimizer: Optimizer(learningRate: 0.01, kernels: instructionSet.kernels), dataset: dataset,
        plan: TrainingPlan(epochCount: 1_000_000, batchSize: batchSize, shardCount: ranks.size, seed: 1),
        machine: MachinePlan(workerCount: 1, ranks: ranks, instructionSet: instructionSet))
}

/// Of a step, in the mean over some.
func seconds(_ trainer: Trainer) throws -> Double {
    let stepCount = 40
    ranks.barrier()
    let time = try ContinuousClock().measure { _ = try trainer.advance(by: stepCount) }
    return time / .seconds(1) / Double(stepCount)
}

func median(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count / 2] }
