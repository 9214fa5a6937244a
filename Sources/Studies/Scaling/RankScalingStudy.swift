import Datasets
public import Experiments
import Kernels
public import Training

/// Trains an experiment repeatedly on several numbers of ranks of this host.
public struct RankScalingStudy: Sendable {
    /// What a training came to.
    public struct Run: Sendable {
        /// The digest of the parameters.
        public let digest: Digest
        /// Steps taken.
        public let stepCount: Int
        /// Rows seen, over all epochs.
        public let rowCount: Int
        /// Seconds of training.
        public let seconds: Double

        /// Collects what a training came to.
        public init(digest: Digest, stepCount: Int, rowCount: Int, seconds: Double) {
            self.digest = digest
            self.stepCount = stepCount
            self.rowCount = rowCount
            self.seconds = seconds
        }
    }

    /// What to train.
    public let experiment: Experiment
    /// The machine plan of each rank.
    public let machine: MachinePlan
    /// Numbers of ranks, each above the one before and none above the shards of a step.
    public let rankCounts: [Int]
    /// Runs with each number of ranks.
    public let repeats: Int

    /// Describes a study.
    public init(_ experiment: Experiment, machine: MachinePlan, rankCounts: [Int], repeats: Int) {
        precondition(!rankCounts.isEmpty && repeats > 0 && rankCounts.last! <= experiment.plan.shardCount)
        self.experiment = experiment
        self.machine = machine
        self.rankCounts = rankCounts
        self.repeats = repeats
    }

    /// Runs the study. The numbers of ranks take turns, so that a machine whose speed drifts is the same for all.
    /// - Parameter train: trains once, to the end, on this many ranks.
    /// - Returns: the table and the bytes of the training rows.
    /// - Throws: what loading data or `train` throws.
    public func run(
        train: (_ rankCount: Int) throws -> Run
    ) throws -> (table: ScalingTable, trainingBytes: Int) {
        let (bounds, trainingBytes) = try bounds()
        var runs = rankCounts.map { _ in [Run]() }
        for _ in 0..<repeats {
            for (index, rankCount) in rankCounts.enumerated() { runs[index].append(try train(rankCount)) }
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

    /// How fast as many workers of one process read the rows. The rows are gone afterwards: the ranks need the memory.
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
