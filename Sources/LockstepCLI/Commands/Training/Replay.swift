import Experiments
import Logging
import NUMA
import Reports
import Training

/// Repeats the step of a run that could not be taken.
struct Replay {
    let experiment: Experiment
    let machine: MachinePlan
    /// The run's checkpoints; nil where the run is not known.
    let checkpoints: CheckpointFolder?
    let logger: Logger

    private typealias Keys = Schema.Replay

    /// Trains up to the step, from the newest checkpoint or from the beginning, and takes it.
    /// - Throws: `Divergence` where the step cannot be taken this time either.
    func run() throws {
        let configuration = experiment.configuration
        let data = try experiment.loadData(for: machine)
        let trainer = try experiment.makeTrainer(on: data, machine: machine)
        let identity = experiment.identity(on: data.fingerprints, of: trainer)
        let step = configuration[Keys.step]
        guard step <= trainer.totalSteps else {
            throw configuration.error(at: Keys.step, found: "\(step)", expected: "at most \(trainer.totalSteps)")
        }
        try approach(step, trainer, identity)
        guard trainer.rowsOfNextStep.map({ $0 + 1 }) == configuration[Keys.rows] else {
            throw configuration.error(
                at: Keys.rows, found: "other rows than step \(step) has", expected: "those that the run wrote")
        }
        let span = try trainer.advance(by: 1)
        try Console.print("step            \(step) of \(trainer.totalSteps) is good this time")
        try Console.print("train loss      \(Format.metric(span.lossSum / Double(span.rowCount)))")
        try Console.print("digest \(trainer.digest)")
    }

    private func approach(_ step: Int, _ trainer: any TrainingMethod, _ identity: TrainingIdentity) throws {
        if let checkpoint = checkpoint(of: identity, for: trainer), checkpoint.state.completedSteps < step {
            trainer.state = checkpoint.state
        }
        logger.info("step \(step), from step \(trainer.completedSteps)")
        while trainer.completedSteps < step - 1 { try trainer.advance(by: step - 1 - trainer.completedSteps) }
    }

    /// The newest checkpoint; nil also where it cannot be used, such as one of rows that have been mended since.
    private func checkpoint(of identity: TrainingIdentity, for trainer: any TrainingMethod) -> Checkpoint? {
        do {
            return try checkpoints?.newest(of: identity, for: trainer) {
                logger.warning("skipped a checkpoint: \($0)")
            }
        } catch {
            logger.warning("starting from the beginning: \(error)")
            return nil
        }
    }
}
