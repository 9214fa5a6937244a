import Datasets
import Kernels
import Models
import NUMA
import Ranks

/// What a step over sparse rows needs in addition to `ShardBuffers`: the contributions of each shard, on its node; the
/// sums of all shards; and room for each worker to fold a block.
///
/// A shard's tail, derivatives, block starts and contributions lie next to each other in this order, so that ranks can
/// send all of them in one message. The rows of the contributions lie after the room for the most contributions.
final class SparseBuffers {
    let shape: SparseShape
    /// The contributions of each shard, those of other ranks included, without the parts that belong to workers.
    let contributions: NodeMemory<ShardContributions>
    /// The most numbers that the rows of any shard have.
    let mostNumbers: Int
    /// The sum of the gradients in the parameters' layout, followed by that of the losses.
    let gradient: NodeMemory<UnsafeMutablePointer<Float>>
    /// For each block, its columns' part of `gradient`.
    let sums: NodeMemory<ColumnSums>
    /// The scratch of each worker.
    let scratches: NodeMemory<SparseScratch>
    private let gradientMemory: NodeMemory<Float>
    private let marks: NodeMemory<UInt8>
    private let lists: NodeMemory<UInt32>
    private let counts: NodeMemory<Int>
    private let levels: NodeMemory<ColumnSums>
    private let blockCount: Int
    private let shardSlabs: [Slab<UInt8>]
    private let workerSlabs: [Slab<UInt8>]

    /// Allocates the same amount on all ranks. Collective.
    init(
        _ dataset: Dataset, _ shape: SparseShape, blockCount: Int, minibatches: Minibatches, workerCount: Int,
        placement: Placement, ranks: Communicator
    ) throws(NUMAError) {
        self.shape = shape
        self.blockCount = blockCount
        let rowCount = minibatches.largestShard
        // Each shard touches no more of this than it needs.
        let mostNumbersHere = dataset.partitions[dataset.held].map { $0.mostNumbers(ofRows: rowCount) }.max() ?? 0
        let mostNumbers = Int(ranks.allReduceMaximum(UInt64(mostNumbersHere)))
        self.mostNumbers = mostNumbers
        let trackedCount = blockCount <= ShardContributions.mostTrackedBlocks ? rowCount * blockCount : 0
        let contributions = try NodeMemory<ShardContributions>(count: minibatches.shardCount)
        let shards = [dataset.held, 0..<dataset.held.lowerBound, dataset.held.upperBound..<minibatches.shardCount]
        var shardSlabs: [Slab<UInt8>] = []
        for shards in shards {
            shardSlabs += try deal(
                shards.count,
                bytes: 8 * (mostNumbers + blockCount + 2)
                    + 4 * (shape.tailCount + rowCount * shape.stride + (shape.stride > 1 ? mostNumbers : 0)),
                placement
            ) { index, _, memory in
                var rest = Carving(memory)
                let tail: UnsafeMutablePointer<Float> = rest.take(shape.tailCount)
                let derivatives: UnsafeMutablePointer<Float> = rest.take(rowCount * shape.stride)
                let blockStarts: UnsafeMutablePointer<Int> = rest.take(blockCount + 1)
                (contributions.baseAddress + shards.lowerBound + index).initialize(
                    to: ShardContributions(
                        all: rest.take(mostNumbers), rows: rest.take(shape.stride > 1 ? mostNumbers : 0),
                        blockStarts: blockStarts, derivatives: derivatives, tail: tail))
            }
        }
        self.shardSlabs = shardSlabs
        self.contributions = contributions

        let size = 1 << shape.blockBits
        let listCount = size / 8 + 1
        gradientMemory = try NodeMemory(
            count: shape.parameterCount + ParameterLayout.lossCount, node: placement.memoryNode(at: 0))
        gradient = try NodeMemory(count: 1)
        gradient.baseAddress.initialize(to: gradientMemory.baseAddress)
        marks = try NodeMemory(count: blockCount * size)
        lists = try NodeMemory(count: blockCount * listCount)
        counts = try NodeMemory(count: blockCount)
        sums = try NodeMemory(count: blockCount)
        for block in 0..<blockCount {
            let first = block * size
            (sums.baseAddress + block).initialize(
                to: ColumnSums(
                    numbers: gradientMemory.baseAddress + first * shape.stride, marks: marks.baseAddress + first,
                    list: lists.baseAddress + block * listCount, count: counts.baseAddress + block,
                    firstColumn: first, columnCount: max(min(size, dataset.featureCount - first), 0),
                    stride: shape.stride))
        }

        let levelCount = ShardTree(shardCount: minibatches.shardCount).levelCount
        let levels = try NodeMemory<ColumnSums>(count: workerCount * levelCount)
        let scratches = try NodeMemory<SparseScratch>(count: workerCount)
        workerSlabs = try deal(
            workerCount,
            bytes: 4 * (trackedCount + 2 * rowCount + PackedColumns.numberCount)
                + levelCount * (size * (4 * shape.stride + 1) + 4 * (listCount + 1) + 8 + 16),
            placement
        ) { worker, _, memory in
            var rest = Carving(memory)
            let own = levels.baseAddress + worker * levelCount
            for level in 0..<levelCount {
                (own + level).initialize(
                    to: ColumnSums(
                        numbers: rest.take(size * shape.stride), marks: rest.take(size), list: rest.take(listCount),
                        count: rest.take(1), firstColumn: 0, columnCount: size, stride: shape.stride))
            }
            (scratches.baseAddress + worker).initialize(
                to: SparseScratch(
                    levels: own, runEnds: rest.take(trackedCount),
                    scratch: rest.take(2 * rowCount), packed: PackedColumns(rest.take(PackedColumns.numberCount))))
        }
        self.levels = levels
        self.scratches = scratches
    }

