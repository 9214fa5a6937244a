import Datasets
import Kernels
import Models
import NUMA

/// What a step over sparse rows works with beside `ShardBuffers`: each shard's products on its node, the sums of all
/// shards, and each worker's room to fold a block.
final class SparseBuffers {
    /// The logarithm to base 2 of the columns of a block; such a block is a `ParameterBlock`.
    static let blockBits = ParameterBlock.size.trailingZeroBitCount

    /// Each shard's products.
    let contributions: NodeMemory<UnsafeMutablePointer<Contribution>>
    /// Where each block's begin among these.
    let blockStarts: NodeMemory<UnsafeMutablePointer<Int>>
    /// The sum of the gradients in the parameters' layout, and behind it that of the losses.
    let gradient: NodeMemory<UnsafeMutablePointer<Float>>
    /// For each block the columns' part of `gradient`.
    let sums: NodeMemory<ColumnSums>
    /// For each worker as many sums as the tree over the shards has levels.
    let levels: NodeMemory<ColumnSums>
    let levelCount: Int
    /// For each worker a number for each row of a shard.
    let outputs: NodeMemory<UnsafeMutablePointer<Float>>
    /// For each worker room for a packed update.
    let packed: NodeMemory<PackedColumns>
    private let gradientMemory: NodeMemory<Float>
    private let marks: NodeMemory<UInt8>
    private let lists: NodeMemory<UInt32>
    private let counts: NodeMemory<Int>
    private let shardSlabs: [Slab<UInt8>]
    private let workerSlabs: [Slab<UInt8>]

    init(
        _ dataset: Dataset, layout: ParameterLayout, blockCount: Int, minibatches: Minibatches, workerCount: Int,
        placement: Placement
    ) throws(NUMAError) {
        let shardCount = minibatches.shardCount
        let contributions = try NodeMemory<UnsafeMutablePointer<Contribution>>(count: shardCount)
        let blockStarts = try NodeMemory<UnsafeMutablePointer<Int>>(count: shardCount)
        // Of this no more is ever touched than a shard needs.
        let most = dataset.partitions.map { $0.mostNumbers(ofRows: minibatches.largestShard) }.max() ?? 0
        let startBytes = (blockCount + 1) * MemoryLayout<Int>.stride
        shardSlabs = try deal(
            shardCount, bytes: startBytes + most * MemoryLayout<Contribution>.stride, placement
        ) { shard, _, memory in
            (blockStarts.baseAddress + shard).initialize(
                to: memory.bindMemory(to: Int.self, capacity: blockCount + 1))
            (contributions.baseAddress + shard).initialize(
                to: (memory + startBytes).bindMemory(to: Contribution.self, capacity: most))
        }
        self.contributions = contributions
        self.blockStarts = blockStarts

        let size = 1 << Self.blockBits
        let limit = size / 8 + 1
        gradientMemory = try NodeMemory(
            count: layout.count + ParameterLayout.lossCount, node: placement.memoryNode(at: 0))
        gradient = try NodeMemory(count: 1)
        gradient.baseAddress.initialize(to: gradientMemory.baseAddress)
        marks = try NodeMemory(count: blockCount * size)
        lists = try NodeMemory(count: blockCount * limit)
        counts = try NodeMemory(count: blockCount)
        sums = try NodeMemory(count: blockCount)
        for block in 0..<blockCount {
            let first = block * size
            (sums.baseAddress + block).initialize(
                to: ColumnSums(
                    numbers: gradientMemory.baseAddress + first, marks: marks.baseAddress + first,
                    list: lists.baseAddress + block * limit, count: counts.baseAddress + block, firstColumn: first,
                    columnCount: max(min(size, dataset.featureCount - first), 0)))
        }

        let levelCount = Int.bitWidth - (shardCount - 1).leadingZeroBitCount
        self.levelCount = levelCount
        let levels = try NodeMemory<ColumnSums>(count: max(workerCount * levelCount, 1))
        let outputs = try NodeMemory<UnsafeMutablePointer<Float>>(count: workerCount)
        let packed = try NodeMemory<PackedColumns>(count: workerCount)
        let outputCount = (minibatches.largestShard + 15) / 16 * 16
        workerSlabs = try deal(
            workerCount,
            bytes: 4 * (outputCount + PackedColumns.numberCount) + levelCount * (size * 5 + limit * 4 + 4 + 8),
            placement
        ) { worker, _, memory in
            var rest = memory
            func take<Element>(_ count: Int, _: Element.Type) -> UnsafeMutablePointer<Element> {
                defer { rest += count * MemoryLayout<Element>.stride }
                return rest.bindMemory(to: Element.self, capacity: count)
            }
            for level in 0..<levelCount {
                (levels.baseAddress + worker * levelCount + level).initialize(
                    to: ColumnSums(
                        numbers: take(size, Float.self), marks: take(size, UInt8.self),
                        list: take(limit + 1, UInt32.self), count: take(1, Int.self), firstColumn: 0,
                        columnCount: size))
            }
            (packed.baseAddress + worker).initialize(
                to: PackedColumns(take(PackedColumns.numberCount, Float.self)))
            (outputs.baseAddress + worker).initialize(to: take(outputCount, Float.self))
        }
        self.levels = levels
        self.outputs = outputs
        self.packed = packed
    }

    /// Where the products, sums and the workers' room are, by node.
    var placedMemory: [PlacedMemory] {
        var sums = PlacedMemory(use: "gradients", plannedNode: gradientMemory.node)
        sums.add(gradientMemory)
        return shardSlabs.placed(for: "gradients") + [sums] + workerSlabs.placed(for: "scratch")
    }
}
