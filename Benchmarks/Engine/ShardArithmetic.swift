import Lockstep
import TrainingWork

/// The gradients of a linear model's steps of one row a shard, on one thread, and nothing else.
final class ShardArithmetic {
    private let workload: Workload
    private let model: LinearModel
    private let features: NodeMemory<Float>
    private let targets: NodeMemory<Float>
    private let places: NodeMemory<UInt32>
    private let parameters: NodeMemory<Float>
    private let gradients: NodeMemory<Float>
    private let gradientStride: Int

    init(_ workload: Workload) throws {
        self.workload = workload
        model = LinearModel(featureCount: workload.featureCount, kernels: try InstructionSet.best().kernels)
        features = try NodeMemory(count: workload.rowCount * workload.featureCount, slack: 64)
        targets = try NodeMemory(count: workload.rowCount)
        places = try NodeMemory(count: workload.rowCount)
        parameters = try NodeMemory(count: model.layout.count)
        gradientStride = model.layout.count + ParameterLayout.lossCount
        gradients = try NodeMemory(count: gradientStride * workload.shardCount)
        for row in 0..<workload.rowCount { places.baseAddress[row] = UInt32(row) }
    }

    func run(stepCount: Int) {
        for step in 0..<stepCount {
            for shard in 0..<workload.shardCount {
                let row = (step * workload.shardCount + shard) % workload.rowCount
                let rows = GatheredRows(
                    features: FeatureRows(features.baseAddress, featureCount: workload.featureCount),
                    targets: targets.baseAddress, places: places.baseAddress + row, count: 1)
                model.sumGradient(
                    over: rows, upcoming: rows.slice(0..<0), prefetchDistance: 0, parameters: parameters.baseAddress,
                    scratch: parameters.baseAddress, into: gradients.baseAddress + shard * gradientStride)
            }
        }
    }
}
