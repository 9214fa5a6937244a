import Testing
import Training

/// However shards are dealt to ranks, the sum of all is bracketed as by one process alone.
@Suite("The tree over ranks")
struct RankTreeTests {
    static func blocks(_ shardCount: Int, _ rankCount: Int) -> [Range<Int>] {
        (0..<rankCount).map { shardCount * $0 / rankCount..<shardCount * ($0 + 1) / rankCount }
    }

    @Test("gives one process's brackets for every number of shards and ranks", arguments: 1...70)
    func brackets(_ shardCount: Int) {
        for rankCount in 1...shardCount {
            let blocks = Self.blocks(shardCount, rankCount)
            let tree = RankTree(ShardTree(shardCount: shardCount), blocks: blocks)
            var gathered = [String?](repeating: nil, count: shardCount)
            for rank in 0..<rankCount {
                // A rank knows its own shards only.
                var own = [String?](repeating: nil, count: shardCount)
                for shard in blocks[rank] { own[shard] = "\(shard)" }
                Self.fold(&own, tree.folds[rank])
                for root in tree.roots[rank] { gathered[root] = own[root] }
            }
            Self.fold(&gathered, tree.joins)
            #expect(gathered[0] == ShardTreeTests.bracketed(0..<shardCount), "\(shardCount) shards, \(rankCount) ranks")
        }
    }

    static func fold(_ sums: inout [String?], _ folds: [ShardTree.Fold]) {
        for fold in folds {
            guard let left = sums[fold.left], let right = sums[fold.right] else {
                Issue.record("\(fold) of what is not there")
                return
            }
            sums[fold.left] = "(\(left)+\(right))"
        }
    }

    @Test("leaves each rank of a power of two one sum to send")
    func powersOfTwo() {
        let tree = RankTree(ShardTree(shardCount: 64), blocks: Self.blocks(64, 8))
        #expect(tree.roots == (0..<8).map { [8 * $0] })
        #expect(tree.joins.count == 7)
    }

    @Test("leaves each rank few sums to send, at most two for each level")
    func fewRoots() {
        for rankCount in 1...64 {
            let tree = RankTree(ShardTree(shardCount: 64), blocks: Self.blocks(64, rankCount))
            #expect(tree.roots.allSatisfy { $0.count <= 12 })
            #expect(tree.rootCount == tree.joins.count + 1)
        }
    }
}
