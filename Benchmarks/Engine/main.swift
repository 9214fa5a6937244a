// What the step engine itself costs, beside what one would write without it.
//   Benchmarks/engine [REPEATS]

import Dispatch
import Lockstep
import TrainingWork

let repeats = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 5
let clock = ContinuousClock()

try printContests()
try printOverhead()
try printPriceOfReproducibility()
try printCrowds()

/// The engine with one worker and two, and the plain loop.
func printContests() throws {
    let dispatch = try emptyDispatch()
    print("An empty `concurrentPerform(iterations: 2)` takes \(hundredths(dispatch * 1e6)) µs.\n")
    print(
        "| linear regression | 1 worker, rows/s | 2 workers | of 1 worker | plain loop | 2 workers to it |",
        terminator: "")
    print(" µs a step, 1 and 2 workers | of an empty dispatch |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for workload in [
        Workload(name: "in cache", rowCount: 4000, featureCount: 256, batchSize: 256),
        Workload(name: "from memory", rowCount: 1_000_000, featureCount: 256, batchSize: 256),
        Workload(name: "tiny steps, one shard", rowCount: 100_000, featureCount: 16, batchSize: 10),
        Workload(name: "tiny steps, two shards", rowCount: 100_000, featureCount: 16, batchSize: 64, shardCount: 2),
    ] {
        let stepCount = max(4_000_000 / workload.batchSize, 10_000)
        let loop = try PlainLoop(workload)
        let rows = try workload.makeRows()
        var contest = Contest(repeats: repeats)
        for workerCount in [1, 2] {
            contest.enter(try training(workload, workerCount: workerCount, rows, stepCount: stepCount))
        }
        contest.enter { loop.run(stepCount: stepCount) }
        let seconds = try contest.medians()
        let speeds = seconds.map { Double(stepCount * workload.batchSize) / $0 }
        let steps = seconds.map { $0 / Double(stepCount) }
        let name =
            "\(workload.name): \(workload.rowCount) x \(workload.featureCount), batch \(workload.batchSize), "
            + "\(workload.shardCount) shards"
        print(
            "| \(name) | \(millions(speeds[0])) | \(millions(speeds[1])) | \(hundredths(speeds[1] / speeds[0])) |",
            "\(millions(speeds[2])) | \(hundredths(speeds[1] / speeds[2])) |",
            "\(hundredths(steps[0] * 1e6)), \(hundredths(steps[1] * 1e6)) |",
            "\(hundredths(steps[0] / dispatch)), \(hundredths(steps[1] / dispatch)) |")
    }
}

/// A step without the shards' arithmetic: one row a shard, less the time that its gradient takes alone.
func printOverhead() throws {
    print("\nµs of a step beside its shards' arithmetic, by parameters, shards and workers:\n")
    let columns = [(1, 1), (4, 1), (4, 2), (4, 8), (16, 2), (64, 1), (64, 2), (64, 8)]
    print("| parameters | " + columns.map { "\($0.0) shards, \($0.1) workers" }.joined(separator: " | ") + " |")
    print("| --- |" + String(repeating: " --- |", count: columns.count))
    let cores = try Topology.current().defaultWorkers.count
    for featureCount in [2, 31, 255, 4095, 65_535, 999_999] {
        var cells: [String] = []
        for (shardCount, workerCount) in columns {
            // Tiny partitions would make every step begin an epoch.
            let rowsOfShard = min(max((32 << 20) / (shardCount * featureCount), 4), 1000)
            let workload = Workload(
                name: "one row a shard", rowCount: shardCount * rowsOfShard, featureCount: featureCount,
                batchSize: shardCount,
                shardCount: shardCount)
            let stepCount = max(2_000_000 / (shardCount * (featureCount + 100)), 4) * 4
            var contest = Contest(repeats: repeats)
            contest.enter(
                try training(workload, workerCount: workerCount, try workload.makeRows(), stepCount: stepCount))
            let arithmetic = try ShardArithmetic(workload)
            contest.enter { arithmetic.run(stepCount: stepCount) }
            let seconds = try contest.medians().map { $0 / Double(stepCount) }
            let share = Double(min(workerCount, cores, shardCount))
            cells.append("\(hundredths((seconds[0] - seconds[1] / share) * 1e6))")
        }
        print("| \(featureCount + 1) | " + cells.joined(separator: " | ") + " |")
    }
}

