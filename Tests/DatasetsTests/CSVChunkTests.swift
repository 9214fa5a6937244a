import Datasets
import TestSupport
import Testing

/// Files of several chunks, which threads read at the same time, beside the same text with one field in quotes, for whose
/// sake it is read from begin to end by one.
@Suite("A long CSV file without quotes")
struct CSVChunkTests {
    private let folder: ScratchFolder
    private static let rowCount = 90_000
    private static let missing: [MissingPolicy] = [.refused, .dropped, .kept]

    init() throws { folder = try ScratchFolder() }

    /// Lines of two numbers, a category and a class, about 2.6 MB.
    private static func lines(lacking: Bool) -> [String] {
        var random = SplitMix(state: 1)
        return (0..<rowCount).map { row in
            let number = Double(random.next() % 1_000_000_007) / 1024
            let second = lacking && row % 101 == 7 ? "" : "\(random.next() % 97)"
            let colour = ["red", "green", "blue"][Int(random.next() % 3)]
            // A class that only the last chunk has.
            let kind = row > rowCount - 5 ? "rare" : "kind \(random.next() % 4)"
            return "\(number),\(second),\(colour),\(kind)"
        }
    }

    private static let wholeLines = lines(lacking: false)
    private static let lackingLines = lines(lacking: true)

    private func read(
        _ lines: [String], end: String = "\n", missing: MissingPolicy = .refused
    ) throws -> ColumnTable {
        let text = (["a,b,colour,kind"] + lines).joined(separator: end) + end
        var options = ColumnOptions()
        options.categorical = ["colour"]
        options.missing = missing
        return try CSVReader.read(
            folder.put(Array(text.utf8), in: "a.csv"), columns: .target("kind"), options: options, targets: .label,
            workers: fourWorkers)
    }

    private func withQuotes(_ lines: [String]) -> [String] {
        lines.dropLast() + [lines.last!.replacing("rare", with: "\"rare\"")]
    }

    private func expectSame(_ found: ColumnTable, _ expected: ColumnTable) {
        // NaN, which stands for a missing number, equals nothing.
        #expect(found.numbers.map(\.bitPattern) == expected.numbers.map(\.bitPattern))
        #expect(found.categories == expected.categories && found.labels == expected.labels)
        #expect(found.rowCount == expected.rowCount && found.droppedRowCount == expected.droppedRowCount)
        #expect(found.line(ofRow: 70_000) == expected.line(ofRow: 70_000))
    }

    @Test("is read as by one thread", arguments: ["\n", "\r\n"], missing)
    func same(end: String, missing: MissingPolicy) throws {
        let lines = missing == .refused ? Self.wholeLines : Self.lackingLines
        try expectSame(
            read(lines, end: end, missing: missing), read(withQuotes(lines), end: end, missing: missing))
        try expectSame(
            read(lines + ["", "  ", ""], end: end, missing: missing),
            read(withQuotes(lines), end: end, missing: missing))
    }

    @Test("is refused with the same words", arguments: [1, 44_444, 89_999])
    func mistakes(row: Int) throws {
        for bad in ["1,2,red", "1,x,red,rare", "", "1,2,,rare", "1,,red,rare"] {
            var lines = Self.wholeLines
            lines[row] = bad
            // Another mistake behind it is not the first.
            lines.append("1,2")
            let found = #expect(throws: DataError.self) { try read(lines) }
            lines[0] = lines[0].replacing(",kind", with: ",\"kind") + "\""
            let expected = #expect(throws: DataError.self) { try read(lines) }
            #expect(found?.description == expected?.description && found != nil)
        }
    }
}
