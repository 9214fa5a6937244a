import Models
import Optimizers

/// The work of a step on one of several ranks: its own shards' gradients, the exchange, the update.
///
/// If the model is small and the rank's shards are a single subtree, shards are the only round and are folded as they
/// are completed. Otherwise rounds of blocks follow: one to fold the rank's shards and, if ranks own blocks, one to
/// fold the roots and one to update.
///
/// If a large model's gradient is completed part by part, each part is sent while those before it are computed.
struct RankStep<M: Model>: StepWork, @unchecked Sendable {
    // Safe: as for `GradientStep`. One thread at a time enters the exchange, in `finishRound` and when a part is
    // complete; in rounds of blocks, each thread has its block's numbers of it.

    /// What a rank does as a single process does.
    let step: GradientStep<M>
    // The trainer owns it, as it does the rest.
    unowned(unsafe) let exchange: RankExchange

    private var here: StepContext { step.context }

    var roundCount: Int {
        let foldsAsTheyCome = exchange.isOneSubtree && here.roundCount == 1
        guard exchange.ownsBlocks else { return foldsAsTheyCome ? 1 : 2 }
        return here.optimizer.needsNorm ? 4 : 3
    }

    var blockCount: Int { step.blockCount }

    func computeShard(_ claim: ShardClaim, upcoming: ShardClaim?, worker: Int) {
        let first = exchange.shards.lowerBound
        let claim = claim.counted(from: first)
        step.computeShard(claim, upcoming: upcoming?.counted(from: first), worker: worker) { part in
            exchange.sendIfWhole(part, ofShard: claim.shard)
        }
    }

    /// Called only if the rank's shards are a single subtree, which is then the tree over them.
    func foldShard(_ right: Int, into left: Int) {
        let first = exchange.shards.lowerBound
        step.foldShard(right + first, into: left + first)
    }

    func computeBlock(_ block: Int, round: Int, worker: Int) {
        let numbers = here.parameters.blocks[block].numbers
        if round == 1, !exchange.isSentEarly(block) { exchange.foldOwn(numbers) }
        guard round > 1, exchange.owns(block) else { return }
        if round == 2 {
            exchange.foldRoots(numbers)
            if here.optimizer.needsNorm { here.measure(block) }
        }
        if round == roundCount - 1 { here.update(block) }
    }

    func finishRound(_ round: Int, ofStep step: Int) -> Bool {
        if round == 0, roundCount > 1 { return true }
        if round == 0 || round == 1 {
            if round == 1 { exchange.foldOwnLosses() }
            let isRequested = exchange.exchangeRoots(word: here.interruption?.isRequested == true ? 1 : 0)
            here.progress.pointee.isInterrupted = isRequested
            guard here.beginUpdate(ofStep: step, loss: exchange.loss) else { return false }
            if exchange.ownsBlocks { return true }
            for block in 0..<blockCount { exchange.foldRoots(here.parameters.blocks[block].numbers) }
            here.updateAll()
        } else if round < roundCount - 1 {
            exchange.gatherNorms()
            here.clip()
            return true
        } else {
            exchange.gatherParameters()
            if here.parameters.views.count > 1 { here.parameters.refresh(0..<here.parameters.count) }
        }
        here.rows.prepareOrders(afterStep: step)
        return !here.progress.pointee.isInterrupted
    }
}
