import ArgumentParser
import Experiments
import Files
import Kernels
import Logging
import NUMA
import Reports
import Studies
import Training

/// `lockstep crossvalidate`
struct CrossValidate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crossvalidate",
        abstract: "Predicts each row by a model that has not seen it.",
        discussion: """
            Rows are cut in as many folds as data.folds or --folds says: drawn by the seed, each class in proportion; or \
            whole groups, with data.file.group; or forward in time, with data.held_out: last, where each fold is \
            predicted from the rows before it. Scales, means and names are those of the other rows. Rows to validate on \
            are held out of these for early stopping and decision thresholds alone.

              lockstep crossvalidate houses.yaml --folds 5
              lockstep crossvalidate houses.csv --target price --folds 10 --parallel 4

            The table tells each measure's mean and deviation over the folds. The directory gets folds.jsonl, a line for \
            each fold, folds.json, folds.html, the models in folds/, and predictions.csv, in the file's order.
            """)

    @Argument(
        help: ArgumentHelp(
            "A configuration (YAML), or a file of rows; two files where rows and their targets are apart.",
            valueName: "file"),
        completion: .file())
    var files: [String]

    @Option(help: "How many folds; data.folds without it.")
    var folds: Int?

    @Option(
        help: "The file of all predictions, .csv, .npy or .safetensors; predictions.csv in the directory without it.")
    var predictions: String?

    @OptionGroup var starter: StarterOptions
    @OptionGroup var settings: SettingOptions
    @OptionGroup var study: StudyOptions
    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
        let form = try predictions.map { try PredictionOutput.Form(path: $0) }
        let plan = try plan()
        let validation = CrossValidation(
            plan, machine: try settings.machinePlan(plan.base), foldsAtOnce: study.parallel)
        let logger = verbosity.logger
        if plan.passesOverTestFile { logger.info("\(Schema.Data.File.test.path) is not read: every row is in a fold") }
        let directory = try study.directory(
            numbering: plan.base.runDirectory + "-folds", of: plan.text, "cross-validation", from: files[0], logger)
        let lock = try FolderLock(directory.path)
        try directory.removeLeftovers()
        try directory.folds.make()
        let log =
            try study.resume && directory.hasFoldLog
            ? FoldLog(goingOn: directory.foldLog) : FoldLog(path: directory.foldLog)

        let interruption = Interruption.onSignals()
        guard let table = try train(validation, log, directory, until: interruption) else {
            let command = "crossvalidate \(files.joined(separator: " "))"
            throw study.interruption(command, directory, signal: interruption.signal)
        }
        let report = FoldReport(table, name: plan.base[Schema.name])
        if table.diverged.isEmpty {
            try writePredictions(form ?? .csv(directory.outOfFoldPredictions), plan.foldCount, directory, validation)
        }
        try AtomicFile.write(report.page, to: directory.crossValidationPage)
        try AtomicFile.write(report.json.pretty + "\n", to: directory.crossValidation)
        _ = consume lock
        try print(report, table, directory)
        guard table.diverged.isEmpty else {
            let folds = table.diverged.map { "\($0)" }.joined(separator: ", ")
            throw Failure.run("training diverged without fold \(folds); try a smaller learning rate")
        }
    }

    // MARK: - What is trained

    private func plan() throws -> FoldPlan {
        let count = folds.map { ["\(Schema.Data.folds.path)=\($0)"] } ?? []
        guard starter.areGiven || !Configuration.isConfiguration(files[0]) else {
            guard files.count == 1 else {
                throw Failure.usage("\(files[1]): found a second file, expected none beside a configuration")
            }
            return try settings.machine.blamingFlags {
                try FoldPlan.load(path: files[0], overrides: settings.overrides + count)
            }
        }
        let (yaml, overrides) = try starter.configuration(files, settings, verbosity.logger, takesFolds: true)
        return try settings.machine.blamingFlags {
            try FoldPlan(yaml: yaml, file: "what fits \(files[0])", overrides: overrides + count)
        }
    }

    /// Trains what has no result yet; nil where it was interrupted.
    private func train(
        _ validation: CrossValidation, _ log: FoldLog, _ directory: RunDirectory, until interruption: Interruption
    ) throws -> FoldTable? {
        let total = validation.plan.foldCount
        let logger = verbosity.logger
        var count = log.results.count
        var told: Set<String> = []
        if count > 0 { logger.info("\(Format.count(count, "result")) of \(total) are there already") }
        return try validation.run(knowing: log.results, until: interruption) { outcome in
            let number = outcome.result.number
            for note in outcome.data.notes where told.insert(note).inserted { logger.warning("\(note)") }
            if let model = outcome.model, let predictions = outcome.predictions {
                // The result comes last: a study that is killed in between trains the fold again, to the same bits.
                try model.save(to: directory.folds.model(ofFold: number))
                try predictions.save(to: directory.folds.predictions(ofFold: number), by: model)
            }
            try log.write(outcome.result)
            count += 1
            logger.info("\(count)/\(total): \(FoldReport.line(outcome.result))")
        }
    }

    // MARK: - What is left behind

    private func writePredictions(
        _ form: PredictionOutput.Form, _ foldCount: Int, _ directory: RunDirectory, _ validation: CrossValidation
    ) throws {
        let kernels = validation.machine.instructionSet.kernels
        let model = try TrainedModel(reading: directory.folds.model(ofFold: 1), kernels: kernels)
        let folds = try (1...foldCount).map { try RowPredictions(reading: directory.folds.predictions(ofFold: $0)) }
        let output = try PredictionOutput(form, of: model, onlyProbabilities: false)
        try output.add(OutOfFoldPredictions(folds).predictions)
        try output.finish()
    }

    private func print(_ report: FoldReport, _ table: FoldTable, _ directory: RunDirectory) throws {
        if verbosity.json { return try Console.print(report.json) }
        for line in report.lines { try Console.print(line) }
        try Console.print("written to \(directory.path): folds.json, folds.html, \(predictions ?? "predictions.csv")")
        if let digest = table.digest { try Console.print("digest \(digest)") }
    }
}
