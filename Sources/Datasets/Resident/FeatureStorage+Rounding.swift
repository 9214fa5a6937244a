import Kernels

extension FeatureStorage {
    /// Rounds numbers, in place, to the nearest that this storage can hold.
    func round(_ numbers: UnsafeMutablePointer<Float>, _ count: Int, _ kernels: KernelTable) {
        guard self == .bfloat16 else { return }
        let blockSize = 256
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: blockSize) { block in
            for start in stride(from: 0, to: count, by: blockSize) {
                let size = min(blockSize, count - start)
                kernels.roundToBFloat16(numbers + start, size, block.baseAddress!)
                for k in 0..<size { numbers[start + k] = Float(bitPattern: UInt32(block[k]) << 16) }
            }
        }
    }
}
