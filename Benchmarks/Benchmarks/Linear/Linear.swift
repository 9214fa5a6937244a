// Steps of linear regression, from the whole engine down to its kernels.
//   swift package --package-path Benchmarks benchmark

import Benchmark
import Lockstep

/// An epoch of training over rows that stay in memory.
struct Workload {
    let name: String
    let rowCount: Int
    let featureCount: Int
    let batchSize: Int
    let shardCount: Int

    func makeTrainer(workerCount: Int) throws -> Trainer {
        let instructionSet = try InstructionSet.best()
        let kernels = instructionSet.kernels
        let source = SyntheticRegression(
            seed: 1, rowCount: rowCount, featureCount: featureCount, weights: nil, bias: nil, noise: 0.01,
            kernels: kernels)
        let split = HeldOutSplit(rowCount: rowCount, fraction: 0, seed: 1, kernels: kernels)
        let machine = MachinePlan(workerCount: workerCount, instructionSet: instructionSet)
        return try Trainer(
            model: LinearRegression(featureCount: featureCount, kernels: kernels),
            optimizer: SGD(learningRate: 0.01, kernels: kernels),
            dataset: Dataset(
                source, part: .training, of: split, partitionCount: shardCount, placement: machine.placement),
            plan: TrainingPlan(epochCount: 1, batchSize: batchSize, shardCount: shardCount, seed: 1),
            machine: machine)
    }
}

let workloads = [
    Workload(name: "from memory, batch 256", rowCount: 1_000_000, featureCount: 256, batchSize: 256, shardCount: 4),
    Workload(name: "from memory, batch 4096", rowCount: 1_000_000, featureCount: 256, batchSize: 4096, shardCount: 64),
    Workload(name: "narrow rows, batch 256", rowCount: 4_000_000, featureCount: 32, batchSize: 256, shardCount: 4),
    Workload(name: "in cache, batch 256", rowCount: 4_000, featureCount: 256, batchSize: 256, shardCount: 4),
    Workload(name: "tiny steps, batch 10", rowCount: 100_000, featureCount: 16, batchSize: 10, shardCount: 1),
]

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.throughput, .wallClock], timeUnits: .nanoseconds, warmupIterations: 1, maxDuration: .seconds(3))

    for workload in workloads {
        for workerCount in [1, 2] {
            Benchmark("\(workload.name), \(workerCount) workers: an epoch") { benchmark in
                let trainer = try workload.makeTrainer(workerCount: workerCount)
                let begin = trainer.state
                for _ in benchmark.scaledIterations {
                    trainer.state = begin
                    benchmark.startMeasurement()
                    try trainer.advance(by: .max)
                    benchmark.stopMeasurement()
                }
            }
        }
    }

    Benchmark("kernel: 64 rows of 256, gradient", configuration: .init(scalingFactor: .kilo)) { benchmark in
        let kernels = try InstructionSet.best().kernels
        let memory = try NodeMemory<Float>(count: 64 * 256 + 64 + 2 * 288, slack: 64)
        let places = try NodeMemory<UInt32>(count: 64)
        for place in 0..<64 { places.baseAddress[place] = UInt32(place) }
        let rows = GatheredRows(
            features: memory.baseAddress, targets: memory.baseAddress + 64 * 256, places: places.baseAddress, count: 64)
        let parameters = memory.baseAddress + 64 * 256 + 64
        let job = LinearGradientJob(
            rows: rows, upcoming: rows, prefetchDistance: 0, featureCount: 256,
            parameters: parameters, gradient: parameters + 288)
        for _ in benchmark.scaledIterations { kernels.linearGradient(job) }
        withExtendedLifetime(memory) {}
        withExtendedLifetime(places) {}
    }

    Benchmark("kernel: 64 places of a permutation", configuration: .init(scalingFactor: .kilo)) { benchmark in
        let kernels = try InstructionSet.best().kernels
        let places = try NodeMemory<UInt32>(count: 64)
        let permutation = KeyedPermutation(size: 250_000, epoch: 0, partition: 0, seed: 1, kernels: kernels)
        for _ in benchmark.scaledIterations { kernels.permute(permutation, 640, 64, places.baseAddress) }
        withExtendedLifetime(places) {}
    }
}
