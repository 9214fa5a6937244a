import Kernels
import Models

/// The work of a step of minibatch descent: a shard's gradient, the sum of all, the update.
///
/// A view of memory that a `Trainer` owns, good for one span of steps.
struct GradientStep<M: Model>: StepWork, @unchecked Sendable {
    // Safe: the engine gives the memory of each shard, block and worker to one thread at a time, and `finishRound` has
    // the rest to itself.

    let model: M
    let context: StepContext

    var roundCount: Int { context.roundCount }
    var blockCount: Int { context.parameters.blocks.count }

    func computeShard(_ claim: ShardClaim, upcoming: ShardClaim?, worker: Int) {
        computeShard(claim, upcoming: upcoming, worker: worker) { _ in }
    }

    /// Computes a shard, and reports each part of the model's gradient as soon as it is complete.
    @inline(__always)
    func computeShard(
        _ claim: ShardClaim, upcoming: ShardClaim?, worker: Int, isWhole: (_ part: Int) -> Void
    ) {
        let here = context.rows
        let scratch = here.scratches[worker]
        let workerState = here.workerStates[worker]
        var current = here.gathered(here.rows(of: claim), scratch)
        var next = current.slice(0..<0)
        if here.isStreamed, let writer = here.orders.writers[claim.shard] {
            here.orders.readAhead(after: here.rows(of: claim))
            current = scratch.rows.make(current.places, count: current.count, by: writer, form: current.features)
        } else if let upcoming {
            next = here.gathered(here.rows(of: upcoming), scratch)
        }
        model.sumGradient(
            ofStep: here.steps.ofRun(claim.step), shard: claim.shard, over: current, upcoming: next,
            prefetchDistance: here.prefetchDistance,
            parameters: context.parameters.views[workerState.pointee.nodePosition],
            scratch: scratch.forModel, into: context.sums.gradients[claim.shard], isWhole: isWhole)
        workerState.pointee.count(current.count, ofNodeAt: here.shardNodes[claim.shard])
    }

    func foldShard(_ right: Int, into left: Int) { context.sums.fold(right, into: left) }

    func computeBlock(_ block: Int, round: Int, worker: Int) {
        if round == 1 { context.reduce(block) }
        // If the norm must be known first, the update is a round of its own.
        if round == roundCount - 1 { context.update(block) }
    }

    func finishRound(_ round: Int, ofStep step: Int) -> Bool {
        let here = context
        if round == 0 {
            if roundCount > 1 { here.sums.foldLosses() }
            guard here.beginUpdate(ofStep: step, loss: here.sums.loss) else { return false }
            guard roundCount == 1 else { return true }
            here.updateAll()
        } else if round < roundCount - 1 {
            here.clip()
            return true
        }
        here.rows.prepareOrders(afterStep: step)
        return here.interruption?.isRequested != true
    }
}
