import Datasets
import Kernels
import Models
import NUMA

/// The objective of any model that has a gradient: each shard's rows in pieces, whose sums in single precision are added in
/// double precision.
// Safe: each shard's sums are written by one thread at a time.
final class ModelObjective: Objective, @unchecked Sendable {
    private let model: any Model
    private let dataset: Dataset
    private let machine: MachinePlan
    private let sums: ShardSums
    private let l2: Double
    private(set) var passCount = 0
    private static let rowsAtOnce = 1024

    init(_ model: any Model, _ dataset: Dataset, l2: Double, machine: MachinePlan) throws(NUMAError) {
        self.model = model
        self.dataset = dataset
        self.machine = machine
        self.l2 = l2
        sums = try ShardSums(
            width: model.layout.count + 1, shardCount: dataset.partitions.count, ranks: machine.ranks)
    }

    var count: Int { model.layout.count }

    var penalized: [Range<Int>] {
        model.layout.tensors.filter { $0.role == .weight }.map { $0.offset..<$0.offset + $0.span }
    }

    func evaluate(at point: [Double]) -> ObjectiveValue {
        passCount += 1
        let parameters = point.map { Float($0) }
        let workers = machine.workers
        workers.perform(dataset.held.count) { index in
            let position = workers.placement.position(of: index, among: self.dataset.held.count)
            workers.placement.withThread(at: position) {
                self.sum(self.dataset.held.lowerBound + index, parameters)
            }
        }
        var gradient = sums.total(workers)
        let loss = gradient.removeLast()
        return ObjectiveValue(
            lossSum: loss, gradientSum: gradient, rowCount: dataset.rowCount, at: point, l2: l2, penalized: penalized)
    }

    private func sum(_ shard: Int, _ parameters: [Float]) {
        let count = model.layout.count
        let rowCount = dataset.partitions[shard].rowCount
        let places = (0..<Self.rowsAtOnce).map { UInt32($0) }
        sums.clear(shard)
        let out = sums[shard]
        let gradientCount = count + ParameterLayout.lossCount
        withScratch(gradientCount + model.scratchCount) { memory in
            for start in stride(from: 0, to: rowCount, by: Self.rowsAtOnce) {
                let rows = start..<min(start + Self.rowsAtOnce, rowCount)
                memory.update(repeating: 0, count: gradientCount)
                dataset.withRows(rows, of: shard) { run in
                    places.withUnsafeBufferPointer { places in
                        let gathered = GatheredRows(
                            features: run.features, targets: run.targets, weights: run.weights,
                            places: places.baseAddress!, count: rows.count)
                        model.sumGradient(
                            over: gathered, upcoming: gathered.slice(0..<0), prefetchDistance: 0,
                            parameters: parameters, scratch: memory + gradientCount, into: memory)
                    }
                }
                for index in 0...count { out[index] += Double(memory[index]) }
            }
        }
    }

    func preconditioned(_ vector: [Double]) -> [Double] { vector }

    func scaledNorm(ofGradient gradient: [Double]) -> Double { norm(gradient) }

    func referenceNorm(of value: ObjectiveValue) -> Double { norm(value.gradient) }
}
