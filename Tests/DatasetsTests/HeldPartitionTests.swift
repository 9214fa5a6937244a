import Datasets
import Kernels
import TestSupport
import Testing

/// A process that holds some partitions keeps the rows of those, and knows of the others how many they are.
@Suite("A dataset of which a part is held")
struct HeldPartitionTests {
    @Test("has all rows, and memory for its own", arguments: [0..<1, 2..<5, 6..<7, 0..<7])
    func rows(_ held: Range<Int>) throws {
        let source = CountingSource(rowCount: 1003, featureCount: 9)
        let split = try split(1003, 0.1)
        func make(_ held: Range<Int>?) throws -> Dataset {
            try Dataset(
                source, part: .training, of: split, storage: .float32, partitionCount: 7, holding: held,
                workers: fourWorkers, kernels: try InstructionSet.best().kernels)
        }
        let (whole, part) = (try make(nil), try make(held))
        #expect(whole.held == 0..<7)
        #expect(part.held == held)
        #expect(part.rowCount == whole.rowCount)
        #expect(!part.isStreamed)
        #expect(part.heldRowCount == held.reduce(0) { $0 + whole.partitions[$1].rowCount })
        #expect(part.byteCount == part.heldRowCount * 10 * MemoryLayout<Float>.stride)
        #expect(part.partitions.map(\.rowCount) == whole.partitions.map(\.rowCount))
        for index in held {
            for place in stride(from: 0, to: whole.partitions[index].rowCount, by: 11) {
                var (expected, found) = ([Float](repeating: 0, count: 32), [Float](repeating: 0, count: 32))
                let labels = expected.withUnsafeMutableBytes {
                    whole.partitions[index].writeRow(at: place, features: $0.baseAddress!)
                }
                let same = found.withUnsafeMutableBytes {
                    part.partitions[index].writeRow(at: place, features: $0.baseAddress!) == labels
                }
                #expect(same && found == expected)
            }
        }
    }

    /// Rows without numbers, with comments and with queries, on one node and on two.
    @Test("has of sparse rows its own", arguments: [0..<1, 2..<5, 6..<7, 0..<7], [1, 2])
    func sparseRows(_ held: Range<Int>, nodeCount: Int) throws {
        let lines = (0..<307).map { row in
            let numbers = (0..<row * 7 % 11).map { " \($0 * $0 + row % 3 + 1):\(Float(row * 100 + $0) / 8)" }
            return "\(row)\(row % 5 == 0 ? " qid:\(row)" : "")\(numbers.joined())\(row % 4 == 0 ? " # 1:1" : "")\n"
        }
        let folder = try ScratchFolder()
        let file = try SparseFile(
            RowFile(path: folder.put(Array(lines.joined().utf8), in: "rows.libsvm")), targets: .number,
            workers: workers(nodeCount: nodeCount))
        let split = try split(307, 0.1)
        let parts: [HeldOutSplit.Part] = [.training, .validation]
        func make(_ held: Range<Int>?) throws -> [Dataset] {
            try file.datasets(
                of: parts, split, targetName: "y", classes: nil, partitionCount: 7, holding: held)
        }
        for ((whole, part), kind) in zip(zip(try make(nil), try make(held)), parts) {
            #expect(whole.isSparse && part.isSparse && part.held == held)
            #expect(part.rowCount == whole.rowCount)
            #expect(part.heldRowCount == held.reduce(0) { $0 + whole.partitions[$1].rowCount })
            let byteCounts = file.byteCounts(of: kind, split, partitionCount: 7)
            #expect(part.byteCount == byteCounts[held].reduce(0, +))
            for (found, expected) in zip(part.partitions, whole.partitions) {
                #expect(found.rowCount == expected.rowCount && found.rowBytes == expected.rowBytes)
            }
            for index in held {
                #expect(part.partitions[index].mostNumbers(ofRows: 3) == whole.partitions[index].mostNumbers(ofRows: 3))
                for place in 0..<whole.partitions[index].rowCount {
                    #expect(row(place, of: part.partitions[index]) == row(place, of: whole.partitions[index]))
                }
            }
        }
    }

    /// The features of a row, and its target.
    private func row(_ place: Int, of partition: Partition) -> [Float] {
        var row = [Float](repeating: 0, count: 128)
        row[127] = row.withUnsafeMutableBytes { partition.writeRow(at: place, features: $0.baseAddress!).target }
        return row
    }
}
