/// A shard of a step, held by one worker.
package struct ShardClaim: Sendable, Equatable, BitwiseCopyable {
    package var step: Int
    package var shard: Int

    package init(step: Int, shard: Int) {
        self.step = step
        self.shard = shard
    }

    /// The same claim, numbered among the shards of all ranks: an engine counts its own from 0, and they start at
    /// `first`.
    func counted(from first: Int) -> ShardClaim { ShardClaim(step: step, shard: shard + first) }
}
