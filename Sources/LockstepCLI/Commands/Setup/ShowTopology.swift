import ArgumentParser
import Datasets
import Experiments
import Kernels
import NUMA
import Ranks
import Reports
import Training

/// `lockstep topology`
struct ShowTopology: RankedCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology",
        abstract: "Shows the machine as this process, or each rank of MPI, may use it, and the plan of a run.")

    @Argument(help: "A configuration: shows where its rows would lie, without training.")
    var config: String?

    @Option(
        name: .customLong("set"), help: ArgumentHelp("Sets a key, as in training.shards=8.", valueName: "key=value"))
    var settings: [String] = []

    @OptionGroup var machine: MachineOptions

    @Flag(help: "One JSON document instead of text.")
    var json = false

    func run() throws {
        let ranks = try Communicator.join()
        let topology = try Topology.current()
        let (configuration, plan) = try machine.blamingFlags {
            let configuration = try load()
            if config != nil { try Experiment(configuration).check(ranks) }
            return (configuration, try MachinePlan(configuration, on: topology, ranks: ranks))
        }
        let nodePlans = config == nil ? nil : try nodePlans(Experiment(configuration), plan)
        let rankReports = RankReport.gather(from: ranks, nodePlans ?? [], workerCount: plan.workerCount)
        guard ranks.isFirst else { return }
        let report = TopologyReport(
            topology: topology, plan: plan, isAutomatic: configuration[Schema.Machine.workers] == .auto,
            nodePlans: nodePlans, ranks: rankReports)
        if json {
            try Console.print(report.json)
        } else {
            for line in report.lines { try Console.print(line) }
        }
    }

    private func load() throws -> Configuration {
        let overrides = settings + machine.overrides
        if let config { return try Configuration.load(path: config, overrides: overrides) }
        let defaults = "data: {synthetic: {}}\nmodel: {kind: linear_regression}\n"
        return try Configuration(yaml: defaults, file: "defaults", overrides: overrides)
    }

    private func nodePlans(_ experiment: Experiment, _ plan: MachinePlan) throws -> [NodePlan] {
        let shape = try experiment.trainingShape(for: plan)
        let minibatches = Minibatches(
            rowCount: shape.rowCount, batchSize: experiment.plan.batchSize, shardCount: experiment.plan.shardCount)
        return plan.nodePlans(for: minibatches, rowBytes: shape.rowBytes, partitionBytes: shape.partitionBytes)
    }
}
