import Datasets
public import Experiments
import Kernels
public import NUMA
public import Training

/// What `lockstep topology` shows: the machine as this process may use it, and the plan that a run would get.
public struct TopologyReport: Sendable {
    /// The machine.
    public var topology: Topology
    /// The plan.
    public var plan: MachinePlan
    /// Where the number of workers comes from.
    public var workerReason: String
    /// What each node gets of a run, where one is known.
    public var nodePlans: [NodePlan]?
    /// What each of several ranks gets; empty for a process alone.
    public var ranks: [RankReport]

    /// Collects a report.
    /// - Parameters:
    ///   - topology: the machine.
    ///   - plan: the machine plan of a run.
    ///   - isAutomatic: whether the number of workers is the machine's, rather than asked for.
    ///   - nodePlans: what each memory node would hold; nil where no run was asked about.
    ///   - ranks: what each of several ranks would have; empty for a process alone.
    public init(
        topology: Topology, plan: MachinePlan, isAutomatic: Bool, nodePlans: [NodePlan]? = nil,
        ranks: [RankReport] = []
    ) {
        self.topology = topology
        self.plan = plan
        let isShared = plan.workerCount < topology.defaultWorkers.count
        self.workerReason =
            isAutomatic
            ? topology.defaultWorkers.reason + (isShared ? ", shared with other ranks" : "") : "as asked"
        self.nodePlans = nodePlans
        self.ranks = ranks
    }

    /// Lines for people.
    public var lines: [String] {
        let quota = topology.cpuQuota.map { "control group allows \(Format.metric($0)) CPUs' time" } ?? "no CPU quota"
        let placing =
            plan.placement.isBinding
            ? "workers and memory bound to \(Format.count(plan.placement.nodes.count, "memory node"))" : "nothing bound"
        return topology.nodes.map { node in
            "memory node \(node.id)   CPUs \(node.cpus), \(node.memoryBytes.map(Format.bytes) ?? "unknown memory")"
        } + [
            "CPUs            affinity mask \(topology.cpus), \(quota)",
            "caches          "
                + topology.caches.map { "L\($0.level) \(Format.bytes($0.bytes))" }.joined(separator: ", "),
            "huge pages      \(Topology.hugePagePolicy() ?? "unknown")",
            "instructions    \(InstructionSet.available.map(\.rawValue).joined(separator: ", "))",
            "plan            \(Format.count(plan.workerCount, "worker")): \(workerReason)",
            "                \(plan.instructionSet.rawValue), \(placing)",
        ] + (nodePlans ?? []).map(line) + ranks.map(\.line)
    }

    private func line(_ nodePlan: NodePlan) -> String {
        let place =
            plan.placement.isBinding
            ? "node \(nodePlan.node.id): \(Format.count(nodePlan.workers.count, "worker")) on CPUs \(nodePlan.node.cpus)"
            : "\(Format.count(nodePlan.workers.count, "worker")) on CPUs \(topology.cpus)"
        guard let first = nodePlan.partitions.first, let last = nodePlan.partitions.last else {
            return "                \(place), no partition"
        }
        let partitions = first == last ? "partition \(first)" : "partitions \(first)-\(last)"
        return "                \(place), \(partitions) with \(Format.count(nodePlan.rowCount, "row")) "
            + "(\(Format.bytes(nodePlan.byteCount)))"
    }

    /// The document.
    public var json: JSONValue {
        .object(
            [
                ("memory_nodes", .array(topology.nodes.map(describe))),
                ("affinity_mask", .string(topology.cpus.description)),
                ("physical_cores", .integer(topology.coreCount)),
                ("cpu_quota", topology.cpuQuota.map { .number($0) } ?? .null),
                (
                    "caches",
                    .array(
                        topology.caches.map { .object([("level", .integer($0.level)), ("bytes", .integer($0.bytes))]) })
                ),
                ("huge_pages", Topology.hugePagePolicy().map { .string($0) } ?? .null),
                ("instruction_sets", .array(InstructionSet.available.map { .string($0.rawValue) })),
                (
                    "plan",
                    .object(
                        [
                            ("workers", .integer(plan.workerCount)), ("reason", .string(workerReason)),
                            ("bound", .bool(plan.placement.isBinding)),
                            ("instruction_set", .string(plan.instructionSet.rawValue)),
                        ] + (nodePlans.map { [("nodes", .array($0.map(describe)))] } ?? []))
                ),
            ] + (ranks.isEmpty ? [] : [("ranks", .array(ranks.map(\.json)))]))
    }

    private func describe(_ node: Topology.Node) -> JSONValue {
        .object([
            ("node", .integer(node.id)), ("cpus", .string(node.cpus.description)),
            ("bytes", node.memoryBytes.map { .integer($0) } ?? .null),
        ])
    }

    private func describe(_ nodePlan: NodePlan) -> JSONValue {
        let isBinding = plan.placement.isBinding
        return .object([
            ("node", isBinding ? .integer(nodePlan.node.id) : .null),
            ("cpus", .string((isBinding ? nodePlan.node.cpus : topology.cpus).description)),
            ("workers", .integer(nodePlan.workers.count)),
            ("first_partition", .integer(nodePlan.partitions.lowerBound)),
            ("partitions", .integer(nodePlan.partitions.count)),
            ("rows", .integer(nodePlan.rowCount)), ("bytes", .integer(nodePlan.byteCount)),
        ])
    }
}
