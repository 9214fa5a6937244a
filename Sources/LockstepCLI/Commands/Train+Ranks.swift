import Datasets
import Experiments
import NUMA
import Ranks
import Reports
import Training

extension Train {
    /// Trains along with the first rank, which has the run's directory and speaks for all.
    func follow(_ experiment: Experiment, _ machine: MachinePlan) throws {
        let ranks = machine.ranks
        guard ranks.broadcast(false) else { return }
        let clock = ContinuousClock()
        let start = clock.now
        let data = try experiment.loadData(for: machine)
        let dataSeconds = (clock.now - start) / .seconds(1)
        let trainer = try experiment.makeTrainer(on: data.training, machine: machine)
        ranks.barrier()
        let totals = try trainer.resume(from: nil, of: experiment.digest) { _ in }
        let interruption = Interruption.onSignals()
        // Tells when checkpoints are due; only the first rank writes them.
        let checkpoints = CheckpointWriter(
            to: CheckpointFolder(path: ""), of: experiment.digest, schedule: experiment.checkpointSchedule,
            warn: { _ in })
        // Whoever ends first ends all, and the first rank has still to write what a stopped run leaves behind.
        let outcome: TrainingOutcome
        do {
            outcome = try TrainingLoop(
                trainer, validation: data.validation, interruption: interruption, checkpoints: checkpoints,
                from: totals ?? TrainingTotals()
            ).run()
        } catch let divergence as Divergence {
            ranks.barrier()
            throw divergence
        }
        guard !outcome.wasInterrupted else {
            ranks.barrier()
            throw Failure(description: "interrupted", status: 128 + interruption.signal)
        }
        let model = experiment.trainedModel(trainer, on: data.training, machine: machine)
        _ = try conclude(outcome, trainer, model, data, dataSeconds, machine)
    }

    /// What ranks do together at the end: measure the test rows, predict some, and tell what each had and spent.
    /// Collective.
    func conclude(
        _ outcome: TrainingOutcome, _ trainer: Trainer, _ model: TrainedModel, _ data: ExperimentData,
        _ dataSeconds: Double, _ machine: MachinePlan
    ) throws -> (test: Evaluation?, predictions: PredictionReport, ranks: [RankReport]) {
        let test = data.test.flatMap { model.evaluation(on: $0, machine) }
        let predictions = try data.predictions(
            of: model, test: test, validation: outcome.validation, ranks: machine.ranks)
        let rowBytes = data.training.heldRowCount > 0 ? data.training.byteCount / data.training.heldRowCount : 0
        let ranks = RankReport.gather(
            from: machine.ranks, machine.nodePlans(for: trainer.minibatches, rowBytes: rowBytes),
            workerCount: machine.workerCount, dataSeconds: dataSeconds, exchangeSeconds: trainer.exchangeSeconds)
        return (test, predictions, ranks)
    }
}
