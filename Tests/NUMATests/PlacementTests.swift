import NUMA
import TestSupport
import Testing

@Suite struct PlacementTests {
    private func nodes(_ count: Int) -> [Topology.Node] {
        (0..<count).map { Topology.Node(id: 10 + $0, cpus: CPUSet([$0]), memoryBytes: nil) }
    }

    /// Blocks follow one another, cover all members, and differ by at most one.
    @Test(arguments: 1...9)
    func blocksAreContiguousAndNearlyEqual(_ nodeCount: Int) {
        let placement = Placement(nodes: nodes(nodeCount))
        for total in Array(0...70) + [1000, 1 << 40] {
            let blocks = (0..<nodeCount).map { placement.share(ofNodeAt: $0, of: total) }
            #expect(blocks.first?.lowerBound == 0 && blocks.last?.upperBound == total, "\(total) members")
            #expect(zip(blocks, blocks.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }, "\(total) members")
            let sizes = blocks.map(\.count)
            #expect(sizes.max()! - sizes.min()! <= 1, "\(total) members: \(sizes)")
        }
    }

    @Test(arguments: 1...9)
    func everyMemberHasExactlyOneNode(_ nodeCount: Int) {
        let placement = Placement(nodes: nodes(nodeCount))
        for total in 1...70 {
            for member in 0..<total {
                let owners = (0..<nodeCount).filter { placement.share(ofNodeAt: $0, of: total).contains(member) }
                #expect(owners == [placement.position(of: member, among: total)], "member \(member) of \(total)")
                // One node leaves nothing to choose; else the node's own number counts, not its position.
                let expected = nodeCount == 1 ? nil : 10 + owners[0]
                #expect(placement.memoryNode(of: member, among: total) == expected, "member \(member) of \(total)")
            }
        }
    }

    @Test func noNodesAreOne() {
        let placement = Placement(nodes: [])
        #expect(placement.nodes.count == 1 && !placement.isBinding)
        #expect(placement.position(of: 3, among: 5) == 0)
        #expect(placement.memoryNode(of: 3, among: 5) == nil)
    }

    @Test func threadsAreBoundAndGivenBackTheirMask() throws {
        let all = try onOwnThread { try CPUSet.ofCallingThread() }
        let cpus = (0..<8192).filter(all.contains).prefix(3)
        // On one CPU two nodes of it, for the sake of binding at all.
        let sets = (cpus.count == 1 ? cpus + cpus : cpus).map { CPUSet([$0]) }
        let placement = Placement(
            nodes: sets.enumerated().map { Topology.Node(id: $0, cpus: $1, memoryBytes: nil) })
        #expect(placement.isBinding)
        for (position, set) in sets.enumerated() {
            let (inside, nested, after) = try onOwnThread {
                let (inside, nested) = placement.withThread(at: position) {
                    let inside = try? CPUSet.ofCallingThread()
                    placement.withThread(at: 0) {}
                    return (inside, try? CPUSet.ofCallingThread())
                }
                return (inside, nested, try CPUSet.ofCallingThread())
            }
            #expect(inside == set && nested == set, "node at \(position)")
            #expect(after == all, "node at \(position)")
        }
    }

    /// Where there is nothing to choose the thread is left alone, and so it is where its mask cannot be set.
    @Test func threadsAreLeftAloneOtherwise() throws {
        let noCPU = Topology.Node(id: 0, cpus: CPUSet(), memoryBytes: nil)
        for placement in [Placement(nodes: nodes(1)), Placement(nodes: [noCPU, noCPU])] {
            let (before, inside, after) = try onOwnThread {
                let before = try CPUSet.ofCallingThread()
                let inside = placement.withThread(at: 0) { try? CPUSet.ofCallingThread() }
                return (before, inside, try CPUSet.ofCallingThread())
            }
            #expect(inside == before && after == before)
        }
    }
}

@Suite("Nodes of different size") struct UnequalNodeTests {
    private func placement(_ cpuCounts: [Int]) -> Placement {
        Placement(
            nodes: cpuCounts.enumerated().map { Topology.Node(id: $0, cpus: CPUSet(0..<$1), memoryBytes: nil) })
    }

    @Test("get blocks in proportion to their CPUs")
    func proportions() {
        var random = SplitMix(state: 3)
        for _ in 0..<200 {
            let cpuCounts = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                Int.random(in: 1...100, using: &random)
            }
            let total = Int.random(in: 1...1000, using: &random)
            let placement = placement(cpuCounts)
            var next = 0
            for (position, cpuCount) in cpuCounts.enumerated() {
                let share = placement.share(ofNodeAt: position, of: total)
                #expect(share.lowerBound == next, "\(cpuCounts), \(total)")
                next = share.upperBound
                let exact = Double(total) * Double(cpuCount) / Double(cpuCounts.reduce(0, +))
                #expect(abs(Double(share.count) - exact) < 1, "\(cpuCounts), \(total)")
                for member in share { #expect(placement.position(of: member, among: total) == position) }
            }
            #expect(next == total)
        }
    }

    @Test("are left out where they outnumber the workers, and threads are bound to the rest all the same")
    func fewWorkers() {
        let nodes = placement([4, 4, 4]).nodes
        for workerCount in 1...5 {
            let placement = Placement(nodes: nodes, workerCount: workerCount)
            #expect(placement.nodes == Array(nodes.prefix(workerCount)) && placement.isBinding)
        }
        let alone = Placement(nodes: [nodes[1]], workerCount: 3)
        #expect(alone.nodes == [nodes[1]] && !alone.isBinding && alone.memoryNode(at: 0) == nil)
        #expect(Placement(nodes: nodes, workerCount: 1).memoryNode(of: 5, among: 6) == 0)
    }
}
