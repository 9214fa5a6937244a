import Datasets
import NUMA

/// The memory of the shards' gradients and of the workers, each on its node.
final class ShardBuffers {
    /// A gradient for each shard.
    let gradients: NodeMemory<UnsafeMutablePointer<Float>>
    /// For each shard, the position of its node in the placement.
    let shardNodes: NodeMemory<Int>
    /// The scratch of each worker.
    let scratches: NodeMemory<WorkerScratch>
    /// The state of each worker.
    let workerStates: NodeMemory<UnsafeMutablePointer<WorkerState>>
    private let gradientSlabs: [Slab<UInt8>]
    private let workerSlabs: [Slab<UInt8>]

    /// - Parameter shards: those that this process computes; others have no memory here.
    init(
        gradientCount: Int, scratchCount: Int, streamedRowBytes: Int, hasWeights: Bool, minibatches: Minibatches,
        shards: Range<Int>, workerCount: Int, placement: Placement
    ) throws(NUMAError) {
        let gradients = try NodeMemory<UnsafeMutablePointer<Float>>(count: minibatches.shardCount)
        let shardNodes = try NodeMemory<Int>(count: minibatches.shardCount)
        gradientSlabs = try deal(
            shards.count, bytes: MemoryLayout<Float>.stride * gradientCount, placement
        ) { index, position, memory in
            let shard = shards.lowerBound + index
            (gradients.baseAddress + shard).initialize(to: memory.bindMemory(to: Float.self, capacity: gradientCount))
            shardNodes.baseAddress[shard] = position
        }

        let scratches = try NodeMemory<WorkerScratch>(count: workerCount)
        let workerStates = try NodeMemory<UnsafeMutablePointer<WorkerState>>(count: workerCount)
        let size = WorkerScratch.Size(
            largestShard: minibatches.largestShard, shardCount: (shards.count + workerCount - 1) / workerCount,
            scratchCount: scratchCount, streamedRowBytes: streamedRowBytes, hasWeights: hasWeights)
        let stateBytes = apart(MemoryLayout<WorkerState>.stride)
        workerSlabs = try deal(
            workerCount, bytes: stateBytes + size.byteCount, placement
        ) { worker, position, memory in
            let workerState = memory.bindMemory(to: WorkerState.self, capacity: 1)
            workerState.initialize(to: WorkerState(nodePosition: position))
            (workerStates.baseAddress + worker).initialize(to: workerState)
            let scratch = (memory + stateBytes).assumingMemoryBound(to: UInt8.self)
            (scratches.baseAddress + worker).initialize(to: WorkerScratch(scratch, size))
        }
        self.gradients = gradients
        self.shardNodes = shardNodes
        self.scratches = scratches
        self.workerStates = workerStates
    }

    /// Rows that all workers have read so far.
    var rowsRead: RowsRead {
        (0..<workerStates.count).reduce(into: RowsRead()) { $0 += workerStates.baseAddress[$1].pointee.rowsRead }
    }

    /// Where the gradients and the workers' scratch are, by node.
    var placedMemory: [PlacedMemory] {
        gradientSlabs.placed(for: "gradients") + workerSlabs.placed(for: "scratch")
    }
}

/// Gives each of `0 ..< total` members `bytes` bytes on its node, from one slab for each node.
func deal(
    _ total: Int, bytes: Int, _ placement: Placement,
    _ take: (_ member: Int, _ nodePosition: Int, UnsafeMutableRawPointer) -> Void
) throws(NUMAError) -> [Slab<UInt8>] {
    let distance = apart(bytes)
    var slabs: [Slab<UInt8>] = []
    for position in placement.nodes.indices {
        let members = placement.share(ofNodeAt: position, of: total)
        let slab = try Slab<UInt8>(count: members.count * distance, node: placement.memoryNode(at: position))
        for (index, member) in members.enumerated() {
            take(member, position, UnsafeMutableRawPointer(slab.baseAddress + index * distance))
        }
        slabs.append(slab)
    }
    return slabs
}

extension [Slab<UInt8>] {
    func placed(for use: String) -> [PlacedMemory] {
        filter { $0.memory.count > 0 }.map { slab in
            var placed = PlacedMemory(use: use, plannedNode: slab.memory.node)
            placed.add(slab.memory)
            return placed
        }
    }
}

/// Rounds up so that neighbours do not share a pair of cache lines.
private func apart(_ bytes: Int) -> Int { (bytes + 127) / 128 * 128 }
