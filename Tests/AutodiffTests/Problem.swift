import Autodiff
import Datasets
import Kernels
import Models
import NUMA
import Optimizers
import TestSupport
import Training

/// The kernels of the fastest instruction set of this machine.
let kernels = InstructionSet.available.last!.kernels

/// Rows to train on.
struct Problem {
    let featureCount: Int
    let classCount: Int?
    let source: TableSource

    /// - Parameter places: limits of the first features, which are whole numbers below them.
    init(rowCount: Int, featureCount: Int, classCount: Int? = nil, places: [Int] = []) {
        self.featureCount = featureCount
        self.classCount = classCount
        var random = SplitMix(state: 5)
        var features: [Float] = []
        var targets: [Float] = []
        for _ in 0..<rowCount {
            let row = (0..<featureCount).map { feature in
                feature < places.count
                    ? Float(Int.random(in: 0..<places[feature], using: &random))
                    : Float.random(in: -1...1, using: &random)
            }
            features += row
            let sum = row.reduce(0, +)
            targets.append(classCount.map { Float(Int(abs(sum) * 3) % $0) } ?? sum / 2)
        }
        source = TableSource(
            featureNames: (0..<featureCount).map { "feature \($0)" }, targetName: "target", features: features,
            targets: targets, classes: classCount.map(ClassLabels.init(count:)))
    }

    func dataset(partitionCount: Int) throws -> Dataset {
        try Dataset(
            everyRowOf: source, storage: .float32, partitionCount: partitionCount, workers: Workers(count: 2),
            kernels: kernels)
    }

    func trainer(
        _ model: any Model, _ plan: TrainingPlan, workers: Int = 1, _ set: InstructionSet? = nil,
        rule: UpdateRule = .adam()
    ) throws -> Trainer {
        let set = set ?? InstructionSet.available.last!
        return try Trainer(
            model: model, optimizer: Optimizer(rule: rule, learningRate: 0.01, kernels: set.kernels),
            dataset: dataset(partitionCount: plan.shardCount), plan: plan,
            machine: MachinePlan(workerCount: workers, instructionSet: set))
    }
}

extension Trainer {
    func finish() throws {
        while !isFinished { try advance(by: .max) }
    }
}
