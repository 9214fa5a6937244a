import Datasets
import Experiments
import Logging
import Reports
import Studies
import Training

/// Trains an experiment repeatedly, on several numbers of ranks of this host.
struct RankStudy {
    let options: ConfigurationOptions
    let experiment: Experiment
    /// The plan of a rank.
    let machine: MachinePlan
    /// Numbers of ranks, each above the one before.
    let rankCounts: [Int]
    let repeats: Int

    /// Runs the study, alternating between the numbers of ranks.
    /// - Returns: the table and the bytes of the training rows.
    func run(by launcher: [String], _ logger: Logger) throws -> (table: ScalingTable, trainingBytes: Int) {
        let shardCount = experiment.plan.shardCount
        guard let most = rankCounts.last, most <= shardCount else {
            throw Failure.usage(
                "--ranks: found \(rankCounts.last ?? 0), expected at most \(shardCount), the shards of a step")
        }
        let (bounds, trainingBytes) = try bounds()
        var runs = rankCounts.map { _ in [RankedRun]() }
        for _ in 0..<repeats {
            for (index, rankCount) in rankCounts.enumerated() {
                let run = try RankedRun(
                    by: launcher, rankCount: rankCount, workerCount: machine.workerCount, options)
                let speed = Format.short(Double(run.rowCount) / run.seconds)
                logger.info("\(Format.count(rankCount, "rank")): \(speed) rows/s")
                runs[index].append(run)
            }
        }
        let points = rankCounts.indices.map { index in
            let runs = runs[index]
            return ScalingPoint(
                rankCount: rankCounts[index], workerCount: rankCounts[index] * machine.workerCount,
                stepCount: runs[0].stepCount, rowCount: runs[0].rowCount, seconds: runs.map(\.seconds),
                bound: bounds[index], digest: Set(runs.map(\.digest)).count == 1 ? runs[0].digest : nil)
        }
        return (ScalingTable(points: points, isWeak: false), trainingBytes)
    }

    /// How fast as many workers of one process read the rows. Their memory is free again afterwards, for the ranks' rows.
    private func bounds() throws -> (bounds: [Double], trainingBytes: Int) {
        let training = try experiment.loadData(for: machine).training
        let bounds = rankCounts.map { rankCount in
            var machine = machine
            machine.workerCount *= rankCount
            return training.readingBound(on: machine)
        }
        return (bounds, training.byteCount)
    }
}
