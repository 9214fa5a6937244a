import Datasets
import Kernels
import NUMA

/// The partitions, and the orders in which two epochs in turn read them, so that a span of steps may cross from one
/// epoch into the next.
final class EpochOrders {
    /// A partition's rows, and the order in which an epoch reads them.
    struct Entry: BitwiseCopyable {
        var features: FeatureRows
        var targets: UnsafePointer<Float>
        var rowCount: Int
        var permutation: KeyedPermutation
    }

    /// Two entries for each partition.
    private let entries: NodeMemory<Entry>
    private let partitionCount: Int
    private let seed: UInt64
    private let kernels: KernelTable

    /// - Parameter dataset: outlives the orders.
    init(_ dataset: Dataset, seed: UInt64, kernels: KernelTable) throws(NUMAError) {
        partitionCount = dataset.partitions.count
        entries = try NodeMemory(count: 2 * partitionCount)
        self.seed = seed
        self.kernels = kernels
        for epoch in 0..<2 {
            for (index, partition) in dataset.partitions.enumerated() {
                entry(index, epoch).initialize(
                    to: Entry(
                        features: partition.features, targets: partition.targets, rowCount: partition.rowCount,
                        permutation: KeyedPermutation(size: 0, keys: .zero)))
            }
        }
    }

    /// Sets the orders of an epoch, in place of those of two epochs before.
    func prepare(epoch: Int) {
        for index in 0..<partitionCount {
            let entry = entry(index, epoch)
            entry.pointee.permutation = KeyedPermutation(
                size: entry.pointee.rowCount, epoch: epoch, partition: index, seed: seed, kernels: kernels)
        }
    }

    /// A partition in an epoch that was prepared.
    @inline(__always)
    func entry(_ partition: Int, _ epoch: Int) -> UnsafeMutablePointer<Entry> {
        entries.baseAddress + (epoch & 1) * partitionCount + partition
    }
}
