import ArgumentParser
import Experiments
import Files
import Kernels
import Logging
import Models
import NUMA
import Optimizers
import Reports
import Studies
import Training

/// `lockstep sweep`
struct RunSweep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Searches for the best settings on the validation rows.",
        discussion: """
            The configuration's section `sweep` says what is tried:

              sweep:
                method: random             # or grid, halving, or path
                trials: 20
                parameters:
                  learning_rate: {log_uniform: [0.001, 1]}
                  batch_size: [64, 256, 1024]

            Trials are ranked by their validation loss, or by sweep.metric. The directory gets sweep.jsonl, a line for each trial, \
            sweep.html, sweep.json, and of the best trial best.yaml, ready to train, and its model. The test rows, \
            where there are some, are measured once, at the end, with the best model. With data.folds each trial is measured \
            by the mean over its folds, and best.yaml is to be trained on all rows.

            With method: path, l1 or l2 goes from its largest value down, such as {l1: {log_uniform: [1.0e-5, 0.1]}} in \
            sweep.trials steps, and each trial begins with the model of the one before. The directory gets path.json and \
            path.csv, the coefficients over the penalty, which sweep.html draws, and the models of all trials.

            With --learning-rate there are no trials, and no section is needed: one training, whose learning rate grows from step to \
            step until the loss does, tells which rates suit the experiment. The directory gets learning-rate.json and \
            learning-rate.html; the last line suggests a rate.
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var verbosity: VerbosityOptions

    @OptionGroup var study: StudyOptions

    @Flag(help: "Tries all learning rates, from small to large, in one short training.")
    var learningRate = false

    func run() throws {
        guard !learningRate else { return try testRates() }
        let plan = try options.settings.machine.blamingFlags {
            try SweepPlan.load(path: options.config, overrides: options.settings.overrides)
        }
        let sweep = Sweep(plan, machine: try options.machinePlan(plan.base), trialsAtOnce: study.parallel)
        let directory = try study.directory(
            numbering: plan.base.runDirectory + "-sweep", of: plan.text, "sweep", from: options.config,
            verbosity.logger)
        let lock = try FolderLock(directory.path)
        try directory.removeLeftovers()
        let log = try study.resume ? resumedLog(directory, sweep) : newLog(directory, sweep)

        let interruption = Interruption.onSignals()
        guard let table = try train(sweep, log, directory, until: interruption) else {
            throw study.interruption("sweep \(options.config)", directory, signal: interruption.signal)
        }
        // Folds leave many models, and none of all rows.
        let test = try table.best.flatMap { best in
            plan.foldCount != nil
                ? nil
                : try sweep.testEvaluation(
                    of: TrainedModel(reading: directory.model, kernels: sweep.machine.instructionSet.kernels),
                    from: best)
        }
        let path = try keepsModels(sweep) ? PathReport(table, of: plan) { try model(of: $0, directory, sweep) } : nil
        if let path {
            try AtomicFile.write(path.json.pretty + "\n", to: directory.coefficientPath)
            try AtomicFile.write(path.csv, to: directory.coefficientTable)
        }
        let report = SweepReport(table, name: plan.base[Schema.name], test: test, path: path)
        try AtomicFile.write(report.json.pretty + "\n", to: directory.sweep)
        try AtomicFile.write(report.page, to: directory.sweepPage)
        _ = consume lock
        try print(report, path, directory, hasFolds: plan.foldCount != nil)
        if table.best == nil { throw Failure.run("every trial diverged; try smaller learning rates") }
    }

    // MARK: - A range test

    private func testRates() throws {
        for (flag, isThere) in [("--resume", study.resume), ("--parallel", study.parallel != 1)] where isThere {
            throw Failure.usage("\(flag): found --learning-rate too, which is one short training; expected one of them")
        }
        let configuration = try options.load()
        guard configuration.has(Schema.Optimizer.learningRate) else {
            throw configuration.error(
                at: Schema.Optimizer.kind, found: configuration[Schema.Optimizer.kind].rawValue,
                expected: "an update rule, which has a learning rate")
        }
        let target = try RunTarget(output: study.output, overwrite: study.overwrite)
        let test = RateRangeTest(configuration, machine: try options.machinePlan(configuration))
        let interruption = Interruption.onSignals()
        guard let range = try test.run(until: interruption) else {
            throw Failure(description: "interrupted; nothing was saved", status: 128 + interruption.signal)
        }
        let report = RateRangeReport(
            range, name: configuration[Schema.name], rule: configuration[Schema.Optimizer.kind].rawValue)
        let directory = try target.take(numbering: configuration.runDirectory + "-learning-rate")
        try AtomicFile.write(Experiment(configuration).configuration.yaml(), to: directory.experiment)
        try AtomicFile.write(report.json.pretty + "\n", to: directory.rateRange)
        try AtomicFile.write(report.page, to: directory.rateRangePage)
        if verbosity.json { return try Console.print(report.json) }
        verbosity.logger.info("written to \(directory.path)")
        for line in report.lines { try Console.print(line) }
    }

    // MARK: - The log

    private func newLog(_ directory: RunDirectory, _ sweep: Sweep) throws -> SweepLog {
        try SweepLog(path: directory.sweepLog, keys: sweep.plan.space.names, score: sweep.score)
    }

    private func resumedLog(_ directory: RunDirectory, _ sweep: Sweep) throws -> SweepLog {
        guard directory.hasSweepLog else { return try newLog(directory, sweep) }
        return try SweepLog(
            goingOn: directory.sweepLog, keys: sweep.plan.space.names, score: sweep.score)
    }

    // MARK: - The trials

    /// Whether the model of each trial is kept: another begins with it.
    private func keepsModels(_ sweep: Sweep) -> Bool { sweep.plan.pathKey != nil && sweep.plan.foldCount == nil }

    /// The model of a trial; nil where none was kept.
    private func model(of result: TrialResult, _ directory: RunDirectory, _ sweep: Sweep) throws -> TrainedModel? {
        let file = directory.trials.model(ofTrial: result.number)
        guard keepsModels(sweep), RunDirectory.isFile(file) else { return nil }
        return try TrainedModel(reading: file, kernels: sweep.machine.instructionSet.kernels)
    }

    /// What trains a trial's model alone.
    private func configuration(
        of result: TrialResult, _ directory: RunDirectory, _ sweep: Sweep
    ) throws -> Configuration {
        var configuration = Experiment(try sweep.plan.configuration(of: result)).configuration
        if keepsModels(sweep), let neighbor = sweep.plan.trials[result.number - 1].neighbor {
            let file = directory.trials.model(ofTrial: neighbor)
            if RunDirectory.isFile(file) { configuration[Schema.Training.start] = AbsolutePath.of(file, besides: nil) }
        }
        return configuration
    }

    /// Trains what has no result yet; nil where it was interrupted.
    private func train(
        _ sweep: Sweep, _ log: SweepLog, _ directory: RunDirectory, until interruption: Interruption
    ) throws -> SweepTable? {
        let plan = sweep.plan
        let logger = verbosity.logger
        let total = plan.rounds.reduce(0) { $0 + $1.trialCount }
        var results = log.results
        if !results.isEmpty { logger.info("\(Format.count(results.count, "result")) of \(total) are there already") }
        if keepsModels(sweep) { try directory.trials.make() }
        return try sweep.run(knowing: results, model: { try self.model(of: $0, directory, sweep) }, until: interruption)
        {
            result, model in
            if keepsModels(sweep) { try model?.save(to: directory.trials.model(ofTrial: result.number)) }
            guard !log.results.contains(where: { $0.number == result.number && $0.epochCount == result.epochCount })
            else { return }
            let isBest = results.allSatisfy { result.ranks(before: $0, by: sweep.metric) }
            if isBest, result.value(of: sweep.metric) != nil {
                // The result comes last: a sweep that is killed in between trains the trial again, to the same bits.
                try model?.save(to: directory.model)
                try AtomicFile.write(configuration(of: result, directory, sweep).yaml(), to: directory.best)
            }
            try log.write(result)
            results.append(result)
            let values = zip(plan.space.names, result.values).map { "\($0) \($1)" }.joined(separator: ", ")
            let loss = result.validationLoss.map { "validation loss \(Format.metric($0))" } ?? "diverged"
            let score = result.score.map { ", \(sweep.score) \(Format.metric($0))" } ?? ""
            logger.info(
                "\(results.count)/\(total): \(values), \(Format.count(result.epochCount, "epoch")): \(loss)\(score)")
        }
    }

    private func print(
        _ report: SweepReport, _ path: PathReport?, _ directory: RunDirectory, hasFolds: Bool
    ) throws {
        if verbosity.json { return try Console.print(report.json) }
        for line in report.lines { try Console.print(line) }
        if let path { for line in [""] + path.lines { try Console.print(line) } }
        if let chart = report.chart {
            try Console.print("")
            for line in chart.text(width: Terminal.width, letters: Terminal.letters) { try Console.print(line) }
            try Console.print("")
        }
        try Console.print("written to \(directory.path): best.yaml, \(hasFolds ? "" : "model.safetensors, ")sweep.html")
    }
}
