import Datasets
import TestSupport
import Testing

@Suite("Targets of a table that are in a file of their own")
struct LabelFileTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try put("a,c\n1,u\n2,v\n3,u\n4,w\n", "x.csv")
    }

    private func put(_ text: String, _ name: String) throws { try folder.put(Array(text.utf8), in: name) }

    private func read(
        _ targets: String, _ kind: FileRows.TargetKind = .number, target: String? = nil, unknown: String = "c",
        _ change: (inout ColumnOptions) -> Void = { _ in }
    ) throws -> FileRows {
        try put(targets, "y.csv")
        var options = ColumnOptions()
        options.categorical = [unknown]
        change(&options)
        return try RowFile(
            path: folder.file("x.csv"), targetsPath: folder.file("y.csv"), target: target, columns: options
        ).read(targets: kind, workers: fourWorkers)
    }

    private func targets(_ rows: FileRows) throws -> [Double] {
        let source = try TableSource(rows, targetName: "", classes: nil)
        return source.targets.map { Double($0) + source.targetOrigin }
    }

    static let files: [(text: String, target: String?)] = [
        ("price\n5\n6\n7\n8\n", nil), ("price\n5\n6\n7\n8\n", "y"), ("5\n6\n7\n8\n", nil),
        (",price\n0,5\n1,6\n2,7\n3,8\n", nil),
        ("id;price\n9;5\n8;6\n7;7\n6;8\n", nil), ("price,b,c\n5,1,x\n6,1,x\n7,1,x\n8,1,\n", "price"),
        ("p,q\n1,5\n1,6\n1,7\n1,8\n", "-1"),
    ]

    @Test("are its only column, the one that is not the rows' number, or the named one", arguments: files.indices)
    func column(index: Int) throws {
        let rows = try read(Self.files[index].text, target: Self.files[index].target)
        #expect(try targets(rows) == [5, 6, 7, 8])
        #expect(rows.features() == [1, 1, 0, 0, 2, 0, 1, 0, 3, 1, 0, 0, 4, 0, 0, 1])
        #expect(rows.featureNames.all == ["a", "c=u", "c=v", "c=w"])
    }

    @Test("may be names of classes, or large numbers")
    func kinds() throws {
        let classes = try #require(try read("k\n02\n2\n02\ntwo\n", .label).classes())
        #expect(classes.names == ["02", "2", "two"])
        let large = try read("k\n1000000001\n1000000002\n1000000003\n1000000004\n") {
            $0.origins = .nearFirst(features: true, target: true)
        }
        #expect(try targets(large) == [1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4] && large.targetName == "k")
    }

    @Test("may lack some, whose rows are left out and counted", arguments: [FileRows.TargetKind.number, .label])
    func missing(kind: FileRows.TargetKind) throws {
        let rows = try read("k,b\n1,1\nNA,1\n,1\n2,1\n", kind, target: "k")
        #expect(rows.untargetedRowCount == 2 && rows.rowCount == 2)
        #expect(rows.features() == [1, 1, 0, 0, 4, 0, 0, 1])
        if kind == .label {
            #expect(try rows.classes()?.names == ["1", "2"])
        } else {
            #expect(try targets(rows) == [1, 2])
        }
        let split = try split(2, 0)
        #expect(rows.keepingNames(ofPart: .training, of: split).featureNames.all == ["a", "c=u", "c=w"])
    }

    @Test("are passed on some rows at a time")
    func pieces() throws {
        try put("k\n1\n2\n3\n4\n", "y.csv")
        let file = RowFile(path: folder.file("x.csv"), targetsPath: folder.file("y.csv"))
        var found: [Double] = []
        try file.forEachPiece(
            ofRows: 3, targets: .number, features: .named(["a"]), workers: fourWorkers
        ) { found += try targets($0) }
        #expect(found == [1, 2, 3, 4])
    }

    static let mistakes: [(text: String, kind: FileRows.TargetKind, target: String?, message: String)] = [
        ("k\n1\n2\n3\n", .number, nil, "y.csv: column k: found 3 targets, expected 4, one for each row of "),
        (
            "p,q\n1,2\n3,4\n5,6\n7,8\n", .number, "k",
            "y.csv: found the columns p, q, expected one, or a target that names one of them"
        ),
        ("k\n1\nx\n3\n4\n", .number, nil, "y.csv:3: column k: found \"x\", expected a number"),
        (
            "a\n1\n2\n3\n4\n", .number, nil,
            "x.csv: column a: found a feature of this name, expected none, since it is the target in "
        ),
        ("k,b\n,1\n,1\n,1\n,1\n", .number, "k", "y.csv: column k: found no row with a target, expected at least one"),
    ]

    @Test("are refused where they do not fit the rows", arguments: mistakes.indices)
    func refused(index: Int) throws {
        let (text, kind, target, message) = Self.mistakes[index]
        let error = #expect(throws: DataError.self) { try read(text, kind, target: target) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("are refused where rows are left out that lack a feature, and where a LIBSVM file holds its own")
    func impossible() throws {
        let error = #expect(throws: DataError.self) {
            try read("k\n1\n2\n3\n4\n") { $0.missing = .dropped }
        }
        #expect(
            error?.description.contains("y.csv: found a file of targets, one for each row, expected targets in ")
                == true)
        try put("1 1:2\n", "a.svm")
        let file = RowFile(path: folder.file("a.svm"), targetsPath: folder.file("y.csv"))
        let other = #expect(throws: DataError.self) { try file.read(targets: .number, workers: fourWorkers) }
        #expect(other?.description.contains("y.csv: found a file of targets, expected none, since ") == true)
    }
}
