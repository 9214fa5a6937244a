import Ranks

extension Communicator {
    /// The numbers that each rank gives, by rank. Collective.
    func allGather<Number: BitwiseCopyable>(numbers: [Number]) -> [[Number]] {
        guard size > 1 else { return [numbers] }
        return allGather(bytes(of: numbers)).map { typed($0) }
    }
}

private func bytes(of numbers: [some BitwiseCopyable]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }

private func typed<Number: BitwiseCopyable>(_ bytes: [UInt8]) -> [Number] {
    bytes.withUnsafeBytes { bytes in
        stride(from: 0, to: bytes.count, by: MemoryLayout<Number>.stride).map {
            bytes.loadUnaligned(fromByteOffset: $0, as: Number.self)
        }
    }
}
