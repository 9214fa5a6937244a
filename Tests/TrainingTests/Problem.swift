import Datasets
import Kernels
import Models
import NUMA
import Optimizers
import TestSupport
import Training

/// The kernels of the fastest instruction set of this machine.
let kernels = fastest.kernels

private let fastest = InstructionSet.available.last!

/// Rows to train on, and the trainers that do.
struct Problem: Sendable {
    let featureCount: Int
    /// The rows' features, row-major.
    var features: [Float]
    var targets: [Float]

    var rowCount: Int { targets.count }

    /// Rows that no step can go wrong on.
    ///
    /// Features are uniform in −1…1, so that their covariance is a third of the identity; true weights and bias are of a
    /// size that gives targets of order one, with noise of a tenth.
    init(rowCount: Int, featureCount: Int, seed: UInt64) {
        var random = SplitMix(state: seed)
        func uniform(_ size: Float) -> Float { .random(in: -size...size, using: &random) }

        let weights = (0..<featureCount).map { _ in uniform(1 / Float(featureCount).squareRoot()) }
        let bias = uniform(1)
        self.featureCount = featureCount
        features = []
        targets = []
        for _ in 0..<rowCount {
            let row = (0..<featureCount).map { _ in uniform(1) }
            features += row
            targets.append(zip(row, weights).reduce(bias + uniform(0.1)) { $0 + $1.0 * $1.1 })
        }
    }

    /// A learning rate with which no error can grow, whatever the minibatches: a step multiplies an error by
    /// I − η · mean([x, 1] [x, 1]ᵀ), whose eigenvalues are in 0…1 for η ≤ 1 / max ‖[x, 1]‖².
    var safeLearningRate: Float { 1 / Float(featureCount + 1) }

    var rows: [ReferenceTrainer.Row] {
        targets.indices.map { row in
            ReferenceTrainer.Row(
                features: features[row * featureCount..<(row + 1) * featureCount].map(Double.init),
                target: Double(targets[row]))
        }
    }

    // MARK: What it is given to

    func reference(_ plan: TrainingPlan, learningRate: Float) -> ReferenceTrainer {
        // The rate as the fast trainer has it, so that only the arithmetic differs.
        ReferenceTrainer(rows: rows, plan: plan, learningRate: Double(learningRate))
    }

    func dataset(partitionCount: Int, placement: Placement = Placement(nodes: [])) throws -> Dataset {
        try Dataset(
            TableSource(
                featureNames: (0..<featureCount).map { "feature \($0)" }, targetName: "target", features: features,
                targets: targets),
            part: .training, of: HeldOutSplit(rowCount: rowCount, fraction: 0, seed: 0, kernels: kernels),
            partitionCount: partitionCount, placement: placement)
    }

    /// - Parameter modelKernels: the gradient's and the update's, for tests that look over their shoulder.
    func trainer(
        _ plan: TrainingPlan, learningRate: Float, machine: MachinePlan = machine(workers: 1),
        modelKernels: KernelTable? = nil
    ) throws -> Trainer {
        let modelKernels = modelKernels ?? machine.instructionSet.kernels
        return try Trainer(
            model: LinearRegression(featureCount: featureCount, kernels: modelKernels),
            optimizer: SGD(learningRate: learningRate, kernels: modelKernels),
            dataset: dataset(partitionCount: plan.shardCount, placement: machine.placement), plan: plan,
            machine: machine)
    }
}

/// A machine plan; nothing but the speed depends on it.
/// - Parameter prefetches: whether rows are prefetched, as they are where they do not fit the cache.
func machine(
    workers: Int, placement: Placement = Placement(nodes: []), instructionSet: InstructionSet? = nil,
    prefetches: Bool = false
) -> MachinePlan {
    MachinePlan(
        workerCount: workers, placement: placement, instructionSet: instructionSet ?? fastest,
        cacheBytes: prefetches ? 0 : 1 << 30)
}

/// A placement on `count` nodes that share all of this machine's CPUs and memory: threads and memory are bound as on a
/// machine of several nodes, wherever the tests run.
func sharedNodes(_ count: Int) throws -> Placement {
    let cpus = try CPUSet.ofCallingThread()
    return Placement(nodes: (0..<count).map { _ in Topology.Node(id: 0, cpus: cpus, memoryBytes: nil) })
}

extension Trainer {
    /// Takes all steps that are left, in spans of some length.
    func finish(inSpansOf length: () -> Int = { .max }) throws {
        while completedSteps < totalSteps { try advance(by: length()) }
    }

    /// The parameters without the layout's gaps.
    var weightsAndBias: [Float] {
        let parameters = state.parameters
        return model.layout.tensors.flatMap { parameters[$0.offset..<$0.offset + $0.count] }
    }
}
