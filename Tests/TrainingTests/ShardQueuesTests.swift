import NUMA
import TestSupport
import Testing
import Training

@Suite("The queues of shards")
struct ShardQueuesTests {
    private struct Shape: CustomStringConvertible {
        let shards: Int
        let workers: Int
        let threads: Int
        let nodes: Int
        var description: String { "\(shards) shards, \(workers) workers, \(threads) threads, \(nodes) nodes" }
    }

    /// Shapes with fewer workers or shards than nodes among them.
    private func shapes(nodes: Int) -> [Shape] {
        var random = SplitMix(state: UInt64(nodes))
        return [(1, 1), (1, 9), (9, 1), (3, 2), (2, 3), (64, 64)].map {
            Shape(shards: $0, workers: $1, threads: $1, nodes: nodes)
        }
            + (0..<40).map { _ in
                Shape(
                    shards: .random(in: 1...100, using: &random), workers: .random(in: 1...100, using: &random),
                    threads: .random(in: 1...100, using: &random), nodes: nodes)
            }
    }

    private func deal(_ shape: Shape) throws -> ShardQueues {
        try ShardQueues(
            shardCount: shape.shards, workerCount: shape.workers, threadCount: shape.threads,
            placement: sharedNodes(shape.nodes))
    }

    @Test("hold every shard once, each on its node", arguments: [1, 2, 4])
    func shards(nodes: Int) throws {
        for shape in shapes(nodes: nodes) {
            let queues = try deal(shape).queues
            #expect(queues.flatMap { Array($0.shards) } == Array(0..<shape.shards), "\(shape)")
            #expect(queues.allSatisfy { !$0.shards.isEmpty }, "\(shape)")
            let shardNodes = queues.flatMap { Array(repeating: $0.nodePosition, count: $0.shards.count) }
            #expect(areDealtInBlocks(shardNodes, nodes), "\(shape)")
        }
    }

    @Test("are on nodes among which the workers are dealt too", arguments: [1, 2, 4])
    func workers(nodes: Int) throws {
        for shape in shapes(nodes: nodes) {
            let positions = try deal(shape).nodePositions
            #expect(positions.count == shape.workers, "\(shape)")
            #expect(areDealtInBlocks(positions, nodes), "\(shape)")
        }
    }

    @Test("are searched by every worker, all of them once, those of its own node first", arguments: [1, 2, 4])
    func searchOrder(nodes: Int) throws {
        for shape in shapes(nodes: nodes) {
            let dealt = try deal(shape)
            #expect(dealt.searchOrder.count == shape.workers, "\(shape)")
            for (worker, order) in dealt.searchOrder.enumerated() {
                #expect(order.sorted() == Array(dealt.queues.indices), "\(shape), worker \(worker)")
                let isOwnNode = order.map { dealt.queues[$0].nodePosition == dealt.nodePositions[worker] }
                let ownCount = isOwnNode.count { $0 }
                #expect(isOwnNode.prefix(ownCount).allSatisfy { $0 }, "\(shape), worker \(worker)")
            }
        }
    }

    @Test(
        "give each worker one of its own where there are enough shards, all of nearly equal length",
        arguments: [1, 2, 4])
    func homes(nodes: Int) throws {
        for shape in shapes(nodes: nodes) where min(shape.shards, shape.threads) >= shape.workers {
            let dealt = try deal(shape)
            let homes = dealt.searchOrder.map { $0[0] }
            #expect(Set(homes).count == homes.count, "\(shape)")
            for node in 0..<nodes {
                let lengths = dealt.queues.filter { $0.nodePosition == node }.map(\.shards.count)
                #expect((lengths.max() ?? 0) - (lengths.min() ?? 0) <= 1, "\(shape)")
            }
        }
    }

    @Test("are no more than can be served at once, but for one on each node", arguments: [1, 2, 4])
    func threads(nodes: Int) throws {
        for shape in shapes(nodes: nodes) {
            let queues = try deal(shape).queues
            #expect(queues.count <= max(min(shape.workers, shape.threads), nodes), "\(shape)")
        }
    }

    /// Whether the members' nodes come in ascending order and nearly equal numbers.
    private func areDealtInBlocks(_ positions: [Int], _ nodes: Int) -> Bool {
        let counts = (0..<nodes).map { node in positions.count { $0 == node } }
        return positions == positions.sorted() && counts.reduce(0, +) == positions.count
            && counts.max()! - counts.min()! <= 1
    }
}
