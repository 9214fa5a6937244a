import ArgumentParser
import Experiments
import Logging
import Ranks
import Reports
import Training

/// `lockstep train`
struct Train: RankedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Trains a model and writes a run directory.",
        discussion: """
            Of a file of rows it needs to know what to predict, finds out the rest and says so: \
            which columns have numbers or names, what is missing, how the model is trained. lockstep init FILE writes all that down as a \
            configuration to change.

            With mpirun before it, several processes train one model, on one host or many (see make mpi). The directory, \
            --output or the configuration's, gets the model, its metrics, and experiment.yaml, which \
            trains the same again. Ctrl-C saves a checkpoint, from which --resume goes on to the same bits; a run that \
            has ended goes on with more epochs. The last \
            lines on standard output are the validation loss and the digest of the parameters.

              lockstep train houses.csv --target price
              lockstep train images.idx labels.idx --model mlp
              lockstep train houses.yaml --set training.epochs=5 --output runs/short
              lockstep train runs/short --resume --set training.epochs=10
            """)

    @Argument(
        help: ArgumentHelp(
            "A configuration (YAML), or a file of rows; two files where rows and their targets are apart.",
            valueName: "file"),
        completion: .file())
    var files: [String]

    @OptionGroup var starter: StarterOptions
    @OptionGroup var settings: SettingOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(help: "The run's directory; refused where it holds a run already.")
    var output: String?

    @Flag(help: "Replaces the run that --output holds.")
    var overwrite = false

    @Flag(
        help: "Goes on with the run that --output holds, or the directory or experiment.yaml given in place of CONFIG.")
    var resume = false

    func run() throws {
        let ranks = try Communicator.join()
        let configuration = try loadConfiguration(ranks)
        let run = try settings.run(configuration, ranks: ranks)
        guard !configuration.has(Schema.Replay.section) else { return try replay(run) }
        // The first rank has the run's directory.
        let recorder = try ranks.isFirst ? recorder(of: run) : nil
        let result: RunResult?
        do {
            result = try run.train(keptBy: recorder, until: Interruption.onSignals)
        } catch let divergence as Divergence {
            guard let replay = recorder?.replay else { throw divergence }
            throw Failure.run("\(divergence); look at the step again with lockstep train \(replay)")
        } catch let interruption as RunInterruption {
            let advice = recorder?.directory.map {
                "\(interruption); go on with lockstep train \($0.experiment) --resume"
            }
            throw Failure(description: advice ?? "interrupted", status: 128 + interruption.signal)
        }
        guard let directory = recorder?.directory else { return }
        guard result != nil, let summary = recorder?.summary else {
            return try Console.print(
                "\(directory.path) has \(try directory.reasonToStay ?? "ended already"); nothing to resume")
        }
        if verbosity.json {
            try Console.print(summary.json)
        } else {
            try Console.print("run             \(directory.path)")
            for line in summary.lines { try Console.print(line) }
            for line in nextSteps(directory) { verbosity.logger.info("\(line)") }
        }
    }

    /// What one would type, or open, next.
    private func nextSteps(_ directory: RunDirectory) -> [String] {
        let path = directory.path.contains(" ") ? "'\(directory.path)'" : directory.path
        return [
            "next            lockstep evaluate \(path) --data FILE",
            "                lockstep predict \(path) --data FILE",
            "                \(directory.report)",
        ]
    }

    /// What the file says, or what a file of rows calls for.
    private func loadConfiguration(_ ranks: Communicator) throws -> Configuration {
        guard starter.areGiven || !Configuration.isConfiguration(files[0]) else {
            guard files.count == 1 else {
                throw Failure.usage("\(files[1]): found a second file, expected none beside a configuration")
            }
            return try settings.load(configurationFile)
        }
        guard !resume else {
            throw Failure.usage("--resume: found a file of rows, expected the experiment.yaml of a run")
        }
        let (yaml, overrides) = try starter.configuration(files, settings, verbosity.logger(of: ranks))
        return try settings.machine.blamingFlags {
            try Configuration(yaml: yaml, file: "what fits \(files[0])", overrides: overrides)
        }
    }

    private func recorder(of run: ExperimentRun) throws -> RunRecorder {
        let logger = verbosity.logger
        let messages = RunRecorder.Messages(
            inform: { logger.info("\($0)") }, warn: { logger.warning("\($0)") })
        return RunRecorder(of: run, in: try place(of: run), messages: messages) {
            verbosity.quiet ? nil : makeProgressDisplay(on: Terminal.progressStyle)
        }
    }

    private func place(of run: ExperimentRun) throws -> RunPlace {
        guard resume else {
            return try RunTarget(output: output, overwrite: overwrite)
                .place(numbering: run.experiment.configuration.runDirectory)
        }
        guard !overwrite else { throw Failure.usage("--overwrite: found --resume too, expected one of them") }
        guard let directory = output.map(RunDirectory.init) ?? RunDirectory.holding(experiment: configurationFile)
        else {
            throw Failure.usage("--resume: found no --output, expected one, or a run's experiment.yaml to train")
        }
        guard directory.isRun else {
            verbosity.logger.info("\(directory.path) holds no run: starting from the beginning")
            return try RunTarget(output: directory.path, overwrite: false).place(numbering: directory.path)
        }
        return try directory.isExtended(by: run.experiment) ? .extended(directory) : .resumed(directory)
    }

    /// The configuration, or that of the run whose directory was given to go on with.
    private var configurationFile: String {
        let directory = RunDirectory(path: files[0])
        return resume && directory.isRun ? directory.experiment : files[0]
    }

    private func replay(_ run: ExperimentRun) throws {
        guard run.machine.ranks.size == 1 else {
            throw Failure.usage("found \(run.machine.ranks.size) ranks with a replay, expected one process")
        }
        guard output == nil, !overwrite, !resume else {
            throw Failure.usage("--output, --overwrite, --resume: found with a replay, which writes nothing")
        }
        let directory = RunDirectory.holding(experiment: files[0])
        try Replay(
            experiment: run.experiment, machine: run.machine,
            checkpoints: directory.map { CheckpointFolder(path: $0.checkpoints) }, logger: verbosity.logger
        ).run()
    }
}
