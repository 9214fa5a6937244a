import Datasets
import Kernels
import NUMA

/// The partitions, and the orders in which two consecutive epochs read them, so that a span of steps may cross from one
/// epoch into the next.
final class EpochOrders {
    /// A partition's rows, and the order in which an epoch reads them.
    struct Entry: BitwiseCopyable {
        var features: FeatureRows
        var targets: UnsafePointer<Float>
        /// Nil where rows have no weights.
        var weights: UnsafePointer<Float>?
        var rowCount: Int
        /// Bytes of a row's features, on average.
        var rowBytes: Int
        var order: EpochOrder
    }

    /// Whether rows are made each time they are needed.
    let isStreamed: Bool
    /// Who makes the rows of each partition; nil where they are kept.
    let writers: [RowWriter?]
    /// Two entries for each partition.
    private let entries: NodeMemory<Entry>
    private let partitionCount: Int
    let plan: TrainingPlan
    let kernels: KernelTable

    /// - Parameter dataset: outlives the orders.
    init(_ dataset: Dataset, _ plan: TrainingPlan, kernels: KernelTable) throws(NUMAError) {
        partitionCount = dataset.partitions.count
        isStreamed = dataset.isStreamed
        writers = dataset.partitions.map(\.writer)
        entries = try NodeMemory(count: 2 * partitionCount)
        self.plan = plan
        self.kernels = kernels
        for epoch in 0..<2 {
            for (index, partition) in dataset.partitions.enumerated() {
                entry(index, epoch).initialize(
                    to: Entry(
                        features: partition.features, targets: partition.targets, weights: partition.weights,
                        rowCount: partition.rowCount, rowBytes: partition.rowBytes,
                        order: .rows(KeyedPermutation(size: 0, keys: .zero))))
            }
        }
    }

    /// Sets the orders of an epoch; they replace those of two epochs earlier.
    func prepare(epoch: Int) {
        for index in 0..<partitionCount {
            let entry = entry(index, epoch)
            entry.pointee.order = EpochOrder(
                plan.order, size: entry.pointee.rowCount, rowBytes: entry.pointee.rowBytes,
                partitionCount: partitionCount, epoch: epoch, partition: index, seed: plan.seed, kernels: kernels)
        }
    }

    /// The rows at places `range` of a partition, in an epoch that is prepared.
    func places(_ range: Range<Int>, of partition: Int, in epoch: Int) -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: range.count) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            let start = UInt32(range.lowerBound)
            switch entry(partition, epoch).pointee.order {
            case .rows(let permutation): kernels.permute(permutation, start, range.count, base)
            case .blocks(let permutation): kernels.permuteBlocks(permutation, start, range.count, base)
            }
            count = range.count
        }
    }

    /// A partition in an epoch that is prepared.
    @inline(__always)
    func entry(_ partition: Int, _ epoch: Int) -> UnsafeMutablePointer<Entry> {
        entries.baseAddress + (epoch & 1) * partitionCount + partition
    }
}
