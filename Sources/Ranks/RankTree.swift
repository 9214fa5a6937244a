/// The fixed binary tree over a step's shards, by whom each of its additions is done.
///
/// At distance 1, 2, 4 … the left one of two neighbours takes up the right one. A rank does what lies in its own block of
/// shards; what is left, the roots of the largest subtrees inside a block, is added on in the same order by everybody.
package struct RankTree: Sendable {
    /// An addition: the sum at shard `right` goes to that at shard `left`.
    package struct Fold: Sendable, Equatable, BitwiseCopyable {
        package let left: Int
        package let right: Int
    }

    /// Shards of all ranks.
    package let shardCount: Int
    /// For each rank the additions inside its block, in order.
    package let folds: [[Fold]]
    /// For each rank the shards where its sums are after that, ascending.
    package let roots: [[Int]]
    /// The additions of different ranks' sums, in order; the last one's is the sum of all at shard 0.
    package let joins: [Fold]

    /// - Parameters:
    ///   - shardCount: at least one shard.
    ///   - blocks: for each rank its contiguous block of shards, in order; none is empty.
    package init(shardCount: Int, blocks: [Range<Int>]) {
        var folds = blocks.map { _ in [Fold]() }
        var joins: [Fold] = []
        var taken: Set<Int> = []
        var distance = 1
        while distance < shardCount {
            for left in stride(from: 0, to: shardCount - distance, by: 2 * distance) {
                let fold = Fold(left: left, right: left + distance)
                let whole = left..<min(left + 2 * distance, shardCount)
                if let owner = blocks.firstIndex(where: {
                    $0.contains(whole.lowerBound) && whole.upperBound <= $0.upperBound
                }) {
                    folds[owner].append(fold)
                    taken.insert(fold.right)
                } else {
                    joins.append(fold)
                }
            }
            distance *= 2
        }
        self.shardCount = shardCount
        self.folds = folds
        self.joins = joins
        roots = blocks.map { $0.filter { !taken.contains($0) } }
    }

    /// Shards whose sums are exchanged, of all ranks.
    package var rootCount: Int { roots.reduce(0) { $0 + $1.count } }
}
