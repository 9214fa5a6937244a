import Training

/// Work on memory that nothing but the engine protects, as a trainer's is: each step's shards add to what the step
/// before has left, and every sum has a closed form. Under the thread sanitizer it also finds races.
final class PlainWork: StepWork, @unchecked Sendable {
    // Safe if the engine keeps its word, which is what this is for.
    let roundCount: Int
    let blockCount: Int
    private let shards: UnsafeMutablePointer<Int>
    private let blocks: UnsafeMutablePointer<Int>
    private let shardCount: Int
    private(set) var finishedSteps = 0
    private(set) var wrongSums = 0

    init(shardCount: Int, roundCount: Int, blockCount: Int) {
        self.shardCount = shardCount
        self.roundCount = roundCount
        self.blockCount = blockCount
        shards = .allocate(capacity: shardCount)
        shards.initialize(repeating: 0, count: shardCount)
        blocks = .allocate(capacity: blockCount)
        blocks.initialize(repeating: 0, count: blockCount)
    }

    deinit {
        shards.deallocate()
        blocks.deallocate()
    }

    func computeShard(_ claim: ShardClaim, upcoming: ShardClaim?, worker: Int) {
        shards[claim.shard] = (finishedSteps + 1) * (claim.shard + 1)
    }

    func foldShard(_ right: Int, into left: Int) { shards[left] += shards[right] }

    /// The first round of blocks reads every shard, a later one what every block was in the round before.
    func computeBlock(_ block: Int, round: Int, worker: Int) {
        if round == 1 {
            blocks[block] = (0..<shardCount).reduce(block) { $0 + shards[$1] }
        } else {
            blocks[block] += 1
        }
    }

    func finishRound(_ round: Int, ofStep step: Int) -> Bool {
        let sum = (finishedSteps + 1) * shardCount * (shardCount + 1) / 2
        if roundCount == 1, shards[0] != sum { wrongSums += 1 }
        if round > 0 {
            for block in 0..<blockCount where blocks[block] != sum + block + round - 1 { wrongSums += 1 }
        }
        if round == roundCount - 1 { finishedSteps += 1 }
        return true
    }
}
