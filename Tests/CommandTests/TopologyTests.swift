import Foundation
import TestSupport
import Testing

@Suite("lockstep topology")
struct TopologyTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write(
            """
            name: topology
            data: {synthetic: {rows: 1000, features: 31}, validation_fraction: 0.1}
            model: {kind: linear_regression}
            training: {batch_size: 100, shards: 7}
            """, to: "a.yaml")
    }

    private func nodes(_ arguments: String...) throws -> [[String: Any]] {
        let outcome = try folder.lockstep(["topology", "--json"] + arguments)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        let plan = try #require(JSONObject(outcome.output).members["plan"] as? [String: Any])
        return try #require(plan["nodes"] as? [[String: Any]])
    }

    private func sum(_ key: String, _ nodes: [[String: Any]]) -> Int {
        nodes.reduce(0) { $0 + ($1[key] as? Int ?? 0) }
    }

    @Test("deals all training rows of a configuration, and makes none of them", arguments: ["float32", "bfloat16"])
    func synthetic(storage: String) throws {
        let nodes = try nodes("a.yaml", "--workers", "3", "--set", "data.storage=\(storage)")
        #expect(sum("rows", nodes) == 900 && sum("partitions", nodes) == 7 && sum("workers", nodes) == 3)
        #expect(sum("bytes", nodes) == 900 * (31 * (storage == "float32" ? 4 : 2) + 4))
        #expect(try folder.names == ["a.yaml"])
    }

    @Test("counts the rows of a file, of which some are held out")
    func file() throws {
        try folder.write("x,y,price\n" + (0..<50).map { "\($0),1,2\n" }.joined(), to: "rows.csv")
        try folder.write(
            """
            data: {file: {train: rows.csv, target: price}, validation_fraction: 0.2}
            model: {kind: linear_regression}
            """, to: "b.yaml")
        let nodes = try nodes("b.yaml", "--numa", "off")
        #expect(sum("rows", nodes) == 40 && sum("bytes", nodes) == 40 * 12)
        #expect(nodes.count == 1 && nodes[0]["node"] is NSNull)
    }

    @Test("agrees with what a run then finds")
    func run() throws {
        #expect(try folder.lockstep("train", "a.yaml", "--workers", "2").status == 0)
        let summary = try folder.json("runs/topology/summary.json")
        let memory = try #require(summary.members["memory"] as? [[String: Any]])
        let rows = memory.filter { $0["use"] as? String == "rows" }
        let planned = try nodes("a.yaml", "--workers", "2")
        #expect(rows.map { $0["bytes"] as? Int } == planned.map { $0["bytes"] as? Int })
        #expect(rows.map { $0["node"] as? Int } == planned.map { $0["node"] as? Int })
    }

    @Test("a mistake in the configuration is told")
    func mistakes() throws {
        for (arguments, message) in [
            (["missing.yaml"], "missing.yaml"), (["a.yaml", "--set", "training.shards=0"], "training.shards"),
            (["a.yaml", "--set", "data.synthetic.rows=1_000_000_000_000"], "data.synthetic.rows"),
        ] {
            let outcome = try folder.lockstep(["topology"] + arguments)
            #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errorLines.count == 1)
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
        }
    }
}
