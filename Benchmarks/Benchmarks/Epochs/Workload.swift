import Lockstep

/// Synthetic rows, a model to train on them, and how they are cut.
struct Workload {
    let name: String
    let architecture: Architecture
    let rowCount: Int
    let featureCount: Int
    let batchSize: Int
    var storage = FeatureStorage.float32

    static let all = [
        Workload(
            name: "linear, from memory, batch 256", architecture: .linearRegression(.squared),
            rowCount: 1_000_000, featureCount: 256, batchSize: 256),
        Workload(
            name: "linear, from memory, batch 4096", architecture: .linearRegression(.squared),
            rowCount: 1_000_000, featureCount: 256, batchSize: 4096),
        Workload(
            name: "linear, bfloat16, batch 4096", architecture: .linearRegression(.squared),
            rowCount: 1_000_000, featureCount: 256, batchSize: 4096, storage: .bfloat16),
        Workload(
            name: "linear, narrow rows, batch 256", architecture: .linearRegression(.squared),
            rowCount: 4_000_000, featureCount: 32, batchSize: 256),
        Workload(
            name: "linear, in cache, batch 256", architecture: .linearRegression(.squared),
            rowCount: 4_000, featureCount: 256, batchSize: 256),
        Workload(
            name: "linear, tiny steps, batch 10", architecture: .linearRegression(.squared),
            rowCount: 100_000, featureCount: 16, batchSize: 10),
        Workload(
            name: "softmax, 10 classes, batch 256", architecture: .softmaxRegression,
            rowCount: 100_000, featureCount: 784, batchSize: 256),
        Workload(
            name: "softmax, 10 classes, batch 2048", architecture: .softmaxRegression,
            rowCount: 100_000, featureCount: 784, batchSize: 2048),
        Workload(
            name: "MLP 784-256-10, batch 256",
            architecture: .multilayerPerceptron(
                hidden: [256], activation: .relu, initialization: nil, regressionLoss: nil),
            rowCount: 20_000, featureCount: 784, batchSize: 256),
    ]

    private static let classCount = 10
    private static let seed: UInt64 = 1

    private var isRegression: Bool { architecture.regressionLoss != nil }
    private var shardCount: Int { Minibatches.automaticShardCount(batchSize: batchSize) }

    func makeTrainer(workerCount: Int) throws -> Trainer {
        let instructionSet = try InstructionSet.best()
        let machine = MachinePlan(workerCount: workerCount, instructionSet: instructionSet)
        let kernels = instructionSet.kernels
        return try Trainer(
            model: architecture.makeModel(
                featureCount: featureCount, classCount: isRegression ? nil : Self.classCount, kernels: kernels),
            optimizer: Optimizer(learningRate: 0.01, kernels: kernels),
            dataset: makeRows(machine, kernels),
            plan: TrainingPlan(epochCount: 1, batchSize: batchSize, shardCount: shardCount, seed: Self.seed),
            machine: machine)
    }

    private func makeRows(_ machine: MachinePlan, _ kernels: KernelTable) throws -> Dataset {
        func place(_ source: some RowSource) throws -> Dataset {
            try Dataset(
                everyRowOf: source, storage: storage, partitionCount: shardCount, placement: machine.placement,
                kernels: kernels)
        }
        guard isRegression else {
            return try place(
                SyntheticClassification(
                    seed: Self.seed, rowCount: rowCount, featureCount: featureCount, classCount: Self.classCount,
                    noise: 0.25, storage: storage, kernels: kernels))
        }
        return try place(
            SyntheticRegression(
                seed: Self.seed, rowCount: rowCount, featureCount: featureCount, weights: nil, bias: nil, noise: 0.01,
                storage: storage, kernels: kernels))
    }
}
