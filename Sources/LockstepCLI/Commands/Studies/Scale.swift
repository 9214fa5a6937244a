import ArgumentParser
import Experiments
import Files
import Logging
import NUMA
import Reports
import Studies
import Training

/// `lockstep scale`
struct Scale: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Trains with several numbers of workers and shows how the speed grows.",
        discussion: """
            Trains to the end with each number of workers in turn, --repeats times, and takes medians. Speed-up and \
            overhead are relative to the smallest number of workers; the bound is the speed at which that many workers \
            can read the rows in order. Writes scale.json and scale.svg. Status 1 if the digests differ.
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(help: "Numbers of workers, ascending, as in 1,2,4; powers of two up to --workers without it.")
    var workersList: String?

    @Option(help: "Numbers of ranks of MPI instead, ascending, as in 1,2,4; each has --workers workers, or one.")
    var ranks: String?

    @Option(help: "Runs with each number of workers.")
    var repeats: Int = 3

    @Flag(help: "Lets rows, batch and shards grow with the workers (synthetic rows only).")
    var weak = false

    @Option(help: "The study's directory; refused where it holds a run already.")
    var output: String?

    @Flag(help: "Replaces what --output holds.")
    var overwrite = false

    func run() throws {
        guard (1...1000).contains(repeats) else {
            throw Failure.usage("--repeats: found \(repeats), expected 1 to 1000")
        }
        let listed = try workersList.map { try Self.counts(of: $0, "--workers-list") }
        let configuration = try options.load()
        let machine = try options.machinePlan(configuration)
        let target = try RunTarget(output: output, overwrite: overwrite)
        if let ranks {
            let (study, launcher) = try rankStudy(ranks, configuration, machine)
            let (table, trainingBytes) = try study.run { rankCount in
                try train(onRanks: rankCount, of: study.machine.workerCount, by: launcher)
            }
            return try report(table, trainingBytes, configuration, study.machine, target)
        }
        let study = ScalingStudy(
            configuration, machine: machine,
            workerCounts: listed ?? ScalingStudy.workerCounts(upTo: machine.workerCount),
            repeats: repeats, isWeak: weak)
        try study.check()
        warnOfIdleWorkers(study)

        let interruption = Interruption.onSignals()
        let logger = verbosity.logger
        let result = try study.run(until: interruption) { workerCount, outcome in
            logger.info("\(Format.count(workerCount, "worker")): \(Format.short(outcome.rowsPerSecond)) rows/s")
        }
        guard let (table, trainingBytes) = result else {
            throw Failure(description: "interrupted; nothing was saved", status: 130)
        }

        try report(table, trainingBytes, configuration, machine, target)
    }

    private func rankStudy(
        _ ranks: String, _ configuration: Configuration, _ machine: MachinePlan
    ) throws -> (study: RankScalingStudy, launcher: [String]) {
        guard !weak, workersList == nil else {
            throw Failure.usage("--ranks: found --weak or --workers-list too, expected one of them")
        }
        let counts = try Self.counts(of: ranks, "--ranks")
        guard let launcher = RankedRun.launcher else {
            throw Failure.usage(
                "--ranks: found no MPI, expected a build with it and mpirun on the PATH (see make mpi)")
        }
        var machine = machine
        if configuration[Schema.Machine.workers] == .auto { machine.workerCount = 1 }
        let experiment = Experiment(configuration)
        let shardCount = experiment.plan.shardCount
        guard let most = counts.last, most <= shardCount else {
            throw Failure.usage(
                "--ranks: found \(counts.last ?? 0), expected at most \(shardCount), the shards of a step")
        }
        let study = RankScalingStudy(experiment, machine: machine, rankCounts: counts, repeats: repeats)
        return (study, launcher)
    }

    private func train(
        onRanks rankCount: Int, of workerCount: Int, by launcher: [String]
    ) throws -> RankScalingStudy.Run {
        let run = try RankedRun(by: launcher, rankCount: rankCount, workerCount: workerCount, options)
        let speed = Format.short(Double(run.rowCount) / run.seconds)
        verbosity.logger.info("\(Format.count(rankCount, "rank")): \(speed) rows/s")
        return RankScalingStudy.Run(
            digest: run.digest, stepCount: run.stepCount, rowCount: run.rowCount, seconds: run.seconds)
    }

    private func report(
        _ table: ScalingTable, _ trainingBytes: Int, _ configuration: Configuration, _ machine: MachinePlan,
        _ target: RunTarget
    ) throws {
        let report = ScalingReport(
            table, name: configuration[Schema.name], machine: machine, byteCount: trainingBytes,
            cacheBytes: try Topology.current().caches.map(\.bytes).max())
        let directory = try target.take(numbering: configuration.runDirectory + "-scale")
        try AtomicFile.write(Experiment(configuration).configuration.yaml(), to: directory.experiment)
        try AtomicFile.write(report.json.pretty + "\n", to: directory.scaling)
        try AtomicFile.write(report.chart.svg, to: directory.scalingChart)
        try print(report, directory)
        if table.hasSameBits == false { throw ExitCode(1) }
    }

    private static func counts(of list: String, _ flag: String) throws -> [Int] {
        let counts = list.split(separator: ",", omittingEmptySubsequences: false).compactMap { Int($0) }
        let isAscending = zip(counts, counts.dropFirst()).allSatisfy { $0 < $1 }
        guard counts.count == list.count(where: { $0 == "," }) + 1, isAscending,
            counts.allSatisfy((1...4096).contains)
        else {
            throw Failure.usage(
                "\(flag): found \(OneLine.shortened(list)), expected ascending numbers from 1 to 4096, as in 1,2,4"
            )
        }
        return counts
    }

    private func warnOfIdleWorkers(_ study: ScalingStudy) {
        let shardCount = Experiment(study.configuration).plan.shardCount
        guard !weak, let most = study.workerCounts.last, most > shardCount else { return }
        verbosity.logger.warning(
            """
            \(Format.count(shardCount, "shard")) keep no more than \(Format.count(shardCount, "worker")) busy: the others \
            of \(Format.grouped(most)) will idle
            """)
    }

    private func print(_ report: ScalingReport, _ directory: RunDirectory) throws {
        if verbosity.json { return try Console.print(report.json) }
        for line in report.lines { try Console.print(line) }
        try Console.print("")
        for line in report.chart.text(width: Terminal.width, letters: Terminal.letters) { try Console.print(line) }
        try Console.print("")
        try Console.print("written to \(directory.path)")
    }
}
