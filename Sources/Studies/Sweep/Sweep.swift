import Datasets
import Experiments
import KernelTable
import Kernels
public import Measures
import Models
import NUMA
public import Training

/// Trains the trials of a sweep, one after the other on all workers, or several at a time.
public struct Sweep: Sendable {
    /// What to train.
    public let plan: SweepPlan
    /// The machine to train on.
    public let machine: MachinePlan
    /// How many trials are trained at a time, each on its share of the machine's workers: at most as many as there are
    /// workers.
    public let trialsAtOnce: Int

    /// Describes a sweep.
    public init(_ plan: SweepPlan, machine: MachinePlan, trialsAtOnce: Int = 1) {
        precondition(trialsAtOnce > 0, "no trial at a time")
        self.plan = plan
        self.machine = machine
        self.trialsAtOnce = min(trialsAtOnce, machine.workerCount)
    }

    /// By what trials are ranked.
    public var metric: Measure { plan.base[Schema.Sweep.metric] }

    /// What `TrialResult.score` holds: the metric, or beside the loss accuracy of a classification, and R² or D² of a
    /// regression.
    public var score: Measure {
        guard metric == .loss else { return metric }
        guard let loss = Experiment(plan.base).architecture.regressionLoss else { return .accuracy }
        return loss.kind.deviance == nil ? .r2 : .d2
    }

    /// Trains every trial that has no result yet.
    ///
    /// A trial is an ordinary experiment: `lockstep train` with its values and epochs gives the same bits, and on a path, where
    /// its model begins with the one before, with that as `training.start`. The paths of a sweep go side by side.
    /// - Parameters:
    ///   - known: results of the same sweep that were found before.
    ///   - model: the model of one of these results, where it was kept; without it, trials of its path are trained again.
    ///   - interruption: ends the sweep after the step during which it is requested.
    ///   - report: called with each result as soon as it is known, by one thread at a time, with the model where training
    ///     did not diverge; with known results too, where trials were trained again.
    /// - Returns: the table; nil where the interruption ended it.
    /// - Throws: what loading data, training, or `report` throws.
    public func run(
        knowing known: [TrialResult] = [], model: (TrialResult) throws -> TrainedModel? = { _ in nil },
        until interruption: Interruption? = nil, report: (TrialResult, TrainedModel?) throws -> Void
    ) throws -> SweepTable? {
        let rows = LoadedRows(keeping: plan.foldCount ?? 1)
        let neighbors = plan.pathKey == nil ? nil : PathModels()
        let again = try neighbors.map { try trialsToRepeat(knowing: known, model, $0) } ?? []
        var results = known
        var trials = plan.trials
        for round in plan.rounds {
            trials = Array(trials.prefix(round.trialCount))
            let experiments = try trials.map { Experiment(try plan.configuration(of: $0, in: round)) }
            var roundResults: [TrialResult] = []
            var waiting: [(SweepPlan.Trial, Experiment)] = []
            for (trial, experiment) in zip(trials, experiments) {
                let epochCount = experiment.plan.epochCount
                if let result = results.first(where: { $0.number == trial.number && $0.epochCount == epochCount }) {
                    roundResults.append(result)
                    guard again.contains(trial.number) else { continue }
                }
                waiting.append((trial, experiment))
            }
            for wave in waves(of: waiting) {
                let ended = try trainAtOnce(wave, in: round, rows, neighbors, until: interruption, report: report)
                guard let ended = ended?.filter({ !again.contains($0.number) }) else { return nil }
                results += ended
                roundResults += ended
            }
            let ranks = roundResults.sorted { $0.ranks(before: $1, by: metric) }.map(\.number)
            trials = ranks.map { plan.trials[$0 - 1] }
        }
        return SweepTable(keys: plan.space.names, score: score, metric: metric, results: results)
    }

    private typealias Job = (trial: SweepPlan.Trial, experiment: Experiment)

    /// Trials that may be trained side by side, those that others begin with first.
    private func waves(of trials: [Job]) -> [[Job]] {
        guard plan.pathKey != nil else { return [trials] }
        let length = plan.paths.first?.count ?? 1
        return (0..<length).map { step in trials.filter { ($0.trial.number - 1) % length == step } }
    }

    /// The trials with results that have to be trained again, since others begin with their models, which were not kept.
    private func trialsToRepeat(
        knowing known: [TrialResult], _ model: (TrialResult) throws -> TrainedModel?, _ neighbors: PathModels
    ) throws -> Set<Int> {
        var again: Set<Int> = []
        for path in plan.paths {
            let results = path.map { trial in known.first { $0.number == trial.number } }
            guard let missing = results.firstIndex(where: { $0 == nil }), missing > 0 else { continue }
            if let result = results[missing - 1], let model = try model(result) {
                neighbors.keep(model, of: result.number)
            } else {
                again.formUnion(path[..<missing].map(\.number))
            }
        }
        return again
    }

