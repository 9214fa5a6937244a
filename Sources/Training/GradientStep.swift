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
        let desk = desks[worker]
        let ahead = desk.state.pointee
        var side = ahead.side
        if ahead.claim != claim {
            side = 0
            desk.state.pointee.count = pick(claim, into: desk.places(side))
        }
        let rows = gathered(claim, desk.places(side), desk.state.pointee.count)
        var next = GatheredRows(features: rows.features, targets: rows.targets, places: rows.places, count: 0)
        if let upcoming {
            let count = pick(upcoming, into: desk.places(1 - side))
            next = gathered(upcoming, desk.places(1 - side), count)
            desk.state.pointee = WorkerDesk.State(claim: upcoming, side: 1 - side, count: count)
        }
        model.sumGradient(
            over: rows, upcoming: next, prefetchDistance: prefetchDistance,
            parameters: parameters, into: gradients[claim.shard])
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
    private func gathered(_ claim: ShardClaim, _ places: UnsafePointer<UInt32>, _ count: Int) -> GatheredRows {
        let partition = partitions[claim.shard]
        return GatheredRows(
            features: partition.features, targets: partition.targets, places: places, count: count)
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

/// A worker's own memory: the places of the rows that it sums now, and of those that it will sum next.
struct WorkerDesk: BitwiseCopyable {
    struct State: BitwiseCopyable {
        /// What was picked ahead.
        var claim = ShardClaim(step: -1, shard: -1)
        var side = 0
        var count = 0
    }

    static let stateBytes = 128
    let state: UnsafeMutablePointer<State>
    private let sides: UnsafeMutablePointer<UInt32>
    private let capacity: Int

    /// Bytes of memory for shards of at most `largestShard` rows.
    static func byteCount(largestShard: Int) -> Int {
        stateBytes + 2 * paddedCapacity(largestShard) * MemoryLayout<UInt32>.stride
    }

    private static func paddedCapacity(_ largestShard: Int) -> Int { (largestShard + 31) / 32 * 32 }

    init(_ memory: UnsafeMutablePointer<UInt8>, largestShard: Int) {
        let raw = UnsafeMutableRawPointer(memory)
        state = raw.bindMemory(to: State.self, capacity: 1)
        capacity = Self.paddedCapacity(largestShard)
        sides = (raw + Self.stateBytes).bindMemory(to: UInt32.self, capacity: 2 * capacity)
    }

    func places(_ side: Int) -> UnsafeMutablePointer<UInt32> { sides + side * capacity }
}
