import Kernels

/// The standard normal numbers that a synthetic classification set is made from: a row for each class.
enum SyntheticTruth {
    /// Row c of the result is the start of row c of the seed's `truth` stream.
    static func rows(seed: UInt64, classCount: Int, featureCount: Int, kernels: KernelTable) -> [Float] {
        let stream = RandomStream(seed: seed, purpose: .truth)
        return [Float](unsafeUninitializedCapacity: classCount * featureCount) { buffer, count in
            for index in 0..<classCount {
                kernels.fillNormals(stream, UInt64(index), featureCount, buffer.baseAddress! + index * featureCount)
            }
            count = classCount * featureCount
        }
    }
}
