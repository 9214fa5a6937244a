import Datasets
import Foundation
import Kernels
import Synchronization
import TestSupport
import Testing

/// Numbers that are parsed anew whenever they are asked for, beside the same numbers read once.
@Suite("A CSV file whose numbers are left in it")
struct CSVLeftInFileTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func source(_ rows: FileRows) throws -> TableSource {
        try TableSource(rows, targetName: "y", classes: rows.classes())
    }

    /// The bits of some rows and of their targets.
    private func bits(_ rows: Range<Int>, of source: TableSource) -> [UInt32] {
        let width = source.featureNames.count
        var (features, targets) = (
            [Float](repeating: -1, count: rows.count * width + 1), [Float](repeating: -1, count: rows.count + 1)
        )
        var scratch: Float = 0
        features.withUnsafeMutableBufferPointer { features in
            targets.withUnsafeMutableBufferPointer { targets in
                let records = RowRecord(features: features.baseAddress!, targets: targets.baseAddress!)
                source.writeRows(rows, to: records, scratch: &scratch)
            }
        }
        #expect(features.last == -1 && targets.last == -1, "written beyond the end")
        return (features + targets).map(\.bitPattern)
    }

    private func expectSame(_ table: RandomTable, seed: UInt64) throws {
        let path = try folder.put(Array(table.text.utf8), in: "a.csv")
        let file = RowFile(path: path, target: "1", columns: table.options.columns, csv: CSVDialect(table.options.csv))
        let kept = try file.read(targets: table.targets, workers: fourWorkers)
        let left = try file.read(targets: table.targets, areLeftInFile: true, workers: fourWorkers)
        #expect(left.rowCount == kept.rowCount && left.droppedRowCount == kept.droppedRowCount, "\(table)")
        #expect(left.featureNames == kept.featureNames && left.targetName == kept.targetName, "\(table)")
        #expect(left.features().map(\.bitPattern) == kept.features().map(\.bitPattern), "\(table)")
        guard table.targets != nil else { return }
        let (expected, found) = (try source(kept), try source(left))
        #expect(found.origin == expected.origin && found.classes == expected.classes, "\(table)")
        var random = SplitMix(state: seed)
        for _ in 0..<20 {
            let start = Int.random(in: 0..<kept.rowCount, using: &random)
            let end = Int.random(in: start...min(start + 5000, kept.rowCount), using: &random)
            found.readAhead(start..<end)
            #expect(bits(start..<end, of: found) == bits(start..<end, of: expected), "\(table): \(start)..<\(end)")
        }
        #expect(bits(0..<kept.rowCount, of: found) == bits(0..<kept.rowCount, of: expected), "\(table)")
        try found.check()
    }

    @Test("has the rows that it has when they are kept")
    func small() throws {
        for seed in 1...400 as ClosedRange<UInt64> {
            try expectSame(RandomTable(seed: seed, bytes: Int(seed) * 7), seed: seed)
        }
    }

    @Test("has them across the borders of chunks too", arguments: 1001...1008 as ClosedRange<UInt64>)
    func long(seed: UInt64) throws {
        try expectSame(RandomTable(seed: seed, bytes: 2_500_000), seed: seed)
    }

    @Test("may have rows as long as chunks", arguments: [false, true])
    func longRows(isQuoted: Bool) throws {
        // 300,000 numbers of a row take 1.5 MB.
        let width = 300_000
        let rows = (0..<4).map { row in (0..<width).map { ($0 + row) % 1000 + 1000 } }
        let lines = rows.map { row in
            (isQuoted ? ["\"\(row[0])\""] : ["\(row[0])"]) + row.dropFirst().map { "\($0)" }
        }
        let text = ([(1...width).map { "x\($0)" }] + lines).map { $0.joined(separator: ",") }
        let file = RowFile(path: try folder.put(Array(text.joined(separator: "\n").utf8), in: "a.csv"))
        let features = try file.read(targets: nil, areLeftInFile: true, workers: fourWorkers).features()
        #expect(features == rows.flatMap { $0.map { Float($0) } })
    }

    @Test("may lack most of its rows")
    func fewRows() throws {
        let rowCount = 400_000
        let lines = (0..<rowCount).map { $0 % 70_000 == 9 ? "\($0),1" : "\($0)," }
        var options = ColumnOptions()
        options.missing = .dropped
        let path = try folder.put(Array("a,b\n\(lines.joined(separator: "\n"))\n".utf8), in: "a.csv")
        let rows = try RowFile(path: path, columns: options).read(
            targets: nil, areLeftInFile: true, workers: fourWorkers)
        #expect(rows.droppedRowCount == rowCount - rows.rowCount)
        #expect(rows.features() == stride(from: 9, to: rowCount, by: 70_000).flatMap { [Float($0), 1] })
    }

    @Test("is read by many threads at once")
    func threads() throws {
        let lines = (0..<100_000).map { "\($0),\(-$0),\(0.5 * Double($0))" }
        let path = try folder.put(Array("a,b,y\n\(lines.joined(separator: "\n"))".utf8), in: "a.csv")
        let source = try source(
            try RowFile(path: path, target: "y").read(targets: .number, areLeftInFile: true, workers: fourWorkers))
        let wrongCount = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 1000) { index in
            let row = index * 7919 % 100_000
            let number = Float(row)
            if source.row(row) != Row(features: [number, -number], target: number / 2) {
                wrongCount.add(1, ordering: .relaxed)
            }
        }
        #expect(wrongCount.load(ordering: .relaxed) == 0)
        try source.check()
    }

    @Test("ends with the mistakes that it has when they are kept")
    func mistakes() throws {
        let good = (0..<60_000).map { "\($0),red,\($0 % 7)" }
        for (seed, bad) in ["1,red", "x,red,3", "", "1,,2", "1,red,inf", "\"1,red,2", "1,red,2\u{0}"].enumerated() {
            for row in [0, 30_000 + seed] {
                var lines = good
                lines[row] = bad
                let path = try folder.put(Array("a,b,y\n\(lines.joined(separator: "\n"))\n1\n".utf8), in: "a.csv")
                var file = RowFile(path: path, target: "y")
                file.columns.categorical = ["b"]
                let kept = #expect(throws: DataError.self) { try file.read(targets: .number, workers: fourWorkers) }
                let left = #expect(throws: DataError.self) {
                    try file.read(targets: .number, areLeftInFile: true, workers: fourWorkers)
                }
                #expect(try #require(kept).description == #require(left).description)
            }
        }
    }

    @Test("is kept where it is a pipe")
    func pipe() throws {
        let text = Array("a,y\n1,2\n3,4\n".utf8)
        let path = folder.file("pipe")
        try #require(mkfifo(path, 0o600) == 0)
        let writer = Thread {
            guard let pipe = fopen(path, "w") else { return }
            fwrite(text, 1, text.count, pipe)
            fclose(pipe)
        }
        writer.start()
        let rows = try RowFile(path: path, target: "y").read(
            targets: .number, areLeftInFile: true, workers: fourWorkers)
        #expect(rows.features() == [1, 3])
    }

    @Test("and that is cut or written meanwhile is told of", arguments: [true, false])
    func changed(isCut: Bool) throws {
        let lines = (0..<100_000).map { "\($0),\($0 % 10)" }
        let path = try folder.put(Array("a,y\n\(lines.joined(separator: "\n"))\n".utf8), in: "a.csv")
        let length = try folder.bytes("a.csv").count
        let source = try source(
            try RowFile(path: path, target: "y").read(targets: .number, areLeftInFile: true, workers: fourWorkers))
        _ = bits(0..<source.rowCount, of: source)
        try source.check()
        // The clock of the file system moves in steps of some milliseconds.
        Thread.sleep(forTimeInterval: 0.05)
        if isCut {
            #expect(truncate(path, 1000) == 0)
        } else {
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.write(contentsOf: Array("\n\n\n\n\n\n\n\n".utf8))
        }
        // Whatever is written, nothing but the check says that it is wrong.
        _ = bits(0..<source.rowCount, of: source)
        let error = #expect(throws: DataError.self) { try source.check() }
        let problem =
            isCut ? "found 1000 bytes, expected \(length), as when reading began" : "was changed while it was read"
        #expect(error?.description == "\(path): \(problem)")
    }

    @Test("gives a rank the partitions that one process has", arguments: [0..<2, 2..<5, 5..<7])
    func ranks(_ held: Range<Int>) throws {
        let lines = (0..<20_011).map { "\($0),\(["red", "green", "blue"][$0 % 3]),\(0.25 * Double($0)),\($0 % 11)" }
        let path = try folder.put(Array("a,colour,b,y\n\(lines.joined(separator: "\n"))\n".utf8), in: "a.csv")
        var file = RowFile(path: path, target: "y")
        file.columns.categorical = ["colour"]
        let kept = try source(try file.read(targets: .label, workers: fourWorkers))
        let left = try source(try file.read(targets: .label, areLeftInFile: true, workers: fourWorkers))
        let (split, kernels) = (try split(kept.rowCount, 0.2), try InstructionSet.best().kernels)
        func dataset(_ source: TableSource, holding held: Range<Int>?) throws -> Dataset {
            try Dataset(
                source, part: .training, of: split, storage: .float32, partitionCount: 7, holding: held,
                workers: fourWorkers, kernels: kernels)
        }
        let (whole, part) = (try dataset(kept, holding: nil), try dataset(left, holding: held))
        for index in held { #expect(part.rows(ofPartition: index) == whole.rows(ofPartition: index)) }
        // Nothing of the file is needed any more.
        #expect(truncate(path, 1000) == 0)
        try part.check()
    }
}
