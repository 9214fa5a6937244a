import Datasets
public import Experiments
import Kernels
import NUMA
public import Training

/// Trains a model for each fold, on all rows that are not in it, and predicts those that are: one fold after the other on
/// all workers, or several at a time.
///
/// Source: Stone, Cross-validatory choice and assessment of statistical predictions, 1974.
public struct CrossValidation: Sendable {
    /// What a fold leaves behind.
    public struct Outcome: Sendable {
        /// What it came to.
        public let result: FoldResult
        /// The rows.
        public let data: ExperimentData
        /// The model; nil where the training diverged.
        public let model: TrainedModel?
        /// The model's predictions for the rows of the fold.
        public let predictions: RowPredictions?
    }

    /// What to train.
    public let plan: FoldPlan
    /// The machine to train on.
    public let machine: MachinePlan
    /// How many folds are trained at a time, each on its share of the machine's workers: at most as many as there are
    /// workers.
    public let foldsAtOnce: Int

    /// Describes a cross-validation.
    public init(_ plan: FoldPlan, machine: MachinePlan, foldsAtOnce: Int = 1) {
        precondition(foldsAtOnce > 0, "no fold at a time")
        self.plan = plan
        self.machine = machine
        self.foldsAtOnce = min(foldsAtOnce, machine.workerCount)
    }

    /// Trains every fold that has no result yet.
    /// - Parameters:
    ///   - known: results of the same study that were found before.
    ///   - interruption: ends the study after the step during which it is requested.
    ///   - report: called with each outcome as soon as it is known, by one thread at a time.
    /// - Returns: the table; nil where the interruption ended the study.
    /// - Throws: what loading data, training, or `report` throws.
    public func run(
        knowing known: [FoldResult] = [], until interruption: Interruption? = nil,
        report: (Outcome) throws -> Void
    ) throws -> FoldTable? {
        let missing = (1...plan.foldCount).filter { number in !known.contains { $0.number == number } }
        let ended = try TrainingsAtOnce(machine: machine, count: foldsAtOnce).run(missing) { number, machine in
            let experiment = Experiment(try plan.configuration(ofFold: number))
            return try Self.outcome(
                ofFold: number, experiment, on: experiment.loadData(for: machine), machine, until: interruption)
        } report: { outcome in
            try report(outcome)
            return outcome.result
        }
        return ended.map { FoldTable(known + $0) }
    }

    /// Trains the model of a fold, and predicts the fold; nil where it was interrupted.
    static func outcome(
        ofFold number: Int, _ experiment: Experiment, on data: ExperimentData, _ machine: MachinePlan,
        from neighbor: TrainedModel? = nil, until interruption: Interruption?
    ) throws -> Outcome? {
        guard let rows = data.test else { preconditionFailure("a fold without rows") }
        let trainer = try experiment.makeTrainer(on: data, machine: machine, from: neighbor)
        do {
            let outcome = try TrainingLoop(trainer, validation: data.validation, interruption: interruption).run()
            guard !outcome.wasInterrupted else { return nil }
            let model = experiment.trainedModel(trainer, on: data, machine: machine)
            let result = FoldResult(
                number: number, trainingRowCount: data.training.rowCount, rowCount: rows.rowCount,
                measures: model.evaluation(on: rows, machine)?.measures, seconds: outcome.seconds,
                digest: "\(model.digest)")
            let predictions = RowPredictions(of: model, for: rows, workers: machine.workers)
            try rows.check()
            return Outcome(result: result, data: data, model: model, predictions: predictions)
        } catch is Divergence {
            let result = FoldResult(
                number: number, trainingRowCount: data.training.rowCount, rowCount: rows.rowCount, measures: nil,
                seconds: 0, digest: nil)
            return Outcome(result: result, data: data, model: nil, predictions: nil)
        }
    }
}
