import Datasets
import Kernels
import Models
import NUMA
import TestSupport
import Training

/// The kernels of the fastest instruction set of this machine.
let kernels = fastest.kernels

private let fastest = InstructionSet.available.last!

/// Rows to train on, and the trainers that do.
struct Problem: Sendable {
    let featureCount: Int
    /// Classes of the targets; nil where these are numbers.
    let classCount: Int?
    /// The rows' features, row-major.
    var features: [Float]
    var targets: [Float]
    var storage = FeatureStorage.float32

    var rowCount: Int { targets.count }

    /// Rows that no step can go wrong on.
    ///
    /// Features are uniform in −1…1, so that their covariance is a third of the identity; true weights and bias are of
    /// a size that gives targets of order one, with noise of a tenth. With classes, the target is the class of the
    /// largest of as many such numbers.
    init(rowCount: Int, featureCount: Int, classCount: Int? = nil, seed: UInt64) {
        var random = SplitMix(state: seed)
        func uniform(_ size: Float) -> Float { .random(in: -size...size, using: &random) }

        let truth = (0..<(classCount ?? 1)).map { _ in
            let weights = (0..<featureCount).map { _ in uniform(1 / Float(featureCount).squareRoot()) }
            return (weights: weights, bias: uniform(classCount == nil ? 1 : 0.1))
        }
        self.featureCount = featureCount
        self.classCount = classCount
        features = []
        targets = []
        for _ in 0..<rowCount {
            let row = (0..<featureCount).map { _ in uniform(1) }
            features += row
            let scores = truth.map { weights, bias in
                zip(row, weights).reduce(bias + uniform(0.1)) { $0 + $1.0 * $1.1 }
            }
            targets.append(classCount == nil ? scores[0] : Float(scores.indices.max { scores[$0] < scores[$1] }!))
        }
    }

    /// A learning rate with which no error of a linear regression can grow, whatever the minibatches: a step multiplies
    /// an error by I − η · mean([x, 1] [x, 1]ᵀ), whose eigenvalues are in 0…1 for η ≤ 1 / max ‖[x, 1]‖².
    var safeLearningRate: Float { 1 / Float(featureCount + 1) }

    var rows: [ReferenceTrainer.Row] {
        targets.indices.map { row in
            ReferenceTrainer.Row(
                features: features[row * featureCount..<(row + 1) * featureCount].map(stored),
                target: Double(targets[row]))
        }
    }

    /// A feature as the storage holds it: for bfloat16 the nearest number of eight significant bits, in a tie the even.
    private func stored(_ feature: Float) -> Double {
        guard storage == .bfloat16, feature != 0, feature.isFinite else { return Double(feature) }
        let unit = Double(feature.ulp) * 0x1p16
        return (Double(feature) / unit).rounded(.toNearestOrEven) * unit
    }

    // MARK: What it is given to

    func model(_ architecture: Architecture, kernels: KernelTable = kernels) -> any Model {
        architecture.makeModel(featureCount: featureCount, classCount: classCount, kernels: kernels)
    }

    func reference(_ plan: TrainingPlan, _ recipe: Recipe) -> ReferenceTrainer {
        ReferenceTrainer(
            rows: rows, rowBytes: featureCount * (storage == .bfloat16 ? 2 : 4), plan: plan, recipe: recipe,
            model: model(recipe.architecture))
    }

    func dataset(partitionCount: Int, placement: Placement = Placement(nodes: [])) throws -> Dataset {
        try Dataset(
            everyRowOf: TableSource(
                featureNames: (0..<featureCount).map { "feature \($0)" }, targetName: "target", features: features,
                targets: targets, classes: classCount.map(ClassLabels.init(count:))),
            storage: storage, partitionCount: partitionCount,
            workers: Workers(count: 4, placement: placement), kernels: kernels)
    }

    /// - Parameters:
    ///   - modelKernels: the model's and the optimizer's, for tests that look over their shoulder.
    ///   - rows: these rows where they are in memory already; nil to put them there.
    func trainer(
        _ plan: TrainingPlan, _ recipe: Recipe, machine: MachinePlan = machine(workers: 1),
        modelKernels: KernelTable? = nil, rows: Dataset? = nil
    ) throws -> Trainer {
        let modelKernels = modelKernels ?? machine.instructionSet.kernels
        return try Trainer(
            model: model(recipe.architecture, kernels: modelKernels), optimizer: recipe.optimizer(modelKernels),
            dataset: rows ?? dataset(partitionCount: plan.shardCount, placement: machine.placement), plan: plan,
            machine: machine)
    }

    /// A linear regression's trainer, in plain descent.
    func trainer(
        _ plan: TrainingPlan, learningRate: Float, machine: MachinePlan = machine(workers: 1),
        modelKernels: KernelTable? = nil
    ) throws -> Trainer {
        try trainer(plan, Recipe(learningRate: learningRate), machine: machine, modelKernels: modelKernels)
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
        while !isFinished { try advance(by: length()) }
    }

    /// Takes steps until so many are done.
    func advance(to step: Int) throws {
        while completedSteps < step { try advance(by: step - completedSteps) }
    }

    /// The parameters without the layout's gaps, as files have them.
    var values: [Float] {
        let parameters = parameters
        return model.layout.tensors.flatMap { $0.values(in: parameters) }
    }
}
