import Datasets
import Kernels
import Models
import NUMA
import Optimizers

/// The work of a step of minibatch descent: a shard's gradient, the sum of all, the update.
///
/// A view of memory that a `Trainer` owns, good for one span of steps.
struct GradientStep<M: Model>: StepWork, @unchecked Sendable {
    // Safe: the engine gives each shard's, block's and worker's memory to one thread at a time, and the rest in
    // `finishRound`.

    let model: M
    let context: StepContext

    var roundCount: Int { context.roundCount }
    var blockCount: Int { context.blocks.count }

    func computeShard(_ claim: ShardClaim, upcoming: ShardClaim?, worker: Int) {
        computeShard(claim, upcoming: upcoming, worker: worker) { _ in }
    }

    /// Tells when a part of the model's gradient is whole.
    @inline(__always)
    func computeShard(
        _ claim: ShardClaim, upcoming: ShardClaim?, worker: Int, isWhole: (_ part: Int) -> Void
    ) {
        let here = context
        let scratch = here.scratches[worker]
        let workerState = here.workerStates[worker]
        var current = here.gathered(here.rows(of: claim), scratch)
        var next = current.slice(0..<0)
        if here.isStreamed, let writer = here.orders.writers[claim.shard] {
            here.orders.readAhead(behind: here.rows(of: claim))
            current = scratch.rows.make(current.places, count: current.count, by: writer, form: current.features)
        } else if let upcoming {
            next = here.gathered(here.rows(of: upcoming), scratch)
        }
        model.sumGradient(
            ofStep: here.stepsBefore + claim.step, shard: claim.shard, over: current, upcoming: next,
            prefetchDistance: here.prefetchDistance, parameters: here.views[workerState.pointee.nodePosition],
            scratch: scratch.forModel, into: here.gradients[claim.shard], isWhole: isWhole)
        workerState.pointee.count(current.count, ofNodeAt: here.shardNodes[claim.shard])
    }

    func foldShard(_ right: Int, into left: Int) {
        let here = context
        here.add(
            here.gradients[left], here.gradients[right], here.parameterCount + ParameterLayout.lossCount)
    }

    func computeBlock(_ block: Int, round: Int, worker: Int) {
        if round == 1 { context.reduce(block) }
        // With a norm to know first, the update is a round of its own.
        if round == roundCount - 1 { context.update(block) }
    }

    func finishRound(_ round: Int, ofStep step: Int) -> Bool {
        let here = context
        if round == 0 {
            if roundCount > 1 { here.foldLosses() }
            guard here.beginUpdate(ofStep: step, loss: here.total[here.parameterCount]) else { return false }
            guard roundCount == 1 else { return true }
            if here.optimizer.needsNorm {
                for block in 0..<blockCount { here.measure(block) }
                here.clip()
            }
            for block in 0..<blockCount { here.update(block) }
        } else if round < roundCount - 1 {
            here.clip()
            return true
        }
        here.prepareOrders(afterStep: step)
        return here.interruption?.isRequested != true
    }
}

/// What a step works on, whatever the model: views of a `Trainer`'s memory.
struct StepContext {
    let optimizer: Optimizer
    let minibatches: Minibatches
    let stepsPerEpoch: Int
    /// Steps of the run before the engine's step 0.
    let stepsBefore: Int
    /// Steps of the whole run.
    let totalSteps: Int
    let prefetchDistance: Int
    let permute: KernelTable.Permute
    let permuteBlocks: KernelTable.PermuteBlocks
    let add: KernelTable.Add
    let shardCount: Int
    // The trainer keeps them; counting references would cost more than a small step.
    unowned(unsafe) let orders: EpochOrders
    /// Whether rows are made whenever they are needed.
    let isStreamed: Bool
    /// For each node's position the parameters that its workers read; the first are those that are updated.
    let views: UnsafeBufferPointer<UnsafeMutablePointer<Float>>
    let parameterCount: Int
    let firstState: UnsafeMutablePointer<Float>?
    let secondState: UnsafeMutablePointer<Float>?
    let blocks: UnsafeBufferPointer<ParameterBlock>
    let ranges: UnsafePointer<ParameterBlock.Range>
    let blockNorms: UnsafeMutablePointer<Double>
    let gradients: UnsafePointer<UnsafeMutablePointer<Float>>
    /// Where the sums over all shards come together.
    let total: UnsafeMutablePointer<Float>
    let shardNodes: UnsafePointer<Int>
    let scratches: UnsafePointer<WorkerScratch>
    let workerStates: UnsafePointer<UnsafeMutablePointer<WorkerState>>
    let progress: UnsafeMutablePointer<SpanProgress>
    let interruption: Interruption?

    private var parameters: UnsafeMutablePointer<Float> { views[0] }

    /// Small models are folded as shards come, and updated by whoever comes last.
    var roundCount: Int {
        if blocks.count < ParameterBlock.fewestForRounds { return 1 }
        return optimizer.needsNorm ? 3 : 2
    }

