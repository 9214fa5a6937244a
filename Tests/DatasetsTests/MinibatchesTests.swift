import Datasets
import TestSupport
import Testing

@Suite struct MinibatchesTests {
    /// Random shapes, with the extremes among them: one row, batches larger than the set, more shards than rows.
    private static let shapes: [Minibatches] = {
        var random = SplitMix(state: 1)
        let extremes = [
            (1, 1, 1), (1, 1, 7), (1, 100, 3), (5, 5, 5), (5, 4, 5), (7, 100, 3), (7, 100, 64), (10, 3, 64),
            (100, 1, 1), (100, 1, 8), (100, 100, 1), (64, 16, 4), (65, 16, 4), (63, 16, 4), (1000, 64, 64),
            (1000, 63, 64),
        ]
        let any = (0..<300).map { _ in
            Minibatches(
                rowCount: .random(in: 1...400, using: &random), batchSize: .random(in: 1...130, using: &random),
                shardCount: .random(in: 1...70, using: &random))
        }
        return extremes.map { Minibatches(rowCount: $0, batchSize: $1, shardCount: $2) } + any
    }()

    /// What the definition says, position by position: the places that each shard of a step has.
    private func shards(_ cut: Minibatches, step: Int) -> [[Int]] {
        var shards = [[Int]](repeating: [], count: cut.shardCount)
        for t in step * cut.batchSize..<min((step + 1) * cut.batchSize, cut.rowCount) {
            shards[t % cut.shardCount].append(t / cut.shardCount)
        }
        return shards
    }

    @Test(arguments: shapes)
    func partitionsHaveNearlyEqualSizes(_ cut: Minibatches) {
        let sizes = (0..<cut.shardCount).map(cut.partitioning.size(of:))
        #expect(sizes.reduce(0, +) == cut.rowCount)
        #expect(sizes.max()! - sizes.min()! <= 1)
        // As a dataset deals its rows: the larger ones come first.
        #expect(sizes == sizes.sorted(by: >))
    }

    @Test(arguments: shapes)
    func stepsAreThoseOfTheDefinition(_ cut: Minibatches) {
        var step = 0
        while step * cut.batchSize < cut.rowCount {
            let found = (0..<cut.shardCount).map { Array(cut.places(ofShard: $0, step: step)) }
            #expect(found == shards(cut, step: step), "step \(step)")
            let begin = step * cut.batchSize
            #expect(cut.positions(ofStep: step) == begin..<min(begin + cut.batchSize, cut.rowCount), "step \(step)")
            step += 1
        }
        #expect(cut.stepsPerEpoch == step)
    }

    /// Each shard begins where the partition's last one ended, so that an epoch is seen once, and a step that is sought
    /// is the step that is walked to.
    @Test(arguments: shapes)
    func everyPlaceIsSeenOnceAnEpoch(_ cut: Minibatches) {
        var next = [Int](repeating: 0, count: cut.shardCount)
        var rowsLeft = cut.rowCount
        for step in 0..<cut.stepsPerEpoch {
            var rows = 0
            for shard in 0..<cut.shardCount {
                let places = cut.places(ofShard: shard, step: step)
                #expect(places.lowerBound == next[shard], "step \(step), shard \(shard)")
                next[shard] = places.upperBound
                rows += places.count
            }
            #expect(rows == min(cut.batchSize, rowsLeft), "step \(step)")
            rowsLeft -= rows
        }
        #expect(next == (0..<cut.shardCount).map(cut.partitioning.size(of:)))
    }

    @Test(arguments: shapes)
    func largestShardIsAMaximum(_ cut: Minibatches) {
        let largest = (0..<cut.stepsPerEpoch).flatMap { shards(cut, step: $0) }.map(\.count).max()
        #expect(cut.largestShard == largest)
    }

    /// Sizes of real sets: nothing overflows or rounds.
    @Test func largeSets() {
        let cut = Minibatches(rowCount: 1 << 40, batchSize: 1000, shardCount: 48)
        for step in [0, 1, cut.stepsPerEpoch / 2, cut.stepsPerEpoch - 1] {
            let found = (0..<cut.shardCount).map { Array(cut.places(ofShard: $0, step: step)) }
            #expect(found == shards(cut, step: step), "step \(step)")
        }
        #expect((0..<cut.shardCount).map(cut.partitioning.size(of:)).reduce(0, +) == 1 << 40)
    }

    @Test(arguments: [
        (1, 1), (10, 1), (63, 1), (64, 1), (127, 1), (128, 2), (191, 2), (192, 3), (256, 4), (1000, 15), (1024, 16),
        (4095, 63), (4096, 64), (4160, 64), (1 << 20, 64),
    ])
    func automaticShardCount(_ batchSize: Int, _ shardCount: Int) {
        #expect(Minibatches.automaticShardCount(batchSize: batchSize) == shardCount)
    }
}
