import Kernels
import NUMA
import Ranks

/// A vector of doubles for each shard that this rank holds, and how they are added up: by the shards' tree, as in every
/// other sum.
final class ShardSums: @unchecked Sendable {  // Safe: each shard's numbers are written by one thread at a time.
    /// Numbers of a vector.
    let width: Int
    private let memory: NodeMemory<Double>
    private let held: Range<Int>
    private let tree: RankTree
    private let ranks: Communicator
    private static let numbersAtOnce = 2048

    init(width: Int, shardCount: Int, ranks: Communicator) throws(NUMAError) {
        self.width = width
        self.ranks = ranks
        held = ranks.share(of: shardCount)
        memory = try NodeMemory(count: width * held.count)
        tree = RankTree(
            ShardTree(shardCount: shardCount),
            blocks: (0..<ranks.size).map { ranks.share(ofRank: $0, of: shardCount) })
    }

    /// The vector of a shard that is held here.
    subscript(shard: Int) -> UnsafeMutablePointer<Double> { memory.baseAddress + (shard - held.lowerBound) * width }

    /// Sets a shard's vector to zero.
    func clear(_ shard: Int) { self[shard].update(repeating: 0, count: width) }

    /// The sum over all shards of all ranks. Afterwards the vectors hold sums of some. Collective.
    func total(_ workers: Workers) -> [Double] {
        let pieces = (width + Self.numbersAtOnce - 1) / Self.numbersAtOnce
        let folds = tree.folds[ranks.rank]
        workers.perform(pieces) { piece in
            let range = piece * Self.numbersAtOnce..<min((piece + 1) * Self.numbersAtOnce, self.width)
            for fold in folds { self.add(self[fold.right], to: self[fold.left], range) }
        }
        guard ranks.size > 1 else { return Array(UnsafeBufferPointer(start: self[0], count: width)) }
        let own = tree.roots[ranks.rank].flatMap { Array(UnsafeBufferPointer(start: self[$0], count: width)) }
        var sums: [Int: [Double]] = [:]
        for (rank, numbers) in ranks.allGather(numbers: own).enumerated() {
            for (index, root) in tree.roots[rank].enumerated() {
                sums[root] = Array(numbers[index * width..<(index + 1) * width])
            }
        }
        for fold in tree.joins { sums[fold.left] = sum(sums[fold.left]!, 1, sums[fold.right]!) }
        return sums[0]!
    }

    private func add(_ right: UnsafePointer<Double>, to left: UnsafeMutablePointer<Double>, _ range: Range<Int>) {
        for index in range { left[index] += right[index] }
    }
}
