import Kernels
import Models
import NUMA

/// What a step over sparse rows works on: views of `SparseBuffers`.
struct SparseStepContext {
    let shape: SparseShape
    /// Whether columns that do not occur are left alone by the update too.
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

    /// Computes what a shard's rows contribute, and the shard's tail.
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

    /// Adds the shards' tails up in the same tree as the engine's, and puts the sums where the whole gradient has them.
    func foldTails(shardCount: Int, _ add: KernelTable.Add) {
        var distance = 1
        while distance < shardCount {
            for left in stride(from: 0, to: shardCount - distance, by: 2 * distance) {
                add(contributions[left].tail, contributions[left + distance].tail, shape.tailCount)
            }
            distance *= 2
        }
        let tail = contributions[0].tail
        (gradient + shape.biasOffset).update(from: tail, count: shape.head.biasCount)
        gradient[shape.parameterCount] = tail[shape.head.biasCount]
    }

    /// Adds a block's contributions up: those of each shard in order, and then the shards in the same tree as the
    /// engine's.
    func fold(_ block: Int, shardCount: Int, worker: Int) {
        let scratch = scratches[worker]
        fold(block, 0, scratch.levelCount, shardCount, into: sums[block], scratch.levels)
    }

    /// Adds up the shards `first ..< first + 2^level`, as far as there are any, into sums that are zero.
    private func fold(
        _ block: Int, _ first: Int, _ level: Int, _ shardCount: Int, into sums: ColumnSums,
        _ levels: UnsafePointer<ColumnSums>
    ) {
        guard level > 0 else { return addContributions(sums, contributions[first], block) }
        let half = 1 << (level - 1)
        fold(block, first, level - 1, shardCount, into: sums, levels)
        guard first + half < shardCount else { return }
        var right = levels[level - 1]
        right.firstColumn = sums.firstColumn
        right.columnCount = sums.columnCount
        fold(block, first + half, level - 1, shardCount, into: right, levels)
        moveSums(sums, right)
    }
}
