import Datasets
import Files
import Models
public import NUMA
public import Ranks
public import Training

/// A run of an experiment, from its rows to its trained model, on one process or on all ranks of a job.
///
/// Every rank goes through the same sequence, and so none waits for another that is elsewhere. What the first rank does
/// besides training, such as keeping files, are steps of that sequence: those of its `RunKeeper`.
///
/// An error on one rank leaves the others waiting for it: end the job then, as `Communicator.abort` does.
public struct ExperimentRun: Sendable {
    /// What decides the result.
    public let experiment: Experiment
    /// What decides the speed.
    public let machine: MachinePlan

    /// Plans a run, and checks that all ranks plan the same. Collective.
    /// - Parameters:
    ///   - configuration: the experiment, and the `machine` section.
    ///   - topology: the machine to plan for.
    ///   - ranks: the processes that train together.
    /// - Throws: `ConfigurationError` where a value suits neither the machine nor the ranks, `RankError` where a rank has
    ///   another experiment, `UnsupportedCPU` where there are no kernels for the CPU.
    public init(_ configuration: Configuration, on topology: Topology, ranks: Communicator = .alone) throws {
        experiment = Experiment(configuration)
        try experiment.check(ranks)
        machine = try MachinePlan(configuration, on: topology, ranks: ranks)
    }

    /// Trains to the end, or from the newest checkpoint of its keeper. Collective.
    /// - Parameters:
    ///   - keeper: what the first rank does besides training; other ranks' keepers are not asked.
    ///   - interruption: makes what stops the training, once it is about to begin. Any rank's stops all.
    /// - Returns: the result; nil where the keeper has nothing left to train.
    /// - Throws: what reading the rows throws; `Divergence` where a step cannot be taken; `RunInterruption` where the
    ///   training was stopped; `RunFailure` where a file failed once the training had begun.
    public func train(
        keptBy keeper: (any RunKeeper)? = nil, until interruption: () -> Interruption = { Interruption() }
    ) throws -> RunResult? {
        let ranks = machine.ranks
        let keeper: any RunKeeper = ranks.isFirst ? keeper ?? NoKeeper() : NoKeeper()
        guard ranks.broadcast(keeper.hasWork) else { return nil }

        let clock = ContinuousClock()
        let start = clock.now
        let data = try experiment.loadData(for: machine)
        let dataSeconds = (clock.now - start) / .seconds(1)
        keeper.didLoad(data, seconds: dataSeconds)
        let trainer = try experiment.makeTrainer(on: data, machine: machine)
        keeper.didPlace(trainer)

        // Nothing is written before all ranks have their rows.
        ranks.barrier()
        try keeper.open()
        let identity = experiment.identity(on: data.fingerprints, of: trainer)
        let totals = try trainer.resume(from: keeper.resumedCheckpoints, of: identity) {
            keeper.didSkipCheckpoint($0)
        }
        do {
            try keeper.willTrain(trainer, isResumed: totals != nil)
            let outcome = try train(
                trainer, data, keeper, as: identity, from: totals ?? TrainingTotals(), until: interruption())
            return try conclude(outcome, trainer, data, dataSeconds, keeper)
        } catch let error as FileError {
            throw RunFailure(cause: error)
        }
    }

    private func train(
        _ trainer: any TrainingMethod, _ data: ExperimentData, _ keeper: any RunKeeper, as identity: TrainingIdentity,
        from totals: TrainingTotals,
        until interruption: Interruption
    ) throws -> TrainingOutcome {
        // On all ranks: they take the same spans of steps, which end where checkpoints are due.
        let checkpoints = CheckpointWriter(
            to: keeper.checkpoints, of: identity, schedule: experiment.checkpointSchedule,
            warn: keeper.checkpointWarning)
        let loop = TrainingLoop(
            trainer, validation: data.validation, interruption: interruption, checkpoints: checkpoints, from: totals)
        do {
            defer { keeper.didEndSteps() }
            let outcome = try loop.run(try keeper.observers(of: trainer))
            guard outcome.wasInterrupted else {
                try keeper.didTrain()
                return outcome
            }
        } catch var divergence as Divergence {
            divergence.advice = LargestFeature(in: data.training).map {
                "data.scale: standard, since column \(OneLine.shortened($0.name)) has numbers as large as \($0.magnitude)"
            }
            keeper.didDiverge(divergence)
            // The first rank to end may end all, and one of them has had files to write.
            ranks.barrier()
            throw divergence
        }
        let end = RunInterruption(
            stepCount: trainer.completedSteps, totalSteps: trainer.totalSteps, signal: interruption.signal)
        keeper.didInterrupt(end)
        ranks.barrier()
        throw end
    }

    private func conclude(
        _ outcome: TrainingOutcome, _ trainer: any TrainingMethod, _ data: ExperimentData, _ dataSeconds: Double,
        _ keeper: any RunKeeper
    ) throws -> RunResult {
        let model = experiment.trainedModel(trainer, on: data, machine: machine)
        let validation =
            experiment.configuration.thresholdObjective == nil
            ? outcome.validation : model.evaluation(on: data.validation, machine)
        try keeper.keep(model)
        guard let training = model.evaluation(on: data.training, machine) else {
            preconditionFailure("a training without rows")
        }
        try data.training.check()
        let result = RunResult(
            outcome: outcome, model: model, training: training, validation: validation,
            test: data.test.flatMap { model.evaluation(on: $0, machine) },
            sample: try sample(of: model, data),
            data: data, dataSeconds: dataSeconds, trainer: trainer,
            ranks: RankReport.gather(
                from: ranks, machine.nodePlans(for: trainer.minibatches, rowBytes: data.training.heldRowBytes),
                workerCount: machine.workerCount, dataSeconds: dataSeconds, exchangeSeconds: trainer.exchangeSeconds))
        try keeper.keep(result)
        return result
    }

    private var ranks: Communicator { machine.ranks }

    /// Predictions of some of the rows that judge the model best. Collective.
    private func sample(of model: TrainedModel, _ data: ExperimentData) throws -> RunResult.Sample {
        let (part, dataset) = data.judges
        let predictions = PredictionSample(
            of: model.model, parameters: model.parameters, from: dataset, ranks: ranks)
        try dataset.check()
        return RunResult.Sample(part: part, predictions: predictions)
    }
}

extension Dataset {
    /// Memory that a row of this process takes, on average.
    fileprivate var heldRowBytes: Int { heldRowCount > 0 ? byteCount / heldRowCount : 0 }
}
