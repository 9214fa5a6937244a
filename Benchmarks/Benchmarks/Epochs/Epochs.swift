// Epochs of training over rows that stay in memory: the whole engine, with one worker and with two.
//   swift package --package-path Benchmarks benchmark --target Epochs

import Benchmark
import Lockstep
import TrainingWork

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.throughput, .wallClock], timeUnits: .nanoseconds, warmupIterations: 1, maxDuration: .seconds(3))

    for workload in Workload.all {
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
}
