import Datasets
import Foundation
import TestSupport
import Testing

@Suite("An array of texts")
struct TextArrayTests {
    private let fixture: FormatFixture

    init() throws { fixture = try FormatFixture() }

    private func labels(_ y: [UInt8], kind: FileRows.TargetKind = .label, rows: Int = 3) throws -> [String] {
        let x = try fixture.put("x.npy", FormatFixture.npy("|u1", "\(rows), 1", (1...rows).map { UInt8($0) }))
        let path = try fixture.put("y.npy", y)
        let rows = try RowFile(path: x, targetsPath: path).read(targets: kind, workers: fourWorkers)
        guard case .labels(let column) = rows.targets else { return [] }
        return column.codes.map { column.names[Int($0)] }
    }

    private func unicode(_ texts: [String], width: Int, isBig: Bool = false) -> [UInt8] {
        texts.flatMap { text in
            let scalars = text.unicodeScalars.map(\.value) + [UInt32](repeating: 0, count: width)
            return scalars.prefix(width).flatMap { isBig ? $0.big : $0.little }
        }
    }

    @Test("names classes, whatever its width and order of bytes")
    func names() throws {
        let texts = ["a", "größe", "🙂 b"]
        #expect(try labels(FormatFixture.npy("<U5", "3,", unicode(texts, width: 5))) == texts)
        #expect(try labels(FormatFixture.npy(">U7", "3, 1", unicode(texts, width: 7, isBig: true))) == texts)
        let bytes = texts.flatMap { Array($0.utf8.prefix(7)) + [UInt8](repeating: 0, count: 7 - min($0.utf8.count, 7)) }
        #expect(try labels(FormatFixture.npy("|S7", "3,", bytes)) == texts)
    }

    @Test("that is none is refused in one line")
    func mistakes() throws {
        func expect(_ y: [UInt8], _ problem: String, kind: FileRows.TargetKind = .label) {
            let error = #expect(throws: DataError.self) { _ = try labels(y, kind: kind) }
            #expect(error?.description == fixture.folder.file("y.npy") + problem)
        }
        let bytes = Array("abc".utf8)
        expect(
            FormatFixture.npy("|S1", "3,", bytes), ": found texts, expected numbers, which a regression predicts",
            kind: .number)
        expect(FormatFixture.npy("|S1", "1, 3", bytes), ": found texts of shape [1, 3], expected one for each row")
        expect(FormatFixture.npy("|S1", "4,", bytes), ": found 3 bytes of texts, expected 1 for each of 4")
        expect(FormatFixture.npy("|S1", "3,", [97, 0, 98]), ": row 2: found nothing, expected a class")
        expect(
            FormatFixture.npy("|S1", "3,", [97, 98, 0xFF]), ": row 3: found bytes that are no text, expected a class")
        expect(
            FormatFixture.npy("<U1", "3,", unicode(["a", "b"], width: 1) + [0, 0, 0x11, 0]),
            ": row 3: found bytes that are no text, expected a class")
        let x = try fixture.put("s.npy", FormatFixture.npy("|S1", "3,", bytes))
        let error = #expect(throws: DataError.self) { try RowFile(path: x).read(targets: nil, workers: fourWorkers) }
        #expect(error?.description == x + ": found texts, expected floats, integers or bools of NumPy, such as <f4")
    }
}
