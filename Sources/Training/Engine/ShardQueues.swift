package import NUMA

/// How shards are dealt to workers. Each worker has a queue of consecutive shards on its own node. It takes from that
/// queue first, then from the other queues of its node, then from those of other nodes.
package struct ShardQueues: Sendable {
    /// Consecutive shards on one node.
    package struct Queue: Sendable, Equatable {
        package let shards: Range<Int>
        /// The node's position in the placement.
        package let nodePosition: Int
    }

    /// All queues; every shard is in exactly one, and no queue is empty.
    package let queues: [Queue]
    /// For each worker, the queues in the order in which it looks at them; the first is its own.
    package let searchOrder: [[Int]]
    /// For each worker, the position of its node in the placement.
    package let nodePositions: [Int]

    /// Deals `shardCount` shards to `workerCount` workers.
    /// - Parameter threadCount: workers that can run at the same time. If there are more workers, they share queues, so
    ///   that those that run have long queues and know what comes next.
    package init(shardCount: Int, workerCount: Int, threadCount: Int, placement: Placement) {
        var queues: [Queue] = []
        var homes = [Int](repeating: 0, count: workerCount)
        var nodePositions = [Int](repeating: 0, count: workerCount)
        for position in placement.nodes.indices {
            let shards = placement.share(ofNodeAt: position, of: shardCount)
            let workers = placement.share(ofNodeAt: position, of: workerCount)
            for worker in workers { nodePositions[worker] = position }
            let threads = placement.share(ofNodeAt: position, of: threadCount)
            let count = min(shards.count, max(min(workers.count, threads.count), 1))
            let first = queues.count
            for index in 0..<count {
                let start = shards.lowerBound + shards.count * index / count
                let end = shards.lowerBound + shards.count * (index + 1) / count
                queues.append(Queue(shards: start..<end, nodePosition: position))
            }
            for worker in workers {
                homes[worker] = count > 0 ? first + (worker - workers.lowerBound) % count : 0
            }
        }
        precondition(queues.allSatisfy { !$0.shards.isEmpty }, "a queue without a shard")
        self.queues = queues
        self.nodePositions = nodePositions
        self.searchOrder = (0..<workerCount).map { worker in
            let rotated = queues.indices.map { (homes[worker] + $0) % queues.count }
            let own = rotated.filter { queues[$0].nodePosition == nodePositions[worker] }
            return own + rotated.filter { queues[$0].nodePosition != nodePositions[worker] }
        }
    }
}
