/// The fixed binary tree by which the sums of a step's shards are added: the only place that defines their order.
///
/// At distance 1, 2, 4 … every shard whose number is a multiple of twice the distance takes up the shard at that
/// distance to its right, if there is one. At the end shard 0 holds the sum of all. With five shards:
///
///     0  1  2  3  4
///     ├──┘  ├──┘  │     distance 1
///     ├─────┘     │     distance 2
///     ├───────────┘     distance 4
///
/// The promise: the tree depends on the number of shards alone. Floating-point addition is not associative; a sum over
/// shards has the same bits for any number of workers, memory nodes and ranks because this tree brackets every such
/// sum.
///
/// There are four ways to walk it, and all of them ask `fold(of:atDistance:)`: as shards are completed (`climb`), level
/// by level (`forEachFold`), depth first with one sum for each level (`foldDepthFirst`), and split over ranks
/// (`RankTree`).
package struct ShardTree: Sendable, BitwiseCopyable {
    /// An addition: the sum at shard `right` is added to that at shard `left`.
    package struct Fold: Sendable, Hashable, BitwiseCopyable {
        package let left: Int
        package let right: Int
    }

    /// The shards of a step, at least one.
    package let shardCount: Int

    /// The tree over `shardCount` shards, at least one.
    package init(shardCount: Int) {
        precondition(shardCount > 0, "a tree over no shards")
        self.shardCount = shardCount
    }

    /// Levels of additions: the depth of the deepest shard.
    package var levelCount: Int { Int.bitWidth - (shardCount - 1).leadingZeroBitCount }

    /// The addition at a distance that a shard's sum takes part in; nil where it has no neighbour there.
    /// - Parameters:
    ///   - shard: a multiple of the distance, since the sums at all others have already been added to one of those.
    ///   - distance: a power of two.
    @inline(__always)
    package func fold(of shard: Int, atDistance distance: Int) -> Fold? {
        let fold = Fold(left: shard & ~distance, right: shard | distance)
        return fold.right < shardCount ? fold : nil
    }

    /// The shards whose sum is at `shard` once the additions at all distances below `distance` are done.
    package func shards(summedAt shard: Int, belowDistance distance: Int) -> Range<Int> {
        shard..<min(shard + distance, shardCount)
    }

    /// Calls `body` for every addition, level by level from the shards to the root.
    @inline(__always)
    package func forEachFold(_ body: (_ fold: Fold, _ distance: Int) -> Void) {
        var distance = 1
        while distance < shardCount {
            var left = 0
            while let fold = fold(of: left, atDistance: distance) {
                body(fold, distance)
                left += 2 * distance
            }
            distance *= 2
        }
    }

    /// Adds up all shards depth first, from left to right, so that besides the sum there is at most one more for each
    /// level.
    /// - Parameters:
    ///   - sum: where the sum of all shards goes.
    ///   - take: puts a shard's numbers into a sum, which is still empty.
    ///   - room: an empty sum for a right half of at most `2^level` shards. The level is below `levelCount`, and no two
    ///     sums in use at the same time have the same one.
    ///   - add: adds the sum `right` to `left`; `right` must be empty afterwards.
    @inline(__always)
    package func foldDepthFirst<Sum>(
        into sum: Sum, take: (_ shard: Int, _ sum: Sum) -> Void, room: (_ level: Int) -> Sum,
        add: (_ right: Sum, _ left: Sum) -> Void
    ) {
        foldDepthFirst(from: 0, levelCount, into: sum, take, room, add)
    }

    private func foldDepthFirst<Sum>(
        from first: Int, _ level: Int, into sum: Sum, _ take: (Int, Sum) -> Void, _ room: (Int) -> Sum,
        _ add: (Sum, Sum) -> Void
    ) {
        guard level > 0 else { return take(first, sum) }
        foldDepthFirst(from: first, level - 1, into: sum, take, room, add)
        guard let fold = fold(of: first, atDistance: 1 << (level - 1)) else { return }
        let right = room(level - 1)
        foldDepthFirst(from: fold.right, level - 1, into: right, take, room, add)
        add(right, sum)
    }
}
