import Dispatch
import Lockstep
import TrainingWork

/// What one would write without an engine: the same arithmetic on the same kind of rows, with one `concurrentPerform`
/// for each step, and the sum and the update after it on the calling thread.
final class PlainLoop: @unchecked Sendable {  // Safe: each iteration writes what belongs to its shard.
    private let workload: Workload
    private let model: LinearModel
    private let optimizer: Optimizer
    private let kernels: KernelTable
    private let minibatches: Minibatches
    private let features: NodeMemory<Float>
    private let targets: NodeMemory<Float>
    private let parameters: NodeMemory<Float>
    private let gradients: NodeMemory<Float>
    private let gradientStride: Int
    private let places: NodeMemory<UInt32>
    private let placeStride: Int
    private let orders: [KeyedPermutation]
    private let firstRows: [Int]

    init(_ workload: Workload) throws {
        self.workload = workload
        kernels = try InstructionSet.best().kernels
        model = LinearModel(featureCount: workload.featureCount, kernels: kernels)
        optimizer = Optimizer(learningRate: 0.01, kernels: kernels)
        minibatches = Minibatches(
            rowCount: workload.rowCount, batchSize: workload.batchSize, shardCount: workload.shardCount)
        features = try NodeMemory(count: workload.rowCount * workload.featureCount, slack: 64)
        targets = try NodeMemory(count: workload.rowCount)
        parameters = try NodeMemory(count: model.layout.count)
        gradientStride = (model.layout.count + ParameterLayout.lossCount + 31) / 32 * 32
        gradients = try NodeMemory(count: workload.shardCount * gradientStride)
        placeStride = (minibatches.largestShard + 31) / 32 * 32
        places = try NodeMemory(count: workload.shardCount * placeStride)
        orders = (0..<workload.shardCount).map { [minibatches, kernels] in
            KeyedPermutation(
                size: minibatches.partitioning.size(of: $0), epoch: 0, partition: $0, seed: 1, kernels: kernels)
        }
        firstRows = (0..<workload.shardCount).map { [minibatches] shard in
            (0..<shard).reduce(0) { $0 + minibatches.partitioning.size(of: $1) }
        }
        let stream = RandomStream(seed: 1, purpose: .rows)
        for row in 0..<workload.rowCount {
            kernels.fillNormals(
                stream, UInt64(row), workload.featureCount, features.baseAddress + row * workload.featureCount)
        }
    }

    /// Takes so many steps.
    func run(stepCount: Int) {
        for step in 0..<stepCount {
            let step = step % minibatches.stepsPerEpoch
            DispatchQueue.concurrentPerform(iterations: workload.shardCount) { shard in
                let rows = rows(ofShard: shard, step: step)
                model.sumGradient(
                    over: rows, upcoming: rows.slice(0..<0), prefetchDistance: 0, parameters: parameters.baseAddress,
                    scratch: parameters.baseAddress, into: gradients.baseAddress + shard * gradientStride)
            }
            for shard in 1..<max(workload.shardCount, 1) {
                kernels.add(
                    gradients.baseAddress, gradients.baseAddress + shard * gradientStride,
                    model.layout.count + ParameterLayout.lossCount)
            }
            optimizer.update(
                parameters.baseAddress, gradientSum: gradients.baseAddress, firstState: nil, secondState: nil,
                count: model.layout.count, isWeight: true,
                step: optimizer.step(step, of: stepCount, rowCount: minibatches.positions(ofStep: step).count))
        }
    }

    private func rows(ofShard shard: Int, step: Int) -> GatheredRows {
        let range = minibatches.places(ofShard: shard, step: step)
        let places = places.baseAddress + shard * placeStride
        kernels.permute(orders[shard], UInt32(range.lowerBound), range.count, places)
        let first = firstRows[shard]
        return GatheredRows(
            features: FeatureRows(
                features.baseAddress + first * workload.featureCount, featureCount: workload.featureCount),
            targets: targets.baseAddress + first, places: places, count: range.count)
    }
}
