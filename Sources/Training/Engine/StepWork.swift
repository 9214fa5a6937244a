/// What a step does, as the engine sees it. Every function may be called from any worker's thread; the engine makes
/// sure that no two calls touch the same shard or block, and that `finishRound` runs alone.
///
/// A step is a round of shards, followed by rounds of blocks if there are any. Blocks are parts of the parameters; all
/// workers share them, so that the reduction of a large model runs in parallel.
package protocol StepWork: Sendable {
    /// Rounds of a step: 1 for shards alone, which are then folded as soon as they are complete.
    var roundCount: Int { get }

    /// Blocks of each round after the first; at least one where there are such rounds.
    var blockCount: Int { get }

    /// Computes a shard of a step into the shard's own buffer.
    /// - Parameter upcoming: what the same worker will most likely compute next; nil at the end of the span.
    func computeShard(_ claim: ShardClaim, upcoming: ShardClaim?, worker: Int)

    /// Adds the buffer of shard `right` to that of shard `left`. Called only if shards are the only round.
    func foldShard(_ right: Int, into left: Int)

    /// Does a block's share of a round; the first round of blocks is 1.
    func computeBlock(_ block: Int, round: Int, worker: Int)

    /// Ends a round of a step. If shards are the only round, the sum of all of them is in the buffer of shard 0.
    /// - Returns: whether the span goes on; if not, nothing further is started.
    func finishRound(_ round: Int, ofStep step: Int) -> Bool
}
