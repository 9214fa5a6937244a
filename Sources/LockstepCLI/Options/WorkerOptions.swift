import ArgumentParser
import Files
import NUMA
import Training

/// The workers of a command that has no configuration with a section `machine`.
struct WorkerOptions: ParsableArguments {
    @Option(help: "Workers: auto or a number.")
    var workers: String?

    /// This machine with so many workers, on all memory nodes that they reach.
    func machinePlan() throws -> MachinePlan {
        let topology = try Topology.current()
        var machine = try MachinePlan(on: topology)
        guard let workers, workers != "auto" else { return machine }
        guard let count = Int(workers), MachinePlan.workerCounts.contains(count) else {
            let range = MachinePlan.workerCounts
            throw Failure.usage(
                "--workers: found \(OneLine.shortened(workers)), expected auto or a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        machine.workerCount = count
        machine.placement = Placement(nodes: topology.nodes, workerCount: count)
        return machine
    }
}