    /// How many numbers the rows of a shard have in the current step.
    func numberCount(ofShard shard: Int) -> Int { contributions.baseAddress[shard].blockStarts[blockCount] }

    /// Records in a shard's tail whether its rank was asked to stop.
    func markTail(ofShard shard: Int, _ isAskedToStop: Bool) {
        contributions.baseAddress[shard].tail[shape.tailCount - 1] = isAskedToStop ? 1 : 0
    }

    /// Calls `body` for each stretch of memory that holds a part of a shard's first `numberCount` contributions.
    func forEachPart(
        ofShard shard: Int, numberCount: Int, _ body: (_ start: UnsafeMutableRawPointer, _ wordCount: Int) -> Void
    ) {
        let shard = contributions.baseAddress[shard]
        let start = UnsafeMutableRawPointer(shard.tail)
        body(start, (UnsafeMutableRawPointer(shard.all + numberCount) - start) / 4)
        if shape.stride > 1 { body(shard.rows, numberCount) }
    }

    /// Where the contributions, sums and the workers' room are, by node.
    var placedMemory: [PlacedMemory] {
        var sums = PlacedMemory(use: "gradients", plannedNode: gradientMemory.node)
        sums.add(gradientMemory)
        return shardSlabs.placed(for: "gradients") + [sums] + workerSlabs.placed(for: "scratch")
    }
}

/// A worker's own memory for steps over sparse rows.
struct SparseScratch: BitwiseCopyable {
    /// Sums for the levels of the tree over the shards.
    let levels: UnsafePointer<ColumnSums>
    let runEnds: UnsafeMutablePointer<UInt32>
    let scratch: UnsafeMutablePointer<Float>
    let packed: PackedColumns
}

/// Memory that is handed out piece by piece.
private struct Carving {
    private var rest: UnsafeMutableRawPointer

    init(_ memory: UnsafeMutableRawPointer) { rest = memory }

    mutating func take<Element: BitwiseCopyable>(_ count: Int) -> UnsafeMutablePointer<Element> {
        let start = rest.alignedUp(for: Element.self)
        rest = start + count * MemoryLayout<Element>.stride
        return start.bindMemory(to: Element.self, capacity: count)
    }
}
