import Datasets
import Kernels

/// The rows' side of a step: which rows a shard has, where they lie, and who reads them.
struct StepRows {
    let steps: StepNumbers
    // The trainer owns them; counting references would cost more than a small step.
    unowned(unsafe) let orders: EpochOrders
    /// Whether rows are made each time they are needed.
    let isStreamed: Bool
    let prefetchDistance: Int
    let permute: KernelTable.Permute
    let permuteBlocks: KernelTable.PermuteBlocks
    /// For each shard, the position of its node in the placement.
    let shardNodes: UnsafePointer<Int>
    let scratches: UnsafePointer<WorkerScratch>
    let workerStates: UnsafePointer<UnsafeMutablePointer<WorkerState>>

    @inline(__always)
    func rows(of claim: ShardClaim) -> ShardRows {
        let (epoch, step) = steps.ofEpoch(claim.step)
        return ShardRows(
            shard: claim.shard, epoch: epoch, places: steps.minibatches.places(ofShard: claim.shard, step: step),
            partitionSize: orders.entry(claim.shard, epoch).pointee.rowCount)
    }

    @inline(__always)
    func gathered(_ rows: ShardRows, _ scratch: WorkerScratch) -> GatheredRows {
        let entry = orders.entry(rows.shard, rows.epoch)
        let room = scratch.room(for: rows)
        if let missing = room.missing {
            let start = UInt32(truncatingIfNeeded: missing.first)
            switch entry.pointee.order {
            case .rows(let permutation): permute(permutation, start, missing.count, room.places)
            case .blocks(let permutation): permuteBlocks(permutation, start, missing.count, room.places)
            }
        }
        return GatheredRows(
            features: entry.pointee.features, targets: entry.pointee.targets, weights: entry.pointee.weights,
            places: room.places, count: rows.count)
    }

    /// If the next step starts an epoch, prepares the orders of the epoch after it. They replace those of the epoch
    /// that has ended, which nobody reads any more; and nobody picks rows further ahead than the next step.
    func prepareOrders(afterStep step: Int) {
        let (epoch, next) = steps.ofEpoch(step + 1)
        if next == 0 { orders.prepare(epoch: epoch + 1) }
    }
}