    /// Trains trials, as many at a time as there may be; nil where the interruption ended one.
    private func trainAtOnce(
        _ trials: [Job], in round: SweepPlan.Round, _ rows: LoadedRows, _ neighbors: PathModels?,
        until interruption: Interruption?, report: (TrialResult, TrainedModel?) throws -> Void
    ) throws -> [TrialResult]? {
        // All workers load the rows that the first trial needs, while no other trains.
        if let first = trials.first, plan.foldCount == nil { _ = try rows.data(of: first.experiment, by: machine) }
        return try TrainingsAtOnce(machine: machine, count: trialsAtOnce).run(trials) { job, machine in
            guard let foldCount = plan.foldCount else {
                return try train(job.trial, job.experiment, rows, neighbors, machine, until: interruption)
            }
            return try train(job.trial, in: round, folds: foldCount, rows, neighbors, machine, until: interruption)
                .map { ($0, nil) }
        } report: { (result: TrialResult, model: TrainedModel?) in
            try report(result, model)
            return result
        }
    }

    /// Trains a trial for each fold, and takes the mean over the folds; nil where it was interrupted.
    private func train(
        _ trial: SweepPlan.Trial, in round: SweepPlan.Round, folds: Int, _ rows: LoadedRows, _ neighbors: PathModels?,
        _ machine: MachinePlan, until interruption: Interruption?
    ) throws -> TrialResult? {
        var results: [FoldResult] = []
        var epochCount = round.epochCount
        for number in 1...folds {
            let experiment = Experiment(try plan.configuration(of: trial, in: round, fold: number))
            let data = try rows.data(of: experiment, by: machine)
            let outcome = try CrossValidation.outcome(
                ofFold: number, experiment, on: data, machine, from: neighbors?.model(of: trial.neighbor, fold: number),
                until: interruption)
            guard let outcome else { return nil }
            neighbors?.keep(outcome.model, of: trial.number, fold: number)
            epochCount = experiment.plan.epochCount
            results.append(outcome.result)
        }
        let table = FoldTable(results)
        let loss = table.diverged.isEmpty ? table[.loss].flatMap { $0.values.contains(nil) ? nil : $0.mean } : nil
        return TrialResult(
            number: trial.number, values: trial.values, epochCount: epochCount, validationLoss: loss,
            score: loss == nil ? nil : table[score]?.mean, seconds: results.reduce(0) { $0 + $1.seconds },
            digest: table.digest.map { "\($0)" })
    }

    private func train(
        _ trial: SweepPlan.Trial, _ experiment: Experiment, _ rows: LoadedRows, _ neighbors: PathModels?,
        _ machine: MachinePlan, until interruption: Interruption?
    ) throws -> (TrialResult, TrainedModel?)? {
        let epochCount = experiment.plan.epochCount
        let data = try rows.data(of: experiment, by: machine)
        let trainer = try experiment.makeTrainer(
            on: data, machine: machine, from: neighbors?.model(of: trial.neighbor))
        do {
            let outcome = try TrainingLoop(trainer, validation: data.validation, interruption: interruption).run()
            guard !outcome.wasInterrupted, let validation = outcome.validation else { return nil }
            let model = experiment.trainedModel(trainer, on: data, machine: machine)
            neighbors?.keep(model, of: trial.number)
            let result = TrialResult(
                number: trial.number, values: trial.values, epochCount: epochCount,
                validationLoss: validation.loss.isFinite ? validation.loss : nil,
                score: validation.measures[score]?.number,
                seconds: outcome.seconds, digest: "\(model.digest)")
            return (result, model)
        } catch is Divergence {
            let result = TrialResult(
                number: trial.number, values: trial.values, epochCount: epochCount, validationLoss: nil, score: nil,
                seconds: 0, digest: nil)
            return (result, nil)
        }
    }
}

/// The rows of previous trials, which most trials share: of each fold, where memory has room for all.
private final class LoadedRows: Sendable {
    private struct Entry {
        let key: String
        let fold: Int?
        let data: ExperimentData
    }

    private let entries = Guarded<[Entry]>([])
    private let keptCount: Int

    init(keeping keptCount: Int) { self.keptCount = keptCount }

    func data(of experiment: Experiment, by machine: MachinePlan) throws -> ExperimentData {
        let configuration = experiment.configuration
        let fold = configuration[Schema.Data.fold]
        let key =
            "\(configuration[Schema.Data.storage]) \(experiment.plan.shardCount) \(experiment.architecture.kind) "
            + "\(configuration[Schema.Training.classWeight])"
        return try entries.withLock { entries in
            if let entry = entries.first(where: { $0.key == key && $0.fold == fold }) { return entry.data }
            // The previous rows are freed first: memory may not hold both.
            let bytes = entries.first?.data.training.byteCount ?? 0
            let hasRoom = AvailableMemory.bytes().map { $0 / 2 > bytes * keptCount } ?? true
            if entries.count >= keptCount || entries.first?.key != key || !hasRoom { entries = [] }
            let data = try experiment.loadData(for: machine)
            entries.append(Entry(key: key, fold: fold, data: data))
            return data
        }
    }
}
