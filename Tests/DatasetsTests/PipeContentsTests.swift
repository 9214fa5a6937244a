import Datasets
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A pipe of rows")
struct PipeContentsTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// Makes a pipe, and writes bytes into it once.
    private func pipe(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = folder.file(name)
        try #require(mkfifo(path, 0o600) == 0)
        Thread {
            guard let pipe = fopen(path, "w") else { return }
            fwrite(bytes, 1, bytes.count, pipe)
            fclose(pipe)
        }.start()
        return path
    }

    @Test("is read once, and may be read as often as anybody holds it")
    func once() throws {
        let text = Array("1 1:0.5 3:2\n2 2:1\n1 1:7\n".utf8)
        let path = try pipe("p", text)
        let file = RowFile(path: path)
        #expect(file.foreseenFormat == nil && file.format == .libsvm && file.foreseenFormat == nil)
        let copy = file
        for _ in 0..<2 {
            let rows = try copy.read(targets: .label, workers: fourWorkers)
            #expect(rows.features() == [0.5, 0, 2, 0, 1, 0, 7, 0, 0])
            #expect(try file.survey(targets: .label, workers: fourWorkers).rowCount == 3)
            var count = 0
            try RowFile(path: path).forEachPiece(
                ofRows: 2, targets: nil, features: .numbered(count: 3), workers: fourWorkers
            ) { count += $0.rowCount }
            #expect(count == 3)
        }
        #expect(try SparseFile(file, targets: .number, workers: fourWorkers).numberCount == 4)
    }

    @Test("is read again by who comes when nobody holds it")
    func released() throws {
        let path = try pipe("p", Array("a,y\n1,2\n".utf8))
        #expect(try RowFile(path: path, target: "y").read(targets: .number, workers: fourWorkers).features() == [1])
        try FileManager.default.removeItem(atPath: path)
        _ = try pipe("p", Array("a,y\n3,4\n".utf8))
        #expect(try RowFile(path: path, target: "y").read(targets: .number, workers: fourWorkers).features() == [3])
    }

    @Test("may be one of several")
    func several() throws {
        let paths = try [pipe("p", Array("a,y\n1,2\n".utf8)), pipe("q", Array("y,a\n4,3\n".utf8))]
        let files = RowFile(paths: paths, format: .csv, target: "y")
        for _ in 0..<2 { #expect(try files.read(targets: .number, workers: fourWorkers).features() == [1, 3]) }
        #expect(try files.described(by: fourWorkers).rowCount == 2)
    }

    @Test("may be a table that is described, whatever its format")
    func described() throws {
        let text = Array("a,city\n1,Rome\n2,Oslo\n".utf8)
        let file = RowFile(path: try pipe("p", text), format: .csv)
        #expect(try file.described(by: fourWorkers).rowCount == 2 && file.columnNames() == ["a", "city"])
    }
}
