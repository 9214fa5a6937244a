import Datasets
import Kernels
import Measures
import Models
public import Training

/// Trains the trials of a sweep, one after the other on all workers.
public struct Sweep: Sendable {
    /// What to train.
    public let plan: SweepPlan
    /// The machine to train on.
    public let machine: MachinePlan

    /// Describes a sweep.
    public init(_ plan: SweepPlan, machine: MachinePlan) {
        self.plan = plan
        self.machine = machine
    }

    /// The names of what `TrialResult.score` holds.
    public var scoreName: String {
        Experiment(plan.base).architecture.regressionLoss == nil ? "accuracy" : "r2"
    }

    /// Trains every trial that has no result yet.
    ///
    /// A trial is an experiment of its own: `lockstep train` with its values and epochs comes to the same bits.
    /// - Parameters:
    ///   - known: results of the same sweep that were found before.
    ///   - interruption: ends the sweep after the step during which it is requested.
    ///   - report: told of each result, with the model where training did not diverge.
    /// - Returns: the table; nil where the interruption ended it.
    /// - Throws: what loading data, training, or `report` throws.
    public func run(
        knowing known: [TrialResult] = [], until interruption: Interruption? = nil,
        report: (TrialResult, TrainedModel?) throws -> Void
    ) throws -> SweepTable? {
        var rows = LoadedRows(machine: machine)
        var results = known
        var trials = plan.trials
        for round in plan.rounds {
            trials = Array(trials.prefix(round.trialCount))
            var roundResults: [TrialResult] = []
            for trial in trials {
                let experiment = Experiment(try plan.configuration(of: trial, in: round))
                let epochCount = experiment.plan.epochCount
                if let result = results.first(where: { $0.number == trial.number && $0.epochCount == epochCount }) {
                    roundResults.append(result)
                    continue
                }
                guard let (result, model) = try train(trial, experiment, &rows, until: interruption) else { return nil }
                try report(result, model)
                results.append(result)
                roundResults.append(result)
            }
            let ranks = roundResults.sorted { $0.ranks(before: $1) }.map(\.number)
            trials = ranks.map { plan.trials[$0 - 1] }
        }
        return SweepTable(keys: plan.space.names, scoreName: scoreName, results: results)
    }

    private func train(
        _ trial: SweepPlan.Trial, _ experiment: Experiment, _ rows: inout LoadedRows, until interruption: Interruption?
    ) throws -> (TrialResult, TrainedModel?)? {
        let epochCount = experiment.plan.epochCount
        let data = try rows.data(of: experiment)
        let trainer = try experiment.makeTrainer(on: data.training, machine: machine)
        do {
            let outcome = try TrainingLoop(trainer, validation: data.validation, interruption: interruption).run()
            guard !outcome.wasInterrupted, let validation = outcome.validation else { return nil }
            let model = experiment.trainedModel(trainer, on: data.training, machine: machine)
            let result = TrialResult(
                number: trial.number, values: trial.values, epochCount: epochCount,
                validationLoss: validation.loss.isFinite ? validation.loss : nil, score: validation.score,
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

/// The rows of the trial before, which most trials share.
private struct LoadedRows {
    let machine: MachinePlan
    private var last: (key: String, data: ExperimentData)?

    init(machine: MachinePlan) { self.machine = machine }

    mutating func data(of experiment: Experiment) throws -> ExperimentData {
        let configuration = experiment.configuration
        let key = "\(configuration[Schema.Data.storage]) \(experiment.plan.shardCount) \(experiment.architecture.kind)"
        if let last, last.key == key { return last.data }
        // The rows before go first: both may not fit the memory.
        last = nil
        let data = try experiment.loadData(for: machine)
        last = (key, data)
        return data
    }
}

extension Evaluation {
    fileprivate var score: Double {
        switch self {
        case .regression(let measures): measures.r2
        case .classification(let measures): measures.accuracy
        }
    }
}
