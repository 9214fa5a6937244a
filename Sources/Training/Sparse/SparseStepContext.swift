import Kernels
import Models
import NUMA

/// What a step over sparse rows works on: views of `SparseBuffers`.
struct SparseStepContext {
    let shape: SparseShape
    /// Whether the update, too, leaves columns alone that do not occur.
    let isLazy: Bool
    let blockCount: Int
    let contributions: UnsafePointer<ShardContributions>
    let sums: UnsafePointer<ColumnSums>
    let scratches: UnsafePointer<SparseScratch>
    private let gradient: UnsafeMutablePointer<Float>
    private let sumGradientKernel: KernelTable.SparseGradient
    private let addContributions: KernelTable.AddContributions
    private let moveSums: KernelTable.MoveSums

    init(_ buffers: SparseBuffers, isLazy: Bool, blockCount: Int, _ kernels: KernelTable) {
        shape = buffers.shape
        self.isLazy = isLazy
        self.blockCount = blockCount
        contributions = UnsafePointer(buffers.contributions.baseAddress)
        sums = UnsafePointer(buffers.sums.baseAddress)
        scratches = UnsafePointer(buffers.scratches.baseAddress)
        gradient = buffers.gradient.baseAddress.pointee
        sumGradientKernel = kernels.sparseGradient
        addContributions = kernels.addContributions
        moveSums = kernels.moveSums
    }

    /// Computes the contributions of a shard's rows, and the shard's tail.
    func sumGradient(
        over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int, parameters: UnsafePointer<Float>,
        scale: Float, shard: Int, worker: Int
    ) {
        var result = contributions[shard]
        result.runEnds = scratches[worker].runEnds
        result.scratch = scratches[worker].scratch
        sumGradientKernel(
            SparseGradientJob(
                rows: rows, upcoming: upcoming, prefetchDistance: prefetchDistance,
                model: shape.view(parameters, scale: scale), blockBits: shape.blockBits, blockCount: blockCount,
                result: result))
    }

    /// Whether any rank was asked to stop, once the tails are folded.
    var isAskedToStop: Bool { contributions[0].tail[shape.tailCount - 1] != 0 }

    /// Adds up the shards' tails, and puts the sums in their place in the whole gradient.
    func foldTails(_ tree: ShardTree, _ add: KernelTable.Add) {
        tree.forEachFold { fold, _ in
            add(contributions[fold.left].tail, contributions[fold.right].tail, shape.tailCount)
        }
        let tail = contributions[0].tail
        (gradient + shape.biasOffset).update(from: tail, count: shape.head.biasCount)
        gradient[shape.parameterCount] = tail[shape.head.biasCount]
    }

    /// Adds up a block's contributions: those of each shard in order, and then the shards by their tree.
    func fold(_ block: Int, _ tree: ShardTree, worker: Int) {
        let all = sums[block]
        let levels = scratches[worker].levels
        tree.foldDepthFirst(into: all) { shard, sums in
            addContributions(sums, contributions[shard], block)
        } room: { level in
            var sums = levels[level]
            sums.firstColumn = all.firstColumn
            sums.columnCount = all.columnCount
            return sums
        } add: { right, left in
            moveSums(left, right)
        }
    }
}
