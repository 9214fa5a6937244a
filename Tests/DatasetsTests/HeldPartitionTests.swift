import Datasets
import Kernels
import TestSupport
import Testing

/// A process that holds some partitions keeps the rows of those, and finds those of the others when it asks.
@Suite("A dataset of which a part is held")
struct HeldPartitionTests {
    @Test("has all rows, and memory for its own", arguments: [0..<1, 2..<5, 6..<7, 0..<7])
    func rows(_ held: Range<Int>) throws {
        let source = CountingSource(rowCount: 1003, featureCount: 9)
        let split = try split(1003, 0.1)
        func make(_ held: Range<Int>?) throws -> Dataset {
            try Dataset(
                source, part: .training, of: split, storage: .float32, partitionCount: 7, holding: held,
                placement: try placement(), kernels: try InstructionSet.best().kernels)
        }
        let (whole, part) = (try make(nil), try make(held))
        #expect(whole.held == 0..<7)
        #expect(part.held == held)
        #expect(part.rowCount == whole.rowCount)
        #expect(!part.isStreamed)
        #expect(part.heldRowCount == held.reduce(0) { $0 + whole.partitions[$1].rowCount })
        #expect(part.byteCount == part.heldRowCount * 10 * MemoryLayout<Float>.stride)
        for index in 0..<7 {
            #expect(part.partitions[index].isStreamed == !held.contains(index))
            for place in stride(from: 0, to: whole.partitions[index].rowCount, by: 11) {
                var (expected, found) = ([Float](repeating: 0, count: 32), [Float](repeating: 0, count: 32))
                let target = expected.withUnsafeMutableBytes {
                    whole.partitions[index].writeRow(at: place, to: $0.baseAddress!)
                }
                let same = found.withUnsafeMutableBytes {
                    part.partitions[index].writeRow(at: place, to: $0.baseAddress!) == target
                }
                #expect(same && found == expected)
            }
        }
    }
}
