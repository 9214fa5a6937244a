import Datasets
public import Experiments
import Kernels
import NUMA
public import Training

/// Trains an experiment repeatedly with several numbers of workers.
public struct ScalingStudy: Sendable {
    /// What to train.
    public var configuration: Configuration
    /// The plan of the machine; the number of workers is set for each run.
    public var machine: MachinePlan
    /// Numbers of workers, each above the one before.
    public var workerCounts: [Int]
    /// Runs with each number of workers.
    public var repeats: Int
    /// Whether rows, batch and shards grow with the workers.
    public var isWeak: Bool

    /// Describes a study.
    public init(
        _ configuration: Configuration, machine: MachinePlan, workerCounts: [Int], repeats: Int, isWeak: Bool
    ) {
        precondition(!workerCounts.isEmpty && repeats > 0)
        self.configuration = configuration
        self.machine = machine
        self.workerCounts = workerCounts
        self.repeats = repeats
        self.isWeak = isWeak
    }

    /// Numbers of workers to study by default: powers of two up to a number, and that number.
    public static func workerCounts(upTo most: Int) -> [Int] {
        var counts = [1]
        while counts.last! * 2 < most { counts.append(counts.last! * 2) }
        return most > 1 ? counts + [most] : counts
    }

    /// Runs the study.
    ///
    /// The numbers of workers take turns, so that a machine whose speed drifts is the same for all. A run is trained to
    /// its end; seconds are those of its steps alone.
    /// - Parameters:
    ///   - interruption: ends the study after the step during which it is requested.
    ///   - report: called with each run that has ended.
    /// - Returns: the table and the bytes of the first point's training rows; nil where the interruption ended it.
    /// - Throws: what loading data or training throws.
    public func run(
        until interruption: Interruption? = nil, report: (_ workerCount: Int, TrainingOutcome) -> Void
    ) throws -> (table: ScalingTable, trainingBytes: Int)? {
        var subjects: [Subject] = []
        for workerCount in workerCounts {
            // A weak study's rows are as many as its workers want; otherwise all share them.
            let shared = isWeak ? nil : subjects.first.map { ($0.experiment, $0.data) }
            subjects.append(try Subject(self, workerCount: workerCount, sharing: shared))
        }
        for _ in 0..<repeats {
            for index in subjects.indices {
                guard let outcome = try subjects[index].train(until: interruption) else { return nil }
                report(subjects[index].machine.workerCount, outcome)
            }
        }
        let table = ScalingTable(points: subjects.map(\.point), isWeak: isWeak)
        return (table, subjects[0].data.training.byteCount)
    }

    /// The experiment for this many times the work, in a weak study.
    fileprivate func grown(by factor: Int) throws -> Experiment {
        var grown = Experiment(configuration).configuration
        func multiply(_ key: Schema.Key<Int>) throws {
            let (value, overflow) = grown[key].multipliedReportingOverflow(by: factor)
            guard !overflow else {
                throw configuration.error(
                    at: key, found: "\(grown[key])", expected: "a number that \(factor) times as much still fits")
            }
            grown[key] = value
        }
        try multiply(Schema.Data.Synthetic.rows)
        try multiply(Schema.Training.batchSize)
        if case .count(let count) = grown[Schema.Training.shards] {
            grown[Schema.Training.shards] = .count(count * factor)
        }
        return Experiment(grown)
    }

    /// Refuses a weak study of rows whose number cannot grow.
    public func check() throws(ConfigurationError) {
        guard !isWeak || configuration.has(Schema.Data.Synthetic.section) else {
            throw configuration.error(
                at: Schema.Data.File.train, found: "rows of a file",
                expected: "data.synthetic, since only made rows can grow with the workers")
        }
    }
}

/// One number of workers.
private struct Subject {
    let experiment: Experiment
    let data: ExperimentData
    let machine: MachinePlan
    private let bound: Double
    private var outcomes: [TrainingOutcome] = []
    private var digests: Set<Digest> = []

    init(_ study: ScalingStudy, workerCount: Int, sharing shared: (Experiment, ExperimentData)?) throws {
        var machine = study.machine
        machine.workerCount = workerCount
        self.machine = machine
        if let shared {
            (experiment, data) = shared
        } else {
            experiment = study.isWeak ? try study.grown(by: workerCount) : Experiment(study.configuration)
            data = try experiment.loadData(for: machine)
        }
        bound = data.training.readingBound(on: machine)
    }

    /// Trains once; nil where it was interrupted.
    mutating func train(until interruption: Interruption?) throws -> TrainingOutcome? {
        let trainer = try experiment.makeTrainer(on: data, machine: machine)
        let validation = trainer.plan.earlyStopping == nil ? nil : data.validation
        let outcome = try TrainingLoop(trainer, validation: validation, interruption: interruption).run()
        guard !outcome.wasInterrupted else { return nil }
        outcomes.append(outcome)
        digests.insert(trainer.digest)
        return outcome
    }

    var point: ScalingPoint {
        ScalingPoint(
            workerCount: machine.workerCount, stepCount: outcomes[0].stepCount, rowCount: outcomes[0].rowCount,
            seconds: outcomes.map(\.seconds), bound: bound, digest: digests.count == 1 ? digests.first : nil)
    }
}
