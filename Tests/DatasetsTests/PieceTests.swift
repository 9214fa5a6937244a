import Datasets
import Foundation
import TestSupport
import Testing

@Suite("Rows of a file, some at a time")
struct PieceTests {
    private let fixture: FormatFixture
    private let rowCount = 23

    init() throws { fixture = try FormatFixture() }

    private var numbers: [Float] { (0..<rowCount * 2).map { Float($0 * $0 % 31) / 4 } }
    /// The third class is that of one row alone.
    private let rareRow = 19
    private var labels: [Int] { (0..<rowCount).map { $0 == rareRow ? 2 : $0 * $0 % 3 } }

    /// The same rows in several formats.
    private func files() throws -> [RowFile] {
        let lines = (0..<rowCount).map { "\(numbers[2 * $0]),\(labels[$0]),\(numbers[2 * $0 + 1])" }
        let csv = try fixture.put("a.csv", Array((["x1,y,x2"] + lines).joined(separator: "\n").utf8))
        let sparse = (0..<rowCount).map { "\(labels[$0]) 1:\(numbers[2 * $0]) 2:\(numbers[2 * $0 + 1])\n" }
        let libsvm = try fixture.put("a.libsvm", Array(sparse.joined().utf8))
        let npy = try fixture.put(
            "a.npy", FormatFixture.npy("<f4", "\(rowCount), 2", numbers.flatMap { $0.bitPattern.little }))
        let targets = try fixture.put("y.npy", FormatFixture.npy("|u1", "\(rowCount)", labels.map { UInt8($0) }))
        return [
            RowFile(path: csv, target: "y"), RowFile(path: libsvm), RowFile(path: npy, targetsPath: targets),
        ]
    }

    private func names(_ rows: FileRows) throws -> [String] {
        guard case .labels(let column) = rows.targets else { return [] }
        return column.codes.map { column.names[Int($0)] }
    }

    @Test("are the rows that are read at once", arguments: [1, 2, 7, 23, 24, 1000])
    func whole(count: Int) throws {
        for file in try files() {
            let whole = try file.read(targets: .label, features: .numbered(count: 2), workers: fourWorkers)
            #expect(whole.features() == numbers && whole.rowCount == rowCount)
            var features: [Float] = []
            var targets: [String] = []
            var counts: [Int] = []
            try file.forEachPiece(ofRows: count, targets: .label, features: .numbered(count: 2), workers: fourWorkers) {
                piece in
                features += piece.features()
                targets += try names(piece)
                counts.append(piece.rowCount)
            }
            #expect(features == numbers)
            #expect(try targets == names(whole))
            #expect(counts.dropLast().allSatisfy { $0 == count } && (1...count).contains(counts.last ?? 0))
        }
    }

    @Test("are known by their places in the whole file", arguments: [1, 2, 7, 19, 20, 23, 1000])
    func mistakes(count: Int) throws {
        let places = ["a.csv:21:", "a.libsvm:20:", "y.npy: row 20"]
        for (file, place) in zip(try files(), places) {
            let error = #expect(throws: DataError.self) {
                try file.forEachPiece(
                    ofRows: count, targets: .label, features: .numbered(count: 2), workers: fourWorkers
                ) { piece in
                    _ = try TableSource(piece, targetName: "y", classes: ClassLabels(count: 2))
                }
            }
            let message = try #require(error).description
            #expect(message.contains(place) && message.contains("found 2 as a class"), "\(message)")
        }
    }

    @Test("end with the mistake that reading the whole file ends with")
    func hostile() throws {
        for text in ["", "x1,x2\n", "x1,x2\n1,2\n3\n", "x1,x2\n1,2\n\n3,4,5\n", "x1,x2\n1,2\n\"3\n,4\n"] {
            let file = RowFile(path: try fixture.put("b.csv", Array(text.utf8)))
            let whole = #expect(throws: DataError.self) {
                try file.read(targets: nil, features: .numbered(count: 2), workers: fourWorkers)
            }
            let pieces = #expect(throws: DataError.self) {
                try file.forEachPiece(ofRows: 1, targets: nil, features: .numbered(count: 2), workers: fourWorkers) {
                    _ in
                }
            }
            #expect(try #require(whole).description == #require(pieces).description)
        }
    }
}
