import Datasets
import Kernels

/// The orders in which epochs read partitions, for the suites that look for patterns in them.
struct EpochOrders {
    let size: Int
    let seed: UInt64
    let kernels: KernelTable

    init(size: Int, seed: UInt64) throws {
        self.size = size
        self.seed = seed
        kernels = try InstructionSet.best().kernels
    }

    /// The place read at each position of a range, all of them without one.
    func places(epoch: Int, partition: Int = 0, in range: Range<Int>? = nil) -> [Int] {
        let permutation = KeyedPermutation(
            size: size, epoch: epoch, partition: partition, seed: seed, kernels: kernels)
        let range = range ?? 0..<size
        return [UInt32](unsafeUninitializedCapacity: range.count) { buffer, count in
            kernels.permute(permutation, UInt32(range.lowerBound), range.count, buffer.baseAddress!)
            count = range.count
        }.map { Int($0) }
    }
}
