import Testing
import Training

/// Every walk of the tree over shards gives one bracketing: that of `FoldTree`, which halves instead of doubling.
@Suite("The tree over shards")
struct ShardTreeTests {
    /// The sum of shards in brackets, by halving: the left half is the largest power of two that leaves something.
    static func bracketed(_ shards: Range<Int>) -> String {
        guard let fold = FoldTree.folds(over: shards).last else { return "\(shards.lowerBound)" }
        return "(\(bracketed(fold.left))+\(bracketed(fold.right)))"
    }

    @Test("is written out for a few shards")
    func examples() {
        #expect(Self.levelByLevel(1) == "0")
        #expect(Self.levelByLevel(2) == "(0+1)")
        #expect(Self.levelByLevel(3) == "((0+1)+2)")
        #expect(Self.levelByLevel(5) == "(((0+1)+(2+3))+4)")
        #expect(Self.levelByLevel(7) == "(((0+1)+(2+3))+((4+5)+6))")
        #expect(Self.levelByLevel(11) == "((((0+1)+(2+3))+((4+5)+(6+7)))+((8+9)+10))")
    }

    static func levelByLevel(_ shardCount: Int) -> String {
        var sums = (0..<shardCount).map { "\($0)" }
        ShardTree(shardCount: shardCount).forEachFold { fold, _ in
            sums[fold.left] = "(\(sums[fold.left])+\(sums[fold.right]))"
            sums[fold.right] = "taken"
        }
        return sums[0]
    }

    @Test("is the same level by level", arguments: 1...70)
    func levels(_ shardCount: Int) { #expect(Self.levelByLevel(shardCount) == Self.bracketed(0..<shardCount)) }

    @Test("is the same depth first, with one sum for each level at most", arguments: 1...70)
    func depthFirst(_ shardCount: Int) {
        final class Sum { var text = "" }
        let tree = ShardTree(shardCount: shardCount)
        let (all, levels) = (Sum(), (0..<tree.levelCount).map { _ in Sum() })
        tree.foldDepthFirst(into: all) { shard, sum in
            #expect(sum.text.isEmpty, "shard \(shard) to a sum that is in use")
            sum.text = "\(shard)"
        } room: { level in
            levels[level]
        } add: { right, left in
            left.text = "(\(left.text)+\(right.text))"
            right.text = ""
        }
        #expect(all.text == Self.bracketed(0..<shardCount))
        #expect(levels.allSatisfy { $0.text.isEmpty })
    }

    @Test("has as many levels as its deepest shard has additions above it", arguments: 1...70)
    func levelCount(_ shardCount: Int) {
        var depth = 0
        while 1 << depth < shardCount { depth += 1 }
        #expect(ShardTree(shardCount: shardCount).levelCount == depth)
    }

    @Test("knows which shards a sum is made of", arguments: 1...70)
    func summedShards(_ shardCount: Int) {
        let tree = ShardTree(shardCount: shardCount)
        var sums = (0..<shardCount).map { $0..<$0 + 1 }
        tree.forEachFold { fold, distance in
            #expect(sums[fold.left] == tree.shards(summedAt: fold.left, belowDistance: distance))
            #expect(sums[fold.right] == tree.shards(summedAt: fold.right, belowDistance: distance))
            #expect(sums[fold.left].upperBound == sums[fold.right].lowerBound)
            sums[fold.left] = sums[fold.left].lowerBound..<sums[fold.right].upperBound
        }
        #expect(sums[0] == 0..<shardCount)
    }

    // MARK: Gradients

    /// The sum of numbers in float32, bracketed by halving.
    private static func sum(_ numbers: [Float], _ shards: Range<Int>) -> Float {
        guard let fold = FoldTree.folds(over: shards).last else { return numbers[shards.lowerBound] }
        return sum(numbers, fold.left) + sum(numbers, fold.right)
    }

    /// With weights of zero and targets of 1, a row's gradient of ½(w·x − y)² is −x without any rounding. So a step
    /// over one row for each shard, at a learning rate of 1, leaves the sum of the rows' features over their number: in
    /// the tree's brackets, and in no others, to the last bit.
    @Test(
        "brackets the gradients of small models, which are one block, and of large ones",
        arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 33, 70], [40, 40_000])
    func gradients(shardCount: Int, featureCount: Int) throws {
        var problem = Problem(rowCount: shardCount, featureCount: featureCount, seed: 5)
        problem.targets = Array(repeating: 1, count: shardCount)
        // Of different sizes, or the sums of a few would not be rounded.
        problem.features = problem.features.enumerated().map { index, feature in feature / Float(1 + index % 13) }
        let expected = (0..<featureCount).map { feature in
            let column = (0..<shardCount).map { problem.features[$0 * featureCount + feature] }
            return Self.sum(column, 0..<shardCount) / Float(shardCount)
        }
        if shardCount > 2 {
            let inTurn = (0..<featureCount).map { feature in
                (0..<shardCount).reduce(Float(0)) { $0 + problem.features[$1 * featureCount + feature] }
                    / Float(shardCount)
            }
            #expect((inTurn == expected) == (shardCount == 3), "sums that do not depend on brackets prove nothing")
        }
        let plan = TrainingPlan(epochCount: 1, batchSize: shardCount, shardCount: shardCount, seed: 1)
        for workers in [1, 3] {
            let trainer = try problem.trainer(plan, learningRate: 1, machine: machine(workers: workers))
            try trainer.finish()
            #expect(trainer.completedSteps == 1)
            #expect(Array(trainer.values.prefix(featureCount)) == expected, "\(workers) workers")
        }
    }
}
