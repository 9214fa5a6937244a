import NUMA
import Testing

@Suite("Memory and where the kernel says that it is") struct PlacedMemoryTests {
    private static let pageBytes = 4096

    /// Touches `pageCount` pages of a memory and asks for all of them.
    private func look(_ memory: borrowing NodeMemory<UInt8>, touching pageCount: Int, plannedNode: Int?) -> PlacedMemory
    {
        for page in 0..<pageCount { memory.baseAddress[page * Self.pageBytes] = 1 }
        var placed = PlacedMemory(use: "rows", plannedNode: plannedNode)
        placed.add(memory)
        return placed
    }

    @Test("counts the pages that were touched, up to as many as it looks at", arguments: [0, 1, 7, 100, 300])
    func counts(pageCount: Int) throws {
        let node = try Topology.current().nodes[0].id
        let memory = try NodeMemory<UInt8>(count: pageCount * Self.pageBytes, node: node)
        let touched = pageCount / 2
        let placed = look(memory, touching: touched, plannedNode: node)
        #expect(placed.byteCount == pageCount * Self.pageBytes)
        // A container may forbid the question.
        let found = placed.pages.values.reduce(0, +)
        #expect(found == touched || placed.pages.isEmpty)
    }

    @Test("looks at evenly spaced pages of a large memory")
    func samples() throws {
        let pageCount = 3 * PlacedMemory.pagesPerPiece
        let memory = try NodeMemory<UInt8>(count: pageCount * Self.pageBytes)
        let placed = look(memory, touching: pageCount, plannedNode: nil)
        let found = placed.pages.values.reduce(0, +)
        #expect(found == PlacedMemory.pagesPerPiece || placed.pages.isEmpty)
    }

    @Test("sums over pieces")
    func sums() throws {
        let memory = try NodeMemory<UInt8>(count: 10 * Self.pageBytes)
        var placed = look(memory, touching: 10, plannedNode: nil)
        let once = placed
        placed.add(memory)
        #expect(placed.byteCount == 2 * once.byteCount)
        #expect(placed.pages == once.pages.mapValues { 2 * $0 })
    }

    @Test(
        "tells what is not on the planned node, in bytes",
        arguments: [
            (1, [1: 10], [:]), (1, [0: 5, 1: 15], [0: 250]), (0, [0: 5, 1: 15], [1: 750]),
            (3, [0: 1, 1: 1], [0: 500, 1: 500]),
            (1, [:], [:]), (nil, [0: 5, 1: 15], [:]),
        ] as [(Int?, [Int: Int], [Int: Int])])
    func stray(_ plannedNode: Int?, _ pages: [Int: Int], _ expected: [Int: Int]) {
        let placed = PlacedMemory(use: "rows", plannedNode: plannedNode, byteCount: 1000, pages: pages)
        #expect(placed.strayBytes == expected)
    }
}
