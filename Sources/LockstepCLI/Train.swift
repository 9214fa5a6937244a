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
import Reports
import Training

/// `lockstep train`
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Trains a model and writes a run directory.",
        discussion: "The last lines on standard output are the validation loss and the digest of the parameters.")

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var voice: VoiceOptions

    @Option(help: "The run's directory; refused where it holds a run already.")
    var output: String?

    @Flag(help: "Replaces the run that --output holds.")
    var overwrite = false

    func run() throws {
        let configuration = try options.load()
        let machine = try options.machinePlan(configuration)
        let experiment = Experiment(configuration)
        let target = try RunTarget(output: output, overwrite: overwrite)

        let clock = ContinuousClock()
        let start = clock.now
        let data = try experiment.loadData(for: machine)
        let dataSeconds = (clock.now - start) / .seconds(1)
        announce(data, dataSeconds, experiment.plan, machine)

        let trainer = try experiment.makeTrainer(on: data.training, machine: machine)
        warnOfMisplacedMemory(trainer, machine)
        let directory = try target.take(numbering: configuration.runDirectory)
        try AtomicFile.write(experiment.configuration.yaml(), to: directory.experiment)
        let outcome = try train(trainer, data, MetricsLog(path: directory.metrics))

        let model = experiment.trainedModel(trainer, on: data.training, machine: machine)
        try model.save(to: directory.model)
        let summary = RunSummary(
            name: configuration[Schema.name], outcome: outcome,
            test: data.test.flatMap { model.evaluation(on: $0, machine) },
            digest: model.digest, training: data.training,
            epochCount: trainer.minibatches.epochs(ofSteps: trainer.completedSteps),
            dataSeconds: dataSeconds, machine: machine, memory: trainer.placedMemory, rowsRead: trainer.rowsRead)
        try AtomicFile.write(summary.json.pretty + "\n", to: directory.summary)
        if voice.json {
            try Console.print(summary.json)
        } else {
            try Console.print("run             \(directory.path)")
            for line in summary.lines { try Console.print(line) }
        }
    }

    private func announce(_ data: ExperimentData, _ seconds: Double, _ plan: TrainingPlan, _ machine: MachinePlan) {
        let logger = voice.logger
        logger.info(
            """
            \(Format.grouped(data.training.rowCount)) training and \(Format.grouped(data.validation.rowCount)) \
            validation rows x \(Format.grouped(data.training.featureCount)) features \
            (\(Format.bytes(data.training.byteCount + data.validation.byteCount))) in \(Format.seconds(seconds))
            """)
        guard machine.workerCount > plan.shardCount else { return }
        logger.warning(
            """
            \(Format.count(machine.workerCount, "worker")) share \(Format.count(plan.shardCount, "shard")): some will idle; \
            more training.shards or a larger training.batch_size would use them (and change the result's bits)
            """)
    }

    private func warnOfMisplacedMemory(_ trainer: Trainer, _ machine: MachinePlan) {
        guard machine.placement.isBinding else { return }
        for warning in trainer.placedMemory.flatMap({ $0.warnings() }) { voice.logger.warning("\(warning)") }
    }

    private func train(_ trainer: Trainer, _ data: ExperimentData, _ log: MetricsLog) throws -> TrainingOutcome {
        let display = voice.quiet ? nil : makeProgressDisplay()
        defer { display?.finish() }
        let interruption = Interruption.onSignals()
        let outcome = try TrainingLoop(trainer, validation: data.validation, interruption: interruption)
            .run([log] + [display].compactMap { $0 })
        guard !outcome.wasInterrupted else {
            display?.finish()
            throw Failure(
                description:
                    "interrupted at step \(trainer.completedSteps) of \(trainer.totalSteps); no model was saved",
                status: 130)
        }
        return outcome
    }
}
