public import Lockstep

/// Synthetic rows, a model to train on them, and how they are cut.
package struct Workload {
    package let name: String
    package let architecture: Architecture
    package let rowCount: Int
    package let featureCount: Int
    package let batchSize: Int
    package let shardCount: Int
    let storage: FeatureStorage

    /// - Parameter shardCount: nil for as many as the batch size asks for.
    package init(
        name: String, architecture: Architecture = .linearRegression(.squared), rowCount: Int, featureCount: Int,
        batchSize: Int, shardCount: Int? = nil, storage: FeatureStorage = .float32
    ) {
        self.name = name
        self.architecture = architecture
        self.rowCount = rowCount
        self.featureCount = featureCount
        self.batchSize = batchSize
        self.shardCount = shardCount ?? Minibatches.automaticShardCount(batchSize: batchSize)
        self.storage = storage
    }

    /// The workloads that are compared with peers, and some that stay in the cache.
    package static let all = [
        Workload(
            name: "linear, from memory, batch 256", rowCount: 1_000_000, featureCount: 256, batchSize: 256),
        Workload(
            name: "linear, from memory, batch 4096", rowCount: 1_000_000, featureCount: 256, batchSize: 4096),
        Workload(
            name: "linear, bfloat16, batch 4096", rowCount: 1_000_000, featureCount: 256, batchSize: 4096,
            storage: .bfloat16),
        Workload(
            name: "linear, narrow rows, batch 256", rowCount: 4_000_000, featureCount: 32, batchSize: 256),
        Workload(
            name: "linear, in cache, batch 256", rowCount: 4_000, featureCount: 256, batchSize: 256),
        Workload(
            name: "linear, tiny steps, batch 10", rowCount: 100_000, featureCount: 16, batchSize: 10),
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

    /// Small enough that steps of a few rows do not diverge.
    private var learningRate: Float { min(0.01, 0.5 / Float(featureCount)) }

    /// A training of so many epochs, on rows that were made before or are made now.
    /// - Parameter model: another model than the architecture's.
    package func makeTrainer(
        workerCount: Int, epochCount: Int = 1, rows: Dataset? = nil, model: (any Model)? = nil
    ) throws -> Trainer {
        let instructionSet = try InstructionSet.best()
        let kernels = instructionSet.kernels
        return try Trainer(
            model: model
                ?? architecture.makeModel(
                    featureCount: featureCount, classCount: isRegression ? nil : Self.classCount, kernels: kernels),
            optimizer: Optimizer(learningRate: learningRate, kernels: kernels), dataset: rows ?? makeRows(),
            plan: TrainingPlan(epochCount: epochCount, batchSize: batchSize, shardCount: shardCount, seed: Self.seed),
            machine: MachinePlan(workerCount: workerCount, instructionSet: instructionSet))
    }

    /// The rows, in a partition for each shard.
    package func makeRows() throws -> Dataset {
        let kernels = try InstructionSet.best().kernels
        func place(_ source: some RowSource) throws -> Dataset {
            try Dataset(
                everyRowOf: source, storage: storage, partitionCount: shardCount, workers: Workers(count: 2),
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
