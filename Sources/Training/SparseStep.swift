import Datasets
import Kernels
import Models
import NUMA
import Optimizers

/// The work of a step of minibatch descent over sparse rows.
///
/// A shard is what its rows' numbers contribute, sorted by blocks of columns; then each block is folded over the shards
/// and updated. Both touch only the columns that occur; where the optimizer wants more, the update touches them all.
struct SparseStep: StepWork, @unchecked Sendable {
    // Safe: the engine gives each shard's, block's and worker's memory to one thread at a time, and the rest in
    // `finishRound`.

    let model: LinearModel
    let surroundings: StepSurroundings
    let sparse: SparseSurroundings

    var roundCount: Int { surroundings.optimizer.needsNorm ? 3 : 2 }
    var blockCount: Int { surroundings.blocks.count }

    func computeShard(_ claim: ShardClaim, upcoming: ShardClaim?, worker: Int) {
        let here = surroundings
        let desk = here.desks[worker]
        let seat = here.seats[worker]
        let current = here.gathered(here.rows(of: claim), desk)
        let next = upcoming.map { here.gathered(here.rows(of: $0), desk) } ?? current.slice(0..<0)
        sparse.sumGradient(
            of: model, over: current, upcoming: next, prefetchDistance: here.prefetchDistance,
            parameters: here.views[seat.pointee.nodePosition], scale: Float(here.progress.pointee.weightScale.factor),
            shard: claim.shard, worker: worker)
        seat.pointee.count(current.count, ofNodeAt: here.shardNodes[claim.shard])
    }

    func foldShard(_ right: Int, into left: Int) {}

    func computeBlock(_ block: Int, round: Int, worker: Int) {
        if round == 1 {
            sparse.fold(block, shardCount: surroundings.shardCount, worker: worker)
            if surroundings.optimizer.needsNorm { surroundings.measure(block) }
        }
        // With a norm to know first, the update is a round of its own.
        if round == roundCount - 1 { update(block, worker) }
    }

    func finishRound(_ round: Int, ofStep step: Int) -> Bool {
        let here = surroundings
        if round == 0 {
            sparse.foldTails(shardCount: here.shardCount, model, here.add)
            guard here.beginUpdate(ofStep: step) else { return false }
            if sparse.isLazy {
                here.progress.pointee.weightFactor = here.progress.pointee.weightScale.decay(
                    in: here.stepsBefore + step, of: here.totalSteps, by: here.optimizer
                ).map { Float($0) }
            }
            return true
        } else if round < roundCount - 1 {
            here.clip()
            return true
        }
        here.prepareOrders(afterStep: step)
        return here.interruption?.isRequested != true
    }

    private func update(_ block: Int, _ worker: Int) {
        let sums = sparse.sums[block]
        if sparse.isLazy { updateLazily(block, sums, worker) } else { surroundings.update(block) }
        sums.clear()
    }

    private func updateLazily(_ block: Int, _ sums: ColumnSums, _ worker: Int) {
        let here = surroundings
        let progress = here.progress.pointee
        for index in here.blocks[block].ranges {
            let range = here.ranges[index]
            if !range.isWeight || sums.count.pointee == ColumnSums.all {
                if range.isWeight { scale(range, by: progress.weightFactor) }
                here.update(range, step: range.isWeight ? progress.update!.lazy(progress.weightScale) : progress.update!)
            } else {
                scale(range, by: progress.weightFactor)
                sparse.packed[worker].update(
                    PackedColumns.Columns(
                        views: here.views, start: range.start, gradientSum: sums.numbers,
                        firstState: here.firstState.map { $0 + range.start },
                        secondState: here.secondState.map { $0 + range.start }),
                    sums.list, count: sums.count.pointee, with: here.optimizer,
                    step: progress.update!.lazy(progress.weightScale))
            }
        }
    }

    private func scale(_ range: ParameterBlock.Range, by factor: Float?) {
        guard let factor else { return }
        for view in surroundings.views {
            for index in range.start..<range.start + range.count { view[index] *= factor }
        }
    }
}

/// What a step over sparse rows works on: views of `SparseBuffers`.
struct SparseSurroundings {
    let isLazy: Bool
    let kernels: SparseKernels
    let blockCount: Int
    /// Each shard's sum of ∂ℓ/∂b, padded, and of the losses.
    let tails: UnsafePointer<UnsafeMutablePointer<Float>>
    let contributions: UnsafePointer<UnsafeMutablePointer<Contribution>>
    let blockStarts: UnsafePointer<UnsafeMutablePointer<Int>>
    let gradient: UnsafeMutablePointer<Float>
    let sums: UnsafePointer<ColumnSums>
    let levels: UnsafePointer<ColumnSums>
    let levelCount: Int
    let outputs: UnsafePointer<UnsafeMutablePointer<Float>>
    let packed: UnsafePointer<PackedColumns>

    /// Numbers of a tail: those of the bias, and those of the losses.
    static let tailCount = 16 + ParameterLayout.lossCount

    func sumGradient(
        of model: LinearModel, over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int,
        parameters: UnsafePointer<Float>, scale: Float, shard: Int, worker: Int
    ) {
        kernels.gradient(
            SparseGradientJob(
                rows: rows, upcoming: upcoming, prefetchDistance: prefetchDistance, loss: model.loss,
                weights: parameters, scale: scale, bias: parameters[model.biasOffset],
                blockBits: SparseBuffers.blockBits, blockCount: blockCount, outputs: outputs[worker],
                contributions: contributions[shard], blockStarts: blockStarts[shard], biasGradient: tails[shard],
                lossSum: tails[shard] + 16))
    }

    /// Adds the shards' tails up in the same tree as the engine's, and puts the sums where they belong.
    func foldTails(shardCount: Int, _ model: LinearModel, _ add: KernelTable.Add) {
        var distance = 1
        while distance < shardCount {
            for left in stride(from: 0, to: shardCount - distance, by: 2 * distance) {
                add(tails[left], tails[left + distance], Self.tailCount)
            }
            distance *= 2
        }
        gradient[model.biasOffset] = tails[0][0]
        gradient[model.layout.count] = tails[0][16]
    }

    /// Adds a block's products up, those of each shard in order and then the shards in the same tree as the engine's.
    func fold(_ block: Int, shardCount: Int, worker: Int) {
        fold(block, 0, levelCount, shardCount, into: sums[block], levels + worker * levelCount)
    }

    /// Adds up the shards `first ..< first + 2^level`, as far as there are any, into sums that are zero.
    private func fold(
        _ block: Int, _ first: Int, _ level: Int, _ shardCount: Int, into sums: ColumnSums,
        _ levels: UnsafePointer<ColumnSums>
    ) {
        guard level > 0 else {
            let starts = blockStarts[first]
            return kernels.add(sums, contributions[first] + starts[block], starts[block + 1] - starts[block])
        }
        let half = 1 << (level - 1)
        fold(block, first, level - 1, shardCount, into: sums, levels)
        guard first + half < shardCount else { return }
        var right = levels[level - 1]
        right.firstColumn = sums.firstColumn
        right.columnCount = sums.columnCount
        fold(block, first + half, level - 1, shardCount, into: right, levels)
        kernels.move(sums, right)
    }
}

/// The arithmetic of sparse rows.
struct SparseKernels {
    let gradient: KernelTable.SparseGradient
    let add: KernelTable.AddContributions
    let move: KernelTable.MoveSums

    init(_ kernels: KernelTable) {
        gradient = kernels.sparseGradient
        add = kernels.addContributions
        move = kernels.moveSums
    }
}
