public import Kernels

extension KeyedPermutation {
    /// The permutation whose round keys are the first words of a row of a random stream.
    public init(size: Int, stream: RandomStream, row: UInt64, kernels: KernelTable) {
        let words = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 32) { words in
            kernels.philox(stream, row, 0, words.baseAddress!)
            return UnsafeRawBufferPointer(words).loadUnaligned(as: SIMD16<UInt32>.self)
        }
        self.init(size: size, keys: words)
    }

    /// The order in which epoch `epoch` reads a partition of `size` rows.
    public init(size: Int, epoch: Int, partition: Int, seed: UInt64, kernels: KernelTable) {
        self.init(
            size: size, stream: RandomStream(seed: seed, purpose: .order),
            row: UInt64(epoch) << 32 | UInt64(partition), kernels: kernels)
    }
}
