import Foundation
import NUMA
import Testing

@Suite struct TopologyTests {
    @Test func describesWhatThisProcessMayUse() throws {
        let (topology, mask) = try onOwnThread { (try Topology.current(), try CPUSet.ofCallingThread()) }
        #expect(topology.cpus == mask)
        #expect(!topology.nodes.isEmpty)
        #expect((1...mask.count).contains(topology.coreCount))
        #expect((1...topology.coreCount).contains(topology.defaultWorkers.count))

        // The nodes deal the process's CPUs among them: each CPU has one, and no node is without.
        #expect(topology.nodes.allSatisfy { !$0.cpus.isEmpty })
        #expect(topology.nodes.reduce(0) { $0 + $1.cpus.count } == mask.count)
        for node in topology.nodes { #expect(node.cpus.intersection(mask) == node.cpus, "node \(node.id)") }
        let ids = topology.nodes.map(\.id)
        #expect(ids == Set(ids).sorted())
        #expect(topology.nodes.allSatisfy { ($0.memoryBytes ?? 1) > 0 })
    }

    /// A process that `taskset` has confined sees no more than it was left.
    @Test func followsTheMask() throws {
        let all = try Topology.current().cpus
        for cpu in (0..<8192).filter(all.contains).prefix(3) {
            let topology = try onOwnThread {
                try CPUSet([cpu]).bindCallingThread()
                return try Topology.current()
            }
            #expect(topology.cpus == CPUSet([cpu]))
            #expect(topology.coreCount == 1 && topology.defaultWorkers.count == 1)
            #expect(topology.nodes.count == 1 && topology.nodes[0].cpus == CPUSet([cpu]))
        }
    }

    @Test func cachesGrowWithTheirLevel() throws {
        let caches = try Topology.current().caches
        for cache in caches { #expect((1...4).contains(cache.level) && cache.bytes > 0, "\(cache)") }
        #expect(caches.map(\.bytes) == caches.sorted { $0.level < $1.level }.map(\.bytes))
    }

    @Test func hugePagePolicyIsOneOfThree() {
        let policy = Topology.hugePagePolicy()
        #expect(policy == nil || ["always", "madvise", "never"].contains(policy))
    }
}
