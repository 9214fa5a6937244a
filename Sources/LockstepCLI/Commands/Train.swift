import ArgumentParser
import Datasets
import Experiments
import Files
import Glibc
import Kernels
import Logging
import Models
import NUMA
import Optimizers
import Ranks
import Reports
import Training

/// `lockstep train`
struct Train: RankedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Trains a model and writes a run directory.",
        discussion: """
            With mpirun before it, several processes train one model, on one host or many (see make mpi). The directory, \
            --output or the configuration's, gets the model, its metrics, and experiment.yaml, which \
            trains the same again. Ctrl-C saves a checkpoint, from which --resume goes on to the same bits. The last \
            lines on standard output are the validation loss and the digest of the parameters.

              lockstep train houses.yaml --set training.epochs=5 --output runs/short
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(help: "The run's directory; refused where it holds a run already.")
    var output: String?

    @Flag(help: "Replaces the run that --output holds.")
    var overwrite = false

    @Flag(help: "Goes on with the run that --output holds, or that CONFIG is the experiment.yaml of.")
    var resume = false

    func run() throws {
        let ranks = try Communicator.join()
        let configuration = try options.load()
        let experiment = Experiment(configuration)
        try experiment.check(ranks)
        let machine = try options.machinePlan(configuration, ranks: ranks)
        guard !configuration.has(Schema.Replay.section) else { return try replay(experiment, machine) }
        // The first rank has the run's directory; the others only train along.
        guard let target = try ranks.isFirst ? target() : nil else { return try follow(experiment, machine) }
        if case .resumed(let directory) = target, directory.isFinished {
            _ = ranks.broadcast(false)
            return try Console.print("\(directory.path) has ended already; nothing to resume")
        }
        _ = ranks.broadcast(true)

        let clock = ContinuousClock()
        let start = clock.now
        let data = try experiment.loadData(for: machine)
        let dataSeconds = (clock.now - start) / .seconds(1)
        announce(data, dataSeconds, experiment, machine)

        let trainer = try experiment.makeTrainer(on: data.training, machine: machine)
        warnOfMisplacedMemory(trainer, machine)
        // Nothing is written before all ranks have their rows.
        ranks.barrier()
        let directory = try target.directory(numbering: configuration.runDirectory)
        let lock = try FolderLock(directory.path)
        try directory.removeLeftovers()
        let checkpoints = CheckpointFolder(path: directory.checkpoints, keptCount: experiment.keptCheckpointCount)
        let totals = try goOn(trainer, experiment, directory, checkpoints)
        do {
            let outcome = try train(trainer, data, experiment, directory, checkpoints, from: totals)
            try finish(outcome, trainer, data, dataSeconds, experiment, machine, directory)
        } catch let error as FileError {
            // What was asked for was right; the machine has failed since.
            throw Failure.run("\(error)")
        }
        _ = consume lock
    }

    private func finish(
        _ outcome: TrainingOutcome, _ trainer: Trainer, _ data: ExperimentData, _ dataSeconds: Double,
        _ experiment: Experiment, _ machine: MachinePlan, _ directory: RunDirectory
    ) throws {
        let model = experiment.trainedModel(trainer, on: data.training, machine: machine)
        try model.save(to: directory.model)
        let (test, predictions, ranks) = try conclude(outcome, trainer, model, data, dataSeconds, machine)
        let summary = RunSummary(
            name: experiment.configuration[Schema.name], outcome: outcome, test: test,
            digest: model.digest, training: data.training,
            epochCount: trainer.minibatches.epochs(ofSteps: trainer.completedSteps),
            dataSeconds: dataSeconds, machine: machine, memory: trainer.placedMemory, rowsRead: trainer.rowsRead,
            ranks: ranks)
        try AtomicFile.write(predictions.json.compact + "\n", to: directory.predictions)
        try RunPage(
            RunRecord(
                directory, settings: experiment.configuration.settings, state: .finished, summary: summary,
                predictions: predictions, model: model)
        ).write(to: directory.report)
        // Last, since it tells that the run is finished.
        try AtomicFile.write(summary.json.pretty + "\n", to: directory.summary)
        if verbosity.json {
            try Console.print(summary.json)
        } else {
            try Console.print("run             \(directory.path)")
            for line in summary.lines { try Console.print(line) }
        }
    }

    private func replay(_ experiment: Experiment, _ machine: MachinePlan) throws {
        guard machine.ranks.size == 1 else {
            throw Failure.usage("found \(machine.ranks.size) ranks with a replay, expected one process")
        }
        guard output == nil, !overwrite, !resume else {
            throw Failure.usage("--output, --overwrite, --resume: found with a replay, which writes nothing")
        }
        let directory = RunDirectory.holding(experiment: options.config)
        try Replay(
            experiment: experiment, machine: machine,
            checkpoints: directory.map { CheckpointFolder(path: $0.checkpoints) }, logger: verbosity.logger
        ).run()
    }

    private enum Target {
        case new(RunTarget)
        case resumed(RunDirectory)

        func directory(numbering path: String) throws -> RunDirectory {
            switch self {
            case .new(let target): try target.take(numbering: path)
            case .resumed(let directory): directory
            }
        }
    }

    private func target() throws -> Target {
        try resume ? resumedTarget() : .new(RunTarget(output: output, overwrite: overwrite))
    }

    /// The run to go on with; where there is none yet, it begins there.
    private func resumedTarget() throws -> Target {
        guard !overwrite else { throw Failure.usage("--overwrite: found --resume too, expected one of them") }
        guard let directory = output.map(RunDirectory.init) ?? RunDirectory.holding(experiment: options.config) else {
            throw Failure.usage("--resume: found no --output, expected one, or a run's experiment.yaml to train")
        }
        guard directory.isRun else {
            verbosity.logger.info("\(directory.path) holds no run: starting from the beginning")
            return .new(try RunTarget(output: directory.path, overwrite: false))
        }
        return .resumed(directory)
    }

    private func memory(of data: ExperimentData, _ configuration: Configuration) -> String {
        guard data.training.isStreamed else {
            return "(\(Format.bytes(data.training.byteCount + data.validation.byteCount)))"
        }
        return configuration.has(Schema.Data.Synthetic.section) ? "made as they are needed" : "read as they are needed"
    }

    private func announce(
        _ data: ExperimentData, _ seconds: Double, _ experiment: Experiment, _ machine: MachinePlan
    ) {
        let logger = verbosity.logger
        if machine.ranks.size > 1 {
            logger.info(
                "rank 0 of \(machine.ranks.size) has \(Format.count(data.training.heldRowCount, "training row"))")
        }
        logger.info(
            """
            \(Format.grouped(data.training.rowCount)) training and \(Format.grouped(data.validation.rowCount)) \
            validation rows x \(Format.grouped(data.training.featureCount)) features \
            \(memory(of: data, experiment.configuration)) in \(Format.seconds(seconds))
            """)
        if data.droppedRowCount > 0 {
            logger.warning("left out \(Format.grouped(data.droppedRowCount)) rows that lack a value")
        }
        let shardCount = machine.ranks.share(of: experiment.plan.shardCount).count
        guard machine.workerCount > shardCount else { return }
        logger.warning(
            """
            \(Format.count(machine.workerCount, "worker")) share \(Format.count(shardCount, "shard")): some will idle; \
            more training.shards or a larger training.batch_size would use them (and change the result's bits)
            """)
    }

    private func warnOfMisplacedMemory(_ trainer: Trainer, _ machine: MachinePlan) {
        guard machine.placement.isBinding else { return }
        for warning in trainer.placedMemory.flatMap({ $0.warnings() }) { verbosity.logger.warning("\(warning)") }
    }

    private func train(
        _ trainer: Trainer, _ data: ExperimentData, _ experiment: Experiment, _ directory: RunDirectory,
        _ folder: CheckpointFolder, from totals: TrainingTotals
    ) throws -> TrainingOutcome {
        try AtomicFile.write(experiment.configuration.yaml(), to: directory.experiment)
        let log =
            try trainer.completedSteps > 0
            ? MetricsLog(path: directory.metrics, from: trainer.completedSteps) : MetricsLog(path: directory.metrics)

        let display = verbosity.quiet ? nil : makeProgressDisplay(on: Terminal.progressStyle)
        defer { display?.finish() }
        let interruption = Interruption.onSignals()
        let logger = verbosity.logger
        let checkpoints = CheckpointWriter(
            to: folder, of: experiment.digest, schedule: experiment.checkpointSchedule,
            warn: { logger.warning("no checkpoint was saved: \($0)") })
        let loop = TrainingLoop(
            trainer, validation: data.validation, interruption: interruption, checkpoints: checkpoints, from: totals)
        let warner = GrowthWarner(logger: logger, display: display)
        let settings = experiment.configuration.settings
        let events = try TensorBoardLog(path: directory.events, settings: settings, of: trainer)
        let page = LivePage(directory, settings: settings) {
            logger.warning("the report is not kept up to date: \($0)")
        }
        let outcome: TrainingOutcome
        do {
            outcome = try loop.run([log, events, warner, page] + [display].compactMap { $0 })
        } catch let divergence as Divergence {
            display?.finish()
            leavePage(experiment, directory)
            let failure = failure(of: divergence, experiment, directory)
            // The other ranks wait for what was written: whoever ends first ends all.
            trainer.ranks.barrier()
            throw failure
        }
        guard !outcome.wasInterrupted else {
            display?.finish()
            leavePage(experiment, directory)
            trainer.ranks.barrier()
            throw Failure(
                description: "interrupted at step \(trainer.completedSteps) of \(trainer.totalSteps); go on with "
                    + "lockstep train \(directory.experiment) --resume",
                status: 128 + interruption.signal)
        }
        try events.finish()
        return outcome
    }

    /// The page of a run that has stopped before its end; why it has is told elsewhere, and counts for more.
    private func leavePage(_ experiment: Experiment, _ directory: RunDirectory) {
        do {
            let run = try RunRecord(directory, settings: experiment.configuration.settings, state: .unfinished)
            try RunPage(run).write(to: directory.report)
        } catch {
            verbosity.logger.warning("no report was written: \(error)")
        }
    }

    private func failure(
        of divergence: Divergence, _ experiment: Experiment, _ directory: RunDirectory
    ) -> Failure {
        do {
            try AtomicFile.write(experiment.replay(of: divergence).yaml(), to: directory.replay)
            return .run("\(divergence); look at the step again with lockstep train \(directory.replay)")
        } catch {
            verbosity.logger.warning("no replay was written: \(error)")
            return .run("\(divergence)")
        }
    }

    /// Brings a trainer to where its run stands; what its steps have added up to.
    private func goOn(
        _ trainer: Trainer, _ experiment: Experiment, _ directory: RunDirectory, _ folder: CheckpointFolder
    ) throws -> TrainingTotals {
        let logger = verbosity.logger
        let totals = try trainer.resume(from: resume ? folder : nil, of: experiment.digest) {
            logger.warning("skipped a checkpoint: \($0)")
        }
        guard let totals else {
            if resume { logger.info("\(directory.path) holds no checkpoint: starting from the beginning") }
            return TrainingTotals()
        }
        logger.info("going on from step \(Format.grouped(trainer.completedSteps))")
        return totals
    }
}
