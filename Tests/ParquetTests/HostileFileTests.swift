import Files
import Parquet
import TestSupport
import Testing

@Suite("A Parquet file that is not as it should be")
struct HostileFileTests {
    private let folder: ScratchFolder
    /// What a small file may take.
    private static let limit = 1 << 26

    init() throws { folder = try ScratchFolder() }

    private func read(_ bytes: [UInt8], limit: Int = limit) throws -> ParquetTable {
        let file = try ParquetFile(reading: folder.put(bytes, in: "a.parquet"))
        return try file.read(file.allColumns, workers: 1, limit: limit)
    }

    private func expect(_ bytes: [UInt8], _ problem: String, _ location: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: FileError.self, sourceLocation: location) { _ = try read(bytes) }
        #expect(error?.description == folder.file("a.parquet") + ": " + problem, sourceLocation: location)
    }

    @Test("is read where nothing is wrong", arguments: SmallFiles.all)
    func whole(bytes: [UInt8]) throws {
        let table = try read(bytes)
        let rows = 0..<24
        #expect(table.columns.map(\.name) == ["i", "l", "f", "b", "s", "d"])
        let i = table.columns[0].numbers!
        #expect(rows.allSatisfy { $0 % 5 == 0 ? i[$0].isNaN : i[$0] == Double($0 * $0) })
        #expect(table.columns[0].nullCount == 5)
        #expect(table.columns[1].numbers == rows.map { Double($0) * 1e9 })
        #expect(table.columns[2].numbers == rows.map { Double($0) / 8 })
        #expect(table.columns[3].numbers == rows.map { $0 % 3 == 0 ? 1 : 0 })
        #expect(table.columns[4].names == rows.map { $0 % 7 == 3 ? nil : "word \($0 % 6)" })
        #expect(table.columns[5].numbers == rows.map { Double($0) / 100 })
    }

    @Test("is refused wherever it is cut off", arguments: SmallFiles.all)
    func truncation(bytes: [UInt8]) throws {
        for count in bytes.indices {
            #expect(throws: FileError.self) { _ = try read(Array(bytes.prefix(count))) }
        }
        expect([], "found no Parquet file, expected one, which begins with PAR1")
        expect(Array("a,b\n1,2\n".utf8), "found no Parquet file, expected one, which begins with PAR1")
        expect(
            Array("PARE1234PARE".utf8), "found an encrypted Parquet file, expected one that is not: decrypt it first")
        expect(Array("PAR1".utf8), "found a Parquet file that is cut off, expected all of it, which ends with PAR1")
        expect(
            Array("PAR1".utf8) + [255, 255, 255, 127] + Array("PAR1".utf8),
            "footer: found 2147483647 bytes of it in a file of 12, expected fewer than the file has")
    }

    @Test("lacks bytes in its middle", arguments: SmallFiles.all)
    func missingBytes(bytes: [UInt8]) throws {
        for place in stride(from: 4, to: bytes.count - 8, by: 3) {
            for count in [1, 4, 30] where place + count < bytes.count - 8 {
                var broken = bytes
                broken.removeSubrange(place..<place + count)
                readAnyhow(broken)
            }
        }
    }

    @Test("has other bits", arguments: SmallFiles.all)
    func flips(bytes: [UInt8]) throws {
        var random = SplitMix(state: 21)
        for place in bytes.indices {
            var broken = bytes
            broken[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            readAnyhow(broken)
        }
        for _ in 0..<1500 {
            var broken = bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 4..<bytes.count, using: &random)
                broken[place] = [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
                    .randomElement(using: &random)!
            }
            readAnyhow(broken)
        }
    }

    /// Whatever comes of it is fine, other than a trap: the rows that the footer says, or an error in one line.
    private func readAnyhow(_ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) {
        do {
            let file = try ParquetFile(reading: folder.put(bytes, in: "a.parquet"))
            let table = try file.read(file.allColumns, workers: 1, limit: Self.limit)
            if table.rowCount != file.rowCount { Issue.record("\(table.rowCount) rows", sourceLocation: location) }
        } catch let error as FileError {
            if error.description.contains("\n") { Issue.record("\(error)", sourceLocation: location) }
        } catch {
            Issue.record("\(error)", sourceLocation: location)
        }
    }

    @Test("takes no more memory than it may")
    func memory() throws {
        let error = #expect(throws: FileError.self) { _ = try read(SmallFiles.dictionary, limit: 100) }
        #expect(
            error?.description
                == folder.file("a.parquet")
                + ": column \"i\": found more than 100 bytes of values, expected what memory can hold")
        #expect(error?.isMachineFailure == true)
        #expect(throws: FileError.self) { _ = try read(SmallFiles.split, limit: 1000) }
    }

    @Test("gives the same error and the same table with any number of workers")
    func workers() throws {
        let path = try folder.put(SmallFiles.groups, in: "b.parquet")
        let file = try ParquetFile(reading: path)
        let one = try file.read(file.allColumns, workers: 1)
        for workers in [0, 2, 3, 64] {
            let many = try file.read(file.allColumns, workers: workers)
            for (a, b) in zip(one.columns, many.columns) {
                #expect(a.names == b.names)
                #expect(a.numbers?.map(\.bitPattern) == b.numbers?.map(\.bitPattern))
            }
        }
        #expect(file.rowGroupSizes == [10, 10, 4])
        #expect(try file.read([], workers: 2).columns.isEmpty)
        #expect(try file.read(file.allColumns, rowGroups: 1..<1, workers: 2).rowCount == 0)
    }
}
