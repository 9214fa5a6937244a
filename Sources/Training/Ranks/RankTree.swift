/// The tree over a step's shards, by who does each of its additions.
///
/// A rank does those that lie in its own block of shards. The roots of the largest subtrees inside the blocks remain;
/// every rank, or the owner of a parameter, adds them in the tree's order.
package struct RankTree: Sendable {
    /// The shards of all ranks.
    package let shardCount: Int
    /// For each rank, the additions inside its block, in order.
    package let folds: [[ShardTree.Fold]]
    /// For each rank, the shards where its sums are after that, ascending.
    package let roots: [[Int]]
    /// The additions of different ranks' sums, in order; the last one's is the sum of all at shard 0.
    package let joins: [ShardTree.Fold]

    /// - Parameters:
    ///   - tree: the tree over the shards of all ranks.
    ///   - blocks: for each rank its contiguous block of shards, in order; none is empty.
    package init(_ tree: ShardTree, blocks: [Range<Int>]) {
        var folds = blocks.map { _ in [ShardTree.Fold]() }
        var joins: [ShardTree.Fold] = []
        var taken: Set<Int> = []
        tree.forEachFold { fold, distance in
            let summed = tree.shards(summedAt: fold.left, belowDistance: 2 * distance)
            if let owner = blocks.firstIndex(where: { $0.contains(summed) }) {
                folds[owner].append(fold)
                taken.insert(fold.right)
            } else {
                joins.append(fold)
            }
        }
        shardCount = tree.shardCount
        self.folds = folds
        self.joins = joins
        roots = blocks.map { $0.filter { !taken.contains($0) } }
    }

    /// Shards whose sums are exchanged, of all ranks.
    package var rootCount: Int { roots.reduce(0) { $0 + $1.count } }
}
