import Datasets
import Foundation
import Kernels
import NUMA
import Reports
import Testing
import Training

@Suite("What lockstep topology tells")
struct TopologyReportTests {
    private static let nodes = [
        Topology.Node(id: 0, cpus: CPUSet(0...3), memoryBytes: 8 << 30),
        Topology.Node(id: 2, cpus: CPUSet(4...7), memoryBytes: nil),
    ]
    private static let minibatches = Minibatches(rowCount: 1003, batchSize: 100, shardCount: 5)

    private func report(
        binding: Bool, coreCount: Int = 4, quota: Double? = nil, isAutomatic: Bool = true, hasRun: Bool = true
    ) throws -> TopologyReport {
        let topology = Topology(
            nodes: Self.nodes, cpus: CPUSet(0...7), coreCount: coreCount, cpuQuota: quota,
            caches: [Topology.Cache(level: 2, bytes: 1 << 20)])
        let plan = MachinePlan(
            workerCount: 4, placement: Placement(nodes: binding ? Self.nodes : []), instructionSet: try .best())
        return TopologyReport(
            topology: topology, plan: plan, isAutomatic: isAutomatic,
            nodePlans: hasRun ? plan.nodePlans(for: Self.minibatches, rowBytes: 1024) : nil)
    }

    @Test("names the nodes, the number of workers with its reason, and each node's part of a run")
    func lines() throws {
        let lines = try report(binding: true).lines
        #expect(lines.prefix(2) == ["memory node 0   CPUs 0-3, 8 GiB", "memory node 2   CPUs 4-7, unknown memory"])
        #expect(lines.contains("CPUs            affinity mask 0-7, no CPU quota"))
        #expect(lines.contains("caches          L2 1 MiB"))
        #expect(lines.contains("plan            4 workers: 8 CPUs of the affinity mask on 4 physical cores"))
        let bound = "workers and memory bound to 2 memory nodes"
        #expect(
            lines.suffix(3) == [
                "                \(try InstructionSet.best().rawValue), \(bound)",
                "                node 0: 2 workers on CPUs 0-3, partitions 0-1 with 402 rows (402 KiB)",
                "                node 2: 2 workers on CPUs 4-7, partitions 2-4 with 601 rows (601 KiB)",
            ])
    }

    @Test("says so where nothing is bound, and tells of no rows without a run")
    func unbound() throws {
        let lines = try report(binding: false).lines
        #expect(
            lines.last == "                4 workers on CPUs 0-7, partitions 0-4 with 1,003 rows (1003 KiB)")
        #expect(try report(binding: false, hasRun: false).lines.last?.hasSuffix(", nothing bound") == true)
    }

    @Test("gives the reason for the number of workers")
    func reasons() throws {
        func plan(_ report: TopologyReport) -> String? { report.lines.first { $0.hasPrefix("plan ") } }
        #expect(try plan(report(binding: true, isAutomatic: false)) == "plan            4 workers: as asked")
        let paid = try report(binding: true, quota: 2.5)
        #expect(plan(paid) == "plan            4 workers: the control group pays for 2.5 of 4 physical cores")
        #expect(paid.lines.contains("CPUs            affinity mask 0-7, control group allows 2.5 CPUs' time"))
    }

    @Test("is one document for programs", arguments: [true, false])
    func json(binding: Bool) throws {
        let text = try report(binding: binding).json.pretty
        let document = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let machine = try #require(document["memory_nodes"] as? [[String: Any]])
        #expect(
            machine.map { $0["node"] as? Int } == [0, 2] && machine.map { $0["cpus"] as? String } == ["0-3", "4-7"])
        #expect(document["physical_cores"] as? Int == 4 && document["affinity_mask"] as? String == "0-7")
        let plan = try #require(document["plan"] as? [String: Any])
        #expect(plan["workers"] as? Int == 4 && plan["bound"] as? Bool == binding)
        let nodes = try #require(plan["nodes"] as? [[String: Any]])
        #expect(nodes.map { $0["node"] as? Int } == (binding ? [0, 2] : [nil]))
        #expect(nodes.map { $0["rows"] as? Int } == (binding ? [402, 601] : [1003]))
        #expect(nodes.map { $0["bytes"] as? Int } == (binding ? [402 << 10, 601 << 10] : [1003 << 10]))
        #expect(nodes.map { $0["partitions"] as? Int } == (binding ? [2, 3] : [5]))
        #expect(nodes.map { $0["first_partition"] as? Int } == (binding ? [0, 2] : [0]))
        #expect(nodes.map { $0["cpus"] as? String } == (binding ? ["0-3", "4-7"] : ["0-7"]))
    }
}

@Suite("Memory that is not where it was planned")
struct MisplacedMemoryTests {
    @Test("is told with each node that it is on")
    func warnings() {
        let rows = PlacedMemory(use: "rows", plannedNode: 1, byteCount: 40 << 20, pages: [0: 30, 1: 60, 3: 10])
        #expect(
            rows.warnings { $0 == 1 ? 3 << 20 : 0 } == [
                "12 MiB of rows planned for memory node 1, which has 3 MiB free, lie on node 0",
                "4 MiB of rows planned for memory node 1, which has 3 MiB free, lie on node 3",
            ])
        let unknown = PlacedMemory(use: "rows", plannedNode: 1, byteCount: 1 << 20, pages: [0: 1])
        #expect(unknown.warnings { _ in nil } == ["1 MiB of rows planned for memory node 1 lie on node 0"])
    }

    @Test("but not where it is, where nobody planned, or where the kernel does not tell")
    func silence() {
        for (node, pages) in [(1, [1: 100]), (nil, [0: 50, 1: 50]), (1, [:])] as [(Int?, [Int: Int])] {
            #expect(PlacedMemory(use: "rows", plannedNode: node, byteCount: 1 << 20, pages: pages).warnings().isEmpty)
        }
    }
}