/// The experiment's own shards, added in a fixed tree, beside one sum for each worker, as one would have it who does not
/// mind that the number of workers changes the result.
func printPriceOfReproducibility() throws {
    print("\n| two workers | fixed shards, rows/s | a shard for each worker | price of the same bits |")
    print("| --- | --- | --- | --- |")
    for workload in Workload.all where workload.batchSize >= 256 && workload.featureCount >= 256 {
        let plain = Workload(
            name: workload.name, architecture: workload.architecture, rowCount: workload.rowCount,
            featureCount: workload.featureCount, batchSize: workload.batchSize, shardCount: 2)
        let stepCount = 2 * workload.rowCount / workload.batchSize
        var contest = Contest(repeats: repeats)
        for workload in [workload, plain] {
            contest.enter(try training(workload, workerCount: 2, try workload.makeRows(), stepCount: stepCount))
        }
        let speeds = try contest.medians().map { Double(stepCount * workload.batchSize) / $0 }
        let price = (1 - speeds[0] / speeds[1]) * 100
        print("| \(workload.name) | \(millions(speeds[0])) | \(millions(speeds[1])) | \(hundredths(price)) % |")
    }
}

/// More workers than cores, and a neighbour who keeps one core busy.
func printCrowds() throws {
    let workload = Workload(name: "from memory", rowCount: 1_000_000, featureCount: 256, batchSize: 4096)
    let rows = try workload.makeRows()
    let loop = try PlainLoop(workload)
    let stepCount = 1000
    let name = "\(workload.rowCount) x \(workload.featureCount), batch \(workload.batchSize)"
    func speeds(_ contenders: [() throws -> Void]) throws -> [Double] {
        var contest = Contest(repeats: repeats)
        for contender in contenders { contest.enter(contender) }
        return try contest.medians().map { Double(stepCount * workload.batchSize) / $0 }
    }
    func workers(_ count: Int) throws -> () throws -> Void {
        try training(workload, workerCount: count, rows, stepCount: stepCount)
    }

    print("\n| linear regression, \(name) | rows/s | ratio |")
    print("| --- | --- | --- |")
    let crowd = try speeds([workers(2), workers(64)])
    print("| 2 workers | \(millions(crowd[0])) | 1.0 |")
    print("| 64 workers | \(millions(crowd[1])) | \(hundredths(crowd[1] / crowd[0])) |")
    let neighbour = try BusyNeighbour()
    let beside = try speeds([{ loop.run(stepCount: stepCount) }, workers(2)])
    withExtendedLifetime(neighbour) {}
    print("| beside a busy process: plain loop | \(millions(beside[0])) | 1.0 |")
    print("| beside a busy process: 2 workers | \(millions(beside[1])) | \(hundredths(beside[1] / beside[0])) |")
}

/// A training's next `stepCount` steps.
func training(
    _ workload: Workload, workerCount: Int, _ rows: Dataset, stepCount: Int
) throws -> () throws -> Void {
    let stepsPerEpoch = (workload.rowCount + workload.batchSize - 1) / workload.batchSize
    let trainer = try workload.makeTrainer(
        workerCount: workerCount, epochCount: (repeats + 1) * stepCount / stepsPerEpoch + 1, rows: rows)
    return { try trainer.advance(by: stepCount) }
}

func emptyDispatch() throws -> Double {
    var contest = Contest(repeats: repeats)
    contest.enter { for _ in 0..<100_000 { DispatchQueue.concurrentPerform(iterations: 2) { _ in } } }
    return try contest.medians()[0] / 100_000
}

func hundredths(_ number: Double) -> Double { (number * 100).rounded() / 100 }
func millions(_ number: Double) -> String { "\(hundredths(number / 1e6)) M" }
