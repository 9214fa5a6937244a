public import Datasets
public import NUMA
import Ranks

/// A memory node's share of a run: consecutive partitions of the rows, and workers.
public struct NodePlan: Sendable, Equatable {
    /// The node and its CPUs.
    public let node: Topology.Node
    /// Workers that are bound to the node's CPUs, of those that take part.
    public let workers: Range<Int>
    /// Partitions in the node's memory.
    public let partitions: Range<Int>
    /// Rows of these partitions.
    public let rowCount: Int
    /// Memory that these rows take, in bytes.
    public let byteCount: Int
}

extension MachinePlan {
    /// The plan of a run for each node of this process that takes part; a single one where nothing is placed.
    /// - Parameters:
    ///   - minibatches: the steps of the run.
    ///   - rowBytes: memory that a row takes, its target included, in bytes.
    ///   - partitionBytes: memory that each partition takes, in bytes, where rows differ; nil where they do not.
    public func nodePlans(
        for minibatches: Minibatches, rowBytes: Int, partitionBytes: [Int]? = nil
    ) -> [NodePlan] {
        let shards = ranks.share(of: minibatches.shardCount)
        let workerCount = min(workerCount, shards.count)
        return placement.nodes.indices.map { position in
            let part = placement.share(ofNodeAt: position, of: shards.count)
            let partitions = part.lowerBound + shards.lowerBound..<part.upperBound + shards.lowerBound
            let rowCount = partitions.reduce(0) { $0 + minibatches.partitioning.size(of: $1) }
            return NodePlan(
                node: placement.nodes[position], workers: placement.share(ofNodeAt: position, of: workerCount),
                partitions: partitions, rowCount: rowCount,
                byteCount: partitionBytes.map { $0[partitions].reduce(0, +) } ?? rowCount * rowBytes)
        }
    }
}
