import Datasets
import Kernels
import Models
import NUMA
import Optimizers

/// The work of a step of minibatch descent: a shard's gradient, the sum of two, the update.
///
/// A view of memory that a `Trainer` owns, good for the steps of one epoch.
struct GradientStep<M: Model>: StepWork, @unchecked Sendable {
    // Safe: the engine gives each shard's and worker's memory to one thread at a time, and the rest in `finishStep`.

    let model: M
    let optimizer: SGD
    let minibatches: Minibatches
    /// The step of the epoch that the engine's step 0 is.
    let firstStep: Int
    let prefetchDistance: Int
    let permute: KernelTable.Permute
    let add: KernelTable.Add
    let partitions: UnsafePointer<PartitionOrder>
    let parameters: UnsafeMutablePointer<Float>
    let parameterCount: Int
    let gradients: UnsafePointer<UnsafeMutablePointer<Float>>
    let desks: UnsafePointer<WorkerDesk>
    let progress: UnsafeMutablePointer<SpanProgress>
    let interruption: Interruption?

    func computeShard(_ claim: ShardClaim, upcoming: ShardClaim?, worker: Int) {
        let (current, next) = desks[worker].places(of: claim, upcoming: upcoming, pick)
        model.sumGradient(
            over: gathered(claim, current), upcoming: gathered(upcoming ?? claim, next),
            prefetchDistance: prefetchDistance, parameters: parameters, into: gradients[claim.shard])
    }

    /// The places of a shard's rows in their partition, in the epoch's order.
    @inline(__always)
    private func pick(_ claim: ShardClaim, into places: UnsafeMutablePointer<UInt32>) -> Int {
        let range = minibatches.places(ofShard: claim.shard, step: firstStep + claim.step)
        permute(
            partitions[claim.shard].permutation, UInt32(truncatingIfNeeded: range.lowerBound), range.count, places)
        return range.count
    }

    @inline(__always)
    private func gathered(_ claim: ShardClaim, _ places: UnsafeBufferPointer<UInt32>) -> GatheredRows {
        let partition = partitions[claim.shard]
        return GatheredRows(
            features: partition.features, targets: partition.targets, places: places.baseAddress!,
            count: places.count)
    }

    func foldShard(_ right: Int, into left: Int) {
        add(gradients[left], gradients[right], parameterCount + ParameterLayout.lossCount)
    }

    func finishStep(_ step: Int) -> Bool {
        let sum = gradients[0]
        let loss = sum[parameterCount]
        progress.pointee.stepCount += 1
        guard loss.isFinite else {
            progress.pointee.divergedLoss = loss
            return false
        }
        let rowCount = minibatches.positions(ofStep: firstStep + step).count
        progress.pointee.rowCount += rowCount
        progress.pointee.lossSum += Double(loss)
        optimizer.update(parameters, gradientSum: sum, count: parameterCount, rowCount: rowCount)
        return interruption?.isRequested != true
    }
}

/// What the steps of a span add up to.
struct SpanProgress: BitwiseCopyable {
    var stepCount = 0
    var rowCount = 0
    var lossSum = 0.0
    /// The loss of the step that was not taken, where it is not a finite number.
    var divergedLoss: Float?
}

/// A partition's rows, and the order in which the epoch reads them.
struct PartitionOrder: BitwiseCopyable {
    var features: UnsafePointer<Float>
    var targets: UnsafePointer<Float>
    var permutation: KeyedPermutation
}
