public import Kernels

/// The order in which an epoch reads the rows of a partition.
public enum EpochOrder: Sendable, BitwiseCopyable {
    /// Row by row.
    case rows(KeyedPermutation)
    /// Run by run.
    case blocks(BlockPermutation)

    /// The order in which epoch `epoch` reads a partition of `size` rows, whose features take `rowBytes` bytes each, while
    /// all of `partitionCount` partitions are read.
    public init(
        _ order: RowOrder, size: Int, rowBytes: Int, partitionCount: Int, epoch: Int, partition: Int, seed: UInt64,
        kernels: KernelTable
    ) {
        switch order {
        case .rows:
            self = .rows(
                KeyedPermutation(size: size, epoch: epoch, partition: partition, seed: seed, kernels: kernels))
        case .blocks:
            self = .blocks(
                BlockPermutation(
                    size: size, rowBytes: rowBytes, partitionCount: partitionCount, epoch: epoch, partition: partition,
                    seed: seed, kernels: kernels))
        }
    }
}

extension KeyedPermutation {
    /// The permutation whose round keys are the first words of a row of a random stream.
    public init(size: Int, stream: RandomStream, row: UInt64, kernels: KernelTable) {
        self.init(size: size, keys: kernels.firstWords(of: stream, row: row).lowHalf)
    }

    /// The order in which epoch `epoch` reads a partition of `size` rows.
    public init(size: Int, epoch: Int, partition: Int, seed: UInt64, kernels: KernelTable) {
        self.init(
            size: size, stream: RandomStream(seed: seed, purpose: .order),
            row: streamRow(epoch: epoch, partition: partition), kernels: kernels)
    }
}

extension BlockPermutation {
    /// The order in which epoch `epoch` reads a partition of `size` rows, whose features take `rowBytes` bytes each.
    ///
    /// The keys of blocks and of runs are the first words of a row of a random stream. The last word, which no round
    /// uses, says where the ring is cut.
    public init(
        size: Int, rowBytes: Int, partitionCount: Int = 1, epoch: Int, partition: Int, seed: UInt64,
        kernels: KernelTable
    ) {
        let words = kernels.firstWords(
            of: RandomStream(seed: seed, purpose: .order), row: streamRow(epoch: epoch, partition: partition))
        self.init(
            size: size, rowBytes: rowBytes, partitionCount: partitionCount,
            shift: Int((UInt64(words[31]) * UInt64(size)) >> 32),
            blockKeys: words.lowHalf, runKeys: words.highHalf)
    }
}

private func streamRow(epoch: Int, partition: Int) -> UInt64 { UInt64(epoch) << 32 | UInt64(partition) }

extension KernelTable {
    fileprivate func firstWords(of stream: RandomStream, row: UInt64) -> SIMD32<UInt32> {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 32) { words in
            philox(stream, row, 0, words.baseAddress!)
            return UnsafeRawBufferPointer(words).loadUnaligned(as: SIMD32<UInt32>.self)
        }
    }
}