    @inline(__always)
    func rows(of claim: ShardClaim) -> ShardRows {
        let (epoch, step) = (stepsBefore + claim.step).quotientAndRemainder(dividingBy: stepsPerEpoch)
        return ShardRows(
            shard: claim.shard, epoch: epoch, places: minibatches.places(ofShard: claim.shard, step: step),
            partitionSize: orders.entry(claim.shard, epoch).pointee.rowCount)
    }

    @inline(__always)
    func gathered(_ rows: ShardRows, _ scratch: WorkerScratch) -> GatheredRows {
        let entry = orders.entry(rows.shard, rows.epoch)
        let room = scratch.room(for: rows)
        if let missing = room.missing {
            let start = UInt32(truncatingIfNeeded: missing.first)
            switch entry.pointee.order {
            case .rows(let permutation): permute(permutation, start, missing.count, room.places)
            case .blocks(let permutation): permuteBlocks(permutation, start, missing.count, room.places)
            }
        }
        return GatheredRows(
            features: entry.pointee.features, targets: entry.pointee.targets, weights: entry.pointee.weights,
            places: room.places, count: rows.count)
    }

    /// Nobody reads an epoch that has ended, and nobody picks further ahead than the next step.
    func prepareOrders(afterStep step: Int) {
        let (epoch, next) = (stepsBefore + step + 1).quotientAndRemainder(dividingBy: stepsPerEpoch)
        if next == 0 { orders.prepare(epoch: epoch + 1) }
    }

    /// Adds the shards' numbers `range` up in the buffer of shard 0, in the same tree as the engine's.
    private func fold(_ range: Range<Int>) {
        var distance = 1
        while distance < shardCount {
            for left in stride(from: 0, to: shardCount - distance, by: 2 * distance) {
                add(
                    gradients[left] + range.lowerBound, gradients[left + distance] + range.lowerBound, range.count)
            }
            distance *= 2
        }
    }

    func foldLosses() {
        fold(parameterCount..<parameterCount + ParameterLayout.lossCount)
    }

    /// Takes note of the step's loss; false where it is no finite number, and then the step is not taken.
    func beginUpdate(ofStep step: Int, loss: Float) -> Bool {
        guard loss.isFinite else {
            progress.pointee.hasDiverged = true
            return false
        }
        progress.pointee.stepCount += 1
        let rowCount = minibatches.positions(ofStep: (stepsBefore + step) % stepsPerEpoch).count
        progress.pointee.rowCount += rowCount
        progress.pointee.lossSum += Double(loss)
        progress.pointee.update = optimizer.step(stepsBefore + step, of: totalSteps, rowCount: rowCount)
        return true
    }

    /// Sums a block over the shards, so much at a time that it stays in the first-level cache.
    func reduce(_ block: Int) {
        let numbers = blocks[block].numbers
        for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: 1024) {
            fold(start..<min(start + 1024, numbers.upperBound))
        }
        if optimizer.needsNorm { measure(block) }
    }

    /// The share of a block in the squared norm of the gradient.
    func measure(_ block: Int) {
        var norm = 0.0
        for index in blocks[block].ranges {
            let range = ranges[index]
            norm += optimizer.squaredNorm(
                parameters: parameters + range.start, gradientSum: total + range.start, count: range.count,
                isWeight: range.isWeight, step: progress.pointee.update!)
        }
        blockNorms[block] = norm
    }

    /// Scales the step down where the norm of the whole gradient, added up in the blocks' order, asks for it.
    func clip() {
        var norm = 0.0
        for block in 0..<blocks.count { norm += blockNorms[block] }
        progress.pointee.update = optimizer.clipped(progress.pointee.update!, squaredNorm: norm)
    }

    func update(_ block: Int) {
        for index in blocks[block].ranges {
            update(ranges[index], step: progress.pointee.update!)
        }
    }

    func update(_ range: ParameterBlock.Range, step: UpdateStep) {
        optimizer.update(
            parameters + range.start, gradientSum: total + range.start,
            firstState: firstState.map { $0 + range.start }, secondState: secondState.map { $0 + range.start },
            count: range.count, isWeight: range.isWeight, step: step)
        refresh(range.start..<range.start + range.count)
    }

    /// Brings the other nodes' copies of some parameters up to date.
    func refresh(_ numbers: Range<Int>) {
        for copy in views.dropFirst() {
            (copy + numbers.lowerBound).update(from: parameters + numbers.lowerBound, count: numbers.count)
        }
    }
}

/// What the steps of a span add up to.
struct SpanProgress: BitwiseCopyable {
    var stepCount = 0
    var rowCount = 0
    var lossSum = 0.0
    /// Whether the step after these was not taken, since its loss is not finite.
    var hasDiverged = false
    /// Whether some rank was asked to stop.
    var isInterrupted = false
    /// The update of the last step.
    var update: UpdateStep?
    /// What weights that are decayed lazily have in common.
    var weightScale = WeightScale()
    /// What all weights are to be multiplied by in the last step; nil for nothing.
    var weightFactor: Float?
}
