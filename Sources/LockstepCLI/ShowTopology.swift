import ArgumentParser
import Experiments
import Kernels
import NUMA
import Reports
import Training

/// `lockstep topology`
struct ShowTopology: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology", abstract: "Shows the machine as this process may use it, and the plan of a run.")

    @OptionGroup var machine: MachineOptions

    @Flag(help: "One JSON document instead of text.")
    var json = false

    func run() throws {
        let topology = try Topology.current()
        let defaults = "data: {synthetic: {}}\nmodel: {kind: linear_regression}\n"
        let plan = try machine.blamingFlags {
            try MachinePlan(Configuration(yaml: defaults, file: "defaults", overrides: machine.overrides), on: topology)
        }
        if json {
            try Console.print(document(topology, plan))
        } else {
            for line in lines(topology, plan) { try Console.print(line) }
        }
    }

    private func lines(_ topology: Topology, _ plan: MachinePlan) -> [String] {
        let quota = topology.cpuQuota.map { "control group allows \(Format.metric($0)) CPUs' time" } ?? "no CPU quota"
        let workers = Format.count(plan.workerCount, "worker")
        let placing = plan.placement.isBinding ? "bound to \(plan.placement.nodes.count) memory nodes" : "not bound"
        return topology.nodes.map { node in
            "memory node \(node.id)   CPUs \(node.cpus), \(node.memoryBytes.map(Format.bytes) ?? "unknown memory")"
        } + [
            "usable CPUs     \(topology.usableCPUCount): affinity mask \(topology.cpus), \(quota)",
            "caches          "
                + topology.caches.map { "L\($0.level) \(Format.bytes($0.bytes))" }.joined(separator: ", "),
            "huge pages      \(Topology.hugePagePolicy() ?? "unknown")",
            "instructions    \(InstructionSet.available.map(\.rawValue).joined(separator: ", "))",
            "plan            \(workers) (\(reason(topology))), \(placing), \(plan.instructionSet.rawValue)",
        ]
    }

    private func reason(_ topology: Topology) -> String {
        if machine.workers != nil, machine.workers != "auto" { return "as asked" }
        return topology.usableCPUCount < topology.cpus.count
            ? "as many CPUs as the control group pays for" : "every CPU of the affinity mask"
    }

    private func document(_ topology: Topology, _ plan: MachinePlan) -> JSONValue {
        .object([
            (
                "memory_nodes",
                .array(
                    topology.nodes.map {
                        .object([
                            ("node", .integer($0.id)), ("cpus", .string($0.cpus.description)),
                            ("bytes", $0.memoryBytes.map { .integer($0) } ?? .null),
                        ])
                    })
            ),
            ("usable_cpus", .integer(topology.usableCPUCount)),
            ("affinity_mask", .string(topology.cpus.description)),
            ("cpu_quota", topology.cpuQuota.map { .number($0) } ?? .null),
            (
                "caches",
                .array(topology.caches.map { .object([("level", .integer($0.level)), ("bytes", .integer($0.bytes))]) })
            ),
            ("huge_pages", Topology.hugePagePolicy().map { .string($0) } ?? .null),
            ("instruction_sets", .array(InstructionSet.available.map { .string($0.rawValue) })),
            (
                "plan",
                .object([
                    ("workers", .integer(plan.workerCount)), ("bound", .bool(plan.placement.isBinding)),
                    ("instruction_set", .string(plan.instructionSet.rawValue)),
                ])
            ),
        ])
    }
}
