import Datasets
import Kernels
import NUMA
import TestSupport
import Testing

/// Rows of a file that are moved into partitions, beside the same rows copied there.
@Suite("Rows that are moved into partitions")
struct RowDealTests {
    private static let rowCount = 30_011
    private let folder: ScratchFolder
    private let file: RowFile

    /// 40 numbers a row: 4.8 MB in several blocks of memory; and a category.
    init() throws {
        folder = try ScratchFolder()
        let names = (0..<40).map { "n\($0)" }.joined(separator: ",")
        let lines = (0..<Self.rowCount).map { row in
            let numbers = (0..<40).map { "\((row * 41 + $0 * 7) % 1009)" }.joined(separator: ",")
            return "\(["red", "green", "blue"][row % 3]),\(numbers),\(row % 11)\n"
        }
        let text = "colour,\(names),y\n" + lines.joined()
        var file = RowFile(path: try folder.put(Array(text.utf8), in: "rows.csv"), target: "y")
        file.columns.categorical = ["colour"]
        self.file = file
    }

    private func source(scaled: Bool) throws -> ScaledSource<TableSource> {
        let rows = try file.read(targets: .label, workers: fourWorkers)
        let table = try TableSource(rows, targetName: "y", classes: rows.classes())
        let scaling = FeatureScaling(
            offsets: (0..<43).map { Double($0) / 3 }, scales: (0..<43).map { 1 + Double($0) / 7 })
        return ScaledSource(table, by: scaled ? scaling : nil)
    }

    private func splits() throws -> [HeldOutSplit] {
        let kernels = try InstructionSet.best().kernels
        return [
            HeldOutSplit(rowCount: Self.rowCount, fraction: 0, seed: 3, kernels: kernels),
            HeldOutSplit(rowCount: Self.rowCount, fraction: 0.2, testFraction: 0.1, seed: 3, kernels: kernels),
            HeldOutSplit(
                stratifying: (0..<Self.rowCount).map { Float($0 % 11) }, fraction: 0.2, testFraction: 0.1, seed: 3,
                kernels: kernels),
        ]
    }

    @Test(
        "have the bits of rows that are copied",
        arguments: [
            (workerCount: 1, partitionCount: 1, storage: FeatureStorage.float32), (2, 7, .float32), (4, 64, .float32),
            (3, 7, .bfloat16), (4, 300, .float32),
        ])
    func same(workerCount: Int, partitionCount: Int, storage: FeatureStorage) throws {
        let kernels = try InstructionSet.best().kernels
        let copied = try source(scaled: true)
        for split in try splits() {
            let parts = HeldOutSplit.Part.allCases.filter { split.count(of: $0) > 0 }
            let moved = try Dataset.consuming(
                source(scaled: true), parts: parts, of: split, storage: storage, partitionCount: partitionCount,
                workers: Workers(count: workerCount), kernels: kernels)
            for (part, moved) in zip(parts, moved) {
                let expected = try Dataset(
                    copied, part: part, of: split, storage: storage, partitionCount: partitionCount,
                    workers: fourWorkers, kernels: kernels)
                #expect(moved.rows == expected.rows && moved.scaling == expected.scaling)
                #expect(moved.partitions.map(\.rowCount) == expected.partitions.map(\.rowCount))
            }
        }
    }

    @Test("are those of the partitions that are held", arguments: [0..<1, 2..<5, 6..<7])
    func held(_ held: Range<Int>) throws {
        let kernels = try InstructionSet.best().kernels
        let copied = try source(scaled: false)
        for split in try splits() {
            let moved = try Dataset.consuming(
                source(scaled: false), parts: [.training], of: split, storage: .float32, partitionCount: 7,
                holding: held, workers: workers(nodeCount: 2), kernels: kernels)[0]
            let expected = try Dataset(
                copied, part: .training, of: split, storage: .float32, partitionCount: 7, workers: fourWorkers,
                kernels: kernels)
            #expect(moved.held == held && moved.rowCount == expected.rowCount)
            for index in held { #expect(moved.rows(ofPartition: index) == expected.rows(ofPartition: index)) }
        }
    }

    @Test("keep their weights, and rows without memory to give back are copied")
    func weights() throws {
        let kernels = try InstructionSet.best().kernels
        let table = TableSource(
            featureNames: ["a"], targetName: "y", features: (0..<99).map { Float($0) },
            targets: (0..<99).map { -Float($0) }, weights: (0..<99).map { Float($0) / 2 })
        let split = try split(99, 0.3)
        for (part, moved) in zip(
            [HeldOutSplit.Part.training, .validation],
            try Dataset.consuming(
                table, parts: [.training, .validation], of: split, storage: .float32, partitionCount: 4,
                workers: fourWorkers, kernels: kernels))
        {
            let rows = split.rows(of: part, in: 0..<split.count(of: part)).map { Float($0) }
            #expect(moved.rows == rows.map { Row(features: [$0], target: -$0, weight: $0 / 2) })
        }
    }
}
