import Kernels
import TestSupport
import Testing

@Suite struct GatherRowsTests {
    /// The rows as float32 with zeros behind them, over memory that held NaN.
    @Test(arguments: InstructionSet.available, FeatureStorage.allCases)
    func copiesRowsAndClearsWhatIsBehindThem(_ set: InstructionSet, _ storage: FeatureStorage) {
        var random = SplitMix(state: 101)
        for featureCount in Array(1...50) + [255, 256, 257] {
            for rowCount in [0, 1, 2, 7, 64] {
                for (isPicked, extraStride) in [(false, 0), (true, 0), (false, 16), (true, 48)] {
                    let what =
                        "\(featureCount) features in \(storage), \(rowCount) rows, \(extraStride) numbers more a row"
                    let partitionSize = rowCount + (isPicked ? 5 : 0)
                    let partition = StoredRows(
                        (0..<partitionSize * featureCount).map { _ in .random(in: -2...2, using: &random) },
                        featureCount: featureCount, storage: storage)
                    let places =
                        isPicked
                        ? (0..<rowCount).map { _ in UInt32.random(in: 0..<UInt32(partitionSize), using: &random) }
                        : (0..<rowCount).map { UInt32($0) }

                    let stride = LaneContract.padded(featureCount) + extraStride
                    let result = SentinelBuffer<Float>(count: rowCount * stride, sentinel: 1e30)
                    result.base.update(repeating: .nan, count: result.count)
                    (places + [0]).withUnsafeBufferPointer {
                        set.kernels.gatherRows(
                            partition.rows, isPicked ? $0.baseAddress : nil, rowCount, result.base, stride)
                    }
                    let expected = places.flatMap {
                        partition[Int($0)] + [Float](repeating: 0, count: stride - featureCount)
                    }
                    let found = bits(result.contents)
                    let wrong = zip(found, bits(expected)).enumerated().first { $0.element.0 != $0.element.1 }?.offset
                    #expect(wrong == nil, "\(what): number \(wrong ?? 0) of the result")
                    #expect(result.isIntact, "\(what): written outside")
                }
            }
        }
    }
}
