import Datasets
import Foundation
import Kernels
import TestSupport
import Testing

@Suite("Several files of rows")
struct SeveralFilesTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func put(_ text: String, _ name: String) throws -> String {
        try folder.put(Array(text.utf8), in: name)
    }

    private func read(
        _ files: RowFile, kind: FileRows.TargetKind? = .number, left: Bool = false
    ) throws(DataError) -> FileRows {
        try files.read(targets: kind, areLeftInFile: left, workers: fourWorkers)
    }

    /// Three files of a table, the columns of the second in another order, and one file of all their rows.
    private func table() throws -> (parts: [String], whole: String) {
        let parts = [
            try put("city,a,y,w\nRome,1,2,1\nOslo,3,4,0\n", "p1.csv"), try put("y,w,a,city\n6,2,5,Bonn\n", "p2.csv"),
            try put("city,a,y,w\nOslo,,8,1\nRome,9,10,3\n\n", "p3.csv"),
        ]
        let whole = try put("city,a,y,w\nRome,1,2,1\nOslo,3,4,0\nBonn,5,6,2\nOslo,,8,1\nRome,9,10,3\n", "whole.csv")
        return (parts, whole)
    }

    private func file(_ paths: [String], _ missing: MissingPolicy) -> RowFile {
        var file = RowFile(paths: paths, target: "y", weight: "w")
        file.columns.categorical = ["city"]
        file.columns.missing = missing
        return file
    }

    @Test("are rows of one, those of each after those of the one before", arguments: [false, true])
    func tables(left: Bool) throws {
        let (parts, whole) = try table()
        for missing in [MissingPolicy.kept, .dropped] {
            let expected = try read(file([whole], missing))
            for paths in [parts, [folder.file("p*.csv")], [folder.file("p[12].csv"), parts[2]]] {
                let files = file(paths, missing)
                let rows = try read(files, left: left)
                #expect(rows.featureNames == expected.featureNames && rows.weights == expected.weights)
                #expect(rows.features().map(\.bitPattern) == expected.features().map(\.bitPattern))
                #expect(rows.rowCount == expected.rowCount && rows.droppedRowCount == expected.droppedRowCount)
                guard case (.numbers(let found), .numbers(let truth)) = (rows.targets, expected.targets) else {
                    Issue.record("no targets")
                    return
                }
                #expect(found == truth)
                let survey = try files.survey(targets: .number, workers: fourWorkers)
                #expect(survey.rowCount == rows.rowCount && survey.featureNames == rows.featureNames)
                var features: [Float] = []
                try files.forEachPiece(
                    ofRows: 1, targets: .number, features: rows.featureNames, workers: fourWorkers
                ) { features += $0.features() }
                #expect(features.map(\.bitPattern) == rows.features().map(\.bitPattern))
            }
        }
        #expect(try file(parts, .kept).columnNames() == ["city", "a", "y", "w"])
        #expect(try file(parts, .kept).described(by: fourWorkers).rowCount == 5)
    }

    @Test("name the file of a row")
    func origins() throws {
        let (parts, _) = try table()
        let rows = try read(file(parts, .kept))
        let source = try TableSource(rows, targetName: "y", classes: nil)
        let names = (0..<5).map { source.origin.name(ofRow: $0) }
        #expect(names == [parts[0] + ":2", parts[0] + ":3", parts[1] + ":2", parts[2] + ":2", parts[2] + ":3"])
        let wrong = try put("city,a,y,w\nRome,1,x,1\n", "p4.csv")
        let error = #expect(throws: DataError.self) { _ = try read(file(parts + [wrong], .kept)) }
        #expect(error?.description == wrong + ":2: column y: found \"x\", expected a number")
        let names2 = FeatureNames.named(["city=Rome", "city=Oslo", "a"])
        let unknown = #expect(throws: DataError.self) {
            try file(parts, .kept).read(targets: nil, features: names2, workers: fourWorkers)
        }
        #expect(
            unknown?.description == parts[1]
                + ":2: column city: found \"Bonn\", expected one of Rome, Oslo (or unknown: ignore)")
        let fractions = try [put("a,y\n1,1\n2,2\n", "f1.csv"), put("a,y\n1,1\n2,2.5\n", "f2.csv")]
        let mistake = #expect(throws: DataError.self) {
            try read(RowFile(paths: fractions, target: "y"), kind: .label).classes()
        }
        #expect(mistake?.description.hasPrefix(fractions[1] + ":3: column y: found 2.5 as a class") == true)
    }

    @Test("must have the same columns")
    func columns() throws {
        let first = try put("a,b,y\n1,2,3\n", "a.csv")
        let lacking = try put("a,y\n1,2\n", "b.csv")
        let more = try put("a,b,c,y\n1,2,3,4\n", "c.csv")
        func problem(_ paths: [String], _ change: (inout RowFile) -> Void = { _ in }) -> String? {
            var file = RowFile(paths: paths, target: "y")
            change(&file)
            do throws(DataError) {
                _ = try read(file)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(problem([first, lacking])?.hasPrefix(lacking + ":1: no column named \"b\"") == true)
        #expect(problem([first, more]) == more + ":1: found a column \"c\", expected the columns of \(first)")
        #expect(problem([first, lacking]) { $0.columns.ignored = ["b"] } == nil)
        #expect(problem([first, more]) { $0.columns.columns = ["a", "b"] } == nil)
        let pattern = folder.file("none-*.csv")
        #expect(problem([pattern]) == pattern + ": found no file of such a name, expected at least one")
        #expect(problem([first, pattern]) == pattern + ": found no file of such a name, expected at least one")
    }

    @Test("of LIBSVM are rows of one, kept sparse or not")
    func sparse() throws {
        let texts = ["1000000001 1:1 3:2\n1000000002 2:5\n", "1000000003 5:1\n", "1000000004\n1000000006 1:7 4:2\n"]
        let parts = try texts.enumerated().map { try put($1, "p\($0).svm") }
        let whole = try put(texts.joined(), "whole.svm")
        func read(_ paths: [String]) throws -> FileRows {
            var file = RowFile(paths: paths)
            file.columns.origins = .nearFirst(features: false, target: true)
            return try self.read(file)
        }
        let (rows, expected) = (try read(parts), try read([whole]))
        #expect(rows.features() == expected.features() && rows.featureNames == .numbered(count: 5))
        func targets(_ rows: FileRows) throws -> [Double] {
            let source = try TableSource(rows, targetName: "y", classes: nil)
            return source.targets.map { Double($0) + source.targetOrigin }
        }
        #expect(try targets(rows) == [1, 2, 3, 4, 6].map { 1e9 + $0 } && targets(expected) == targets(rows))
        #expect(
            try TableSource(rows, targetName: "y", classes: nil).origin.name(ofRow: 2) == parts[1] + ":1")
        let kernels = try InstructionSet.best().kernels
        let sparse = try SparseFile(RowFile(path: folder.file("p*.svm")), targets: .number, workers: fourWorkers)
            .dataset(targetName: "y", classes: nil, partitionCount: 2, kernels: kernels)
        var found: [Float] = []
        for partition in sparse.partitions {
            for row in 0..<partition.rowCount {
                var features = [Float](repeating: .nan, count: 5)
                _ = features.withUnsafeMutableBytes { partition.writeRow(at: row, features: $0.baseAddress!) }
                found += features
            }
        }
        #expect(found == expected.features())
    }

    @Test("of arrays are rows of one, with targets in the same files or in one of their own")
    func arrays() throws {
        func npy(_ numbers: [Double], _ shape: String) -> [UInt8] {
            let header = Array("{'descr': '<f8', 'fortran_order': False, 'shape': (\(shape)), }\n".utf8)
            return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header
                + numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) } }
        }
        try folder.put(npy([1e9, 1, 1e9 + 1, 2], "2, 2"), in: "x1.npy")
        try folder.put(npy([1e9 + 2, 3], "1, 2"), in: "x2.npy")
        try folder.put(npy([5, 6, 7], "3,"), in: "y.npy")
        var file = RowFile(path: folder.file("x*.npy"), targetsPath: folder.file("y.npy"))
        file.columns.origins = .nearFirst(features: true, target: true)
        for left in [false, true] {
            let rows = try read(file, left: left)
            let origin = try #require(rows.origins.features["x1"])
            let expected = [1e9 - origin, 1, 1e9 + 1 - origin, 2, 1e9 + 2 - origin, 3].map { Float($0) }
            #expect(rows.features() == expected)
            guard case .numbers(let targets) = rows.targets else { throw DataError(file: "", problem: "no targets") }
            #expect(targets == [5, 6, 7])
        }
        try folder.put(npy([1, 2, 3], "1, 3"), in: "x3.npy")
        let error = #expect(throws: DataError.self) { try read(file.reading(folder.file("x*.npy"))) }
        #expect(error?.description == folder.file("x3.npy") + ": found 3 features, expected 2")
    }

    @Test("may be meant by a name that looks like a pattern")
    func literal() throws {
        let path = try put("a,y\n1,2\n", "part-[1].csv")
        _ = try put("a,y\n5,6\n", "part-1.csv")
        #expect(try read(RowFile(path: path, target: "y")).features() == [1])
    }
}
