import Datasets
import Kernels
import Models
import NUMA
import Optimizers

/// The work of a step of minibatch descent over sparse rows.
///
/// Computing a shard gives the contributions of its rows' numbers, sorted by blocks of columns. Then each block is
/// folded over the shards and updated. Both touch only the columns that occur, unless the optimizer must change all of
/// them.
///
/// Each of several ranks computes its own shards, and gets those of the others before the rounds of blocks.
struct SparseStep: StepWork, @unchecked Sendable {
    // Safe: the engine gives the memory of each shard, block and worker to one thread at a time, and `finishRound` has
    // the rest to itself, the exchange included.

    let context: StepContext
    let sparse: SparseStepContext
    /// The shards of this process, which the engine counts from 0.
    let shards: Range<Int>
    /// What ranks need; nil for a single process. The trainer owns it.
    unowned(unsafe) let exchange: SparseExchange?

    var roundCount: Int { context.optimizer.needsNorm ? 3 : 2 }
    var blockCount: Int { context.parameters.blocks.count }

    func computeShard(_ claim: ShardClaim, upcoming: ShardClaim?, worker: Int) {
        let here = context.rows
        let scratch = here.scratches[worker]
        let workerState = here.workerStates[worker]
        let first = shards.lowerBound
        let claim = claim.counted(from: first)
        let current = here.gathered(here.rows(of: claim), scratch)
        let next =
            upcoming.map { here.gathered(here.rows(of: $0.counted(from: first)), scratch) } ?? current.slice(0..<0)
        sparse.sumGradient(
            over: current, upcoming: next, prefetchDistance: here.prefetchDistance,
            parameters: context.parameters.views[workerState.pointee.nodePosition],
            scale: Float(context.progress.pointee.decay.scale.factor),
            shard: claim.shard, worker: worker)
        workerState.pointee.count(current.count, ofNodeAt: here.shardNodes[claim.shard])
    }

    func foldShard(_ right: Int, into left: Int) {}

    func computeBlock(_ block: Int, round: Int, worker: Int) {
        if round == 1 {
            sparse.fold(block, context.sums.tree, worker: worker)
            if context.optimizer.needsNorm { context.measure(block) }
        }
        // If the norm must be known first, the update is a round of its own.
        if round == roundCount - 1 { update(block, worker) }
    }

    func finishRound(_ round: Int, ofStep step: Int) -> Bool {
        let here = context
        if round == 0 {
            exchange?.exchangeContributions(isAskedToStop: here.interruption?.isRequested == true)
            sparse.foldTails(here.sums.tree, here.sums.add)
            guard here.beginUpdate(ofStep: step, loss: here.sums.loss) else { return false }
            if sparse.isLazy {
                let steps = here.rows.steps
                here.progress.pointee.decay.weightFactor = here.progress.pointee.decay.scale.decay(
                    in: steps.ofRun(step), of: steps.totalSteps, by: here.optimizer
                ).map { Float($0) }
            }
            return true
        } else if round < roundCount - 1 {
            here.clip()
            return true
        }
        here.rows.prepareOrders(afterStep: step)
        // Ranks stop together, as they agreed in the exchange.
        return exchange == nil ? here.interruption?.isRequested != true : !sparse.isAskedToStop
    }

    private func update(_ block: Int, _ worker: Int) {
        let sums = sparse.sums[block]
        if sparse.isLazy { updateLazily(block, sums, worker) } else { context.update(block) }
        sums.clear()
    }

    private func updateLazily(_ block: Int, _ sums: ColumnSums, _ worker: Int) {
        let here = context.parameters
        let progress = context.progress.pointee
        for index in here.blocks[block].ranges {
            let range = here.ranges[index]
            guard range.isWeight else {
                here.update(range, step: progress.update)
                continue
            }
            scale(range, by: progress.decay.weightFactor)
            let step = progress.update.lazy(progress.decay.scale)
            if sums.count.pointee == ColumnSums.all {
                here.update(range, step: step)
            } else if sums.stride > 1 {
                for index in 0..<sums.count.pointee {
                    let column = ParameterBlock.Range(
                        start: range.start + Int(sums.list[index]) * sums.stride, count: sums.stride, isWeight: true)
                    here.update(column, step: step)
                }
            } else {
                sparse.scratches[worker].packed.update(
                    PackedColumns.Columns(
                        views: here.views, start: range.start, gradientSum: sums.numbers,
                        firstState: here.firstState.map { $0 + range.start }),
                    sums.list, count: sums.count.pointee, with: here.optimizer, step: step)
            }
        }
        here.average(block, share: progress.averageShare, weightFactor: Float(progress.decay.scale.factor))
    }

    private func scale(_ range: ParameterBlock.Range, by factor: Float?) {
        guard let factor else { return }
        for view in context.parameters.views {
            for index in range.start..<range.start + range.count { view[index] *= factor }
        }
    }
}
