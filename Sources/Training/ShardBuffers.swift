import Datasets
import NUMA

/// The memory of the shards' gradients and of the workers, each on its node.
final class ShardBuffers {
    /// A gradient for each shard.
    let gradients: NodeMemory<UnsafeMutablePointer<Float>>
    /// A desk for each worker.
    let desks: NodeMemory<WorkerDesk>
    private let slabs: [Slab]

    /// Memory of one node that many things share.
    private final class Slab: Sendable {
        let memory: NodeMemory<UInt8>
        init(bytes: Int, node: Int?) throws(NUMAError) { memory = try NodeMemory(count: bytes, node: node) }
    }

    init(
        gradientCount: Int, scratchCount: Int, minibatches: Minibatches, workerCount: Int, placement: Placement
    ) throws(NUMAError) {
        let shardCount = minibatches.shardCount
        gradients = try NodeMemory(count: shardCount)
        desks = try NodeMemory(count: workerCount)

        let gradientBytes = apart(gradientCount * MemoryLayout<Float>.stride)
        let deskSize = WorkerDesk.Size(
            largestShard: minibatches.largestShard, shardCount: (shardCount + workerCount - 1) / workerCount)
        let deskBytes = apart(deskSize.byteCount(scratchCount: scratchCount))
        var slabs: [Slab] = []
        for (position, node) in placement.nodes.enumerated() {
            let shards = placement.share(ofNodeAt: position, of: shardCount)
            let workers = placement.share(ofNodeAt: position, of: workerCount)
            let slab = try Slab(
                bytes: shards.count * gradientBytes + workers.count * deskBytes,
                node: placement.isBinding ? node.id : nil)
            slabs.append(slab)
            var next = slab.memory.baseAddress
            for shard in shards {
                (gradients.baseAddress + shard)
                    .initialize(to: UnsafeMutableRawPointer(next).bindMemory(to: Float.self, capacity: gradientCount))
                next += gradientBytes
            }
            for worker in workers {
                (desks.baseAddress + worker).initialize(to: WorkerDesk(next, deskSize))
                next += deskBytes
            }
        }
        self.slabs = slabs
    }
}

/// Rounds up so that neighbours share no pair of cache lines.
private func apart(_ bytes: Int) -> Int { (bytes + 127) / 128 * 128 }
