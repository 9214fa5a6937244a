import NUMA
import Testing

@Suite("CPUs and the memory nodes that may be used") struct NearestNodeTests {
    /// Two sockets of two nodes each, 12 within a socket and 32 across.
    private static let cpus = ["0-3", "4-7", "8-11", "12-15"]
    private static func distance(_ a: Int, _ b: Int) -> Int { a == b ? 10 : a / 2 == b / 2 ? 12 : 32 }

    @Test(
        "a CPU is its own node's, or the nearest one's where that may not be used",
        arguments: [
            ("0-15", [0, 1, 2, 3], [0: "0-3", 1: "4-7", 2: "8-11", 3: "12-15"]),
            ("2-5,12", [0, 1, 2, 3], [0: "2-3", 1: "4-5", 3: "12"]),
            ("0-15", [1, 2], [1: "0-7", 2: "8-15"]), ("0-15", [3], [3: "0-15"]),
            // Equally far from two: the first.
            ("8-11", [0, 1], [0: "8-11"]), ("0-15", [], [:]), ("", [0, 1], [:]),
            // A node of memory alone gets no CPU while all have one of their own.
            ("0-15", [0, 1, 2, 3, 4], [0: "0-3", 1: "4-7", 2: "8-11", 3: "12-15"]),
        ] as [(String, [Int], [Int: String])])
    func nearest(_ mask: String, _ memoryNodes: [Int], _ expected: [Int: String]) throws {
        let found = Topology.nearest(
            try Self.cpus.enumerated().map { ($0, try #require(CPUSet($1))) }, try #require(CPUSet(mask)),
            memoryNodes: memoryNodes, distance: Self.distance)
        #expect(found.map(\.id) == expected.keys.sorted())
        for (id, cpus) in found { #expect(cpus.description == expected[id], "node \(id)") }
    }
}
