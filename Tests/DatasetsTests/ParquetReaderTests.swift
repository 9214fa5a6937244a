import Datasets
import Foundation
import NUMA
import TestSupport
import Testing

/// The same tables as CSV and as Parquet files of several programs and row groups.
enum ParquetTables {
    /// Columns: a float64 `a`, an int64 `n`, a boolean `b`, a date `d`, a timestamp `t`, texts `city`, whole numbers
    /// `code`, weights `w`, numbers `y` and texts `kind`. In `holes` a, n, city and y lack values; all others are whole.
    static let files = SharedFolder { folder in
        try PythonPeer.run(
            """
            import datetime, os, random, sys
            import duckdb, polars, pyarrow as pa, pyarrow.parquet as pq
            os.chdir(sys.argv[1])
            random.seed(3)
            n = 5003
            def table(holes):
                def hole(values, share=0.1): return [None if holes and random.random() < share else v for v in values]
                days = [datetime.date(1960, 1, 1) + datetime.timedelta(random.randrange(20000)) for _ in range(n)]
                times = [datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=random.randrange(1 << 23)) for _ in range(n)]
                return {
                    "a": hole([random.randrange(-9999, 9999) / 16 for _ in range(n)]),
                    "n": hole([random.randrange(-1 << 23, 1 << 23) for _ in range(n)], 0.01),
                    "b": [random.random() < 0.5 for _ in range(n)], "d": days, "t": times,
                    "city": hole([random.choice(["Rome", "Oslo", "Bonn", "Lima, Peru"]) for _ in range(n)], 0 if holes == 2 else 0.02),
                    "code": [random.choice([1, 2, 10, -3]) for _ in range(n)],
                    "w": [random.randrange(4) / 2 for _ in range(n)], "y": hole([random.randrange(999) / 8 for _ in range(n)], 0 if holes == 2 else 0.01),
                    "kind": [random.choice(["x", "y", "z"]) for _ in range(n)],
                }
            # Full, with holes everywhere, with holes only among numbers.
            for name, holes in [("full", 0), ("holes", 1), ("numbers", 2)]:
                rows = table(holes)
                def text(v):
                    if v is None: return ""
                    if isinstance(v, bool): return str(int(v))
                    if isinstance(v, datetime.datetime): return str(int((v - datetime.datetime(1970, 1, 1)).total_seconds()))
                    if isinstance(v, datetime.date): return str((v - datetime.date(1970, 1, 1)).days)
                    return f'"{v}"' if "," in str(v) else str(v)
                with open(f"{name}.csv", "w") as f:
                    f.write(",".join(rows) + "\\n")
                    for row in zip(*rows.values()): f.write(",".join(map(text, row)) + "\\n")
                arrow = pa.table(rows)
                pq.write_table(arrow, f"{name}.arrow.parquet")
                pq.write_table(arrow, f"{name}.groups.parquet", row_group_size=700, compression="zstd")
                polars.DataFrame(rows).write_parquet(f"{name}.polars.pq")
                duckdb.sql(f"copy (select * from arrow) to '{name}.duckdb.parquet' (format parquet, row_group_size 2048)")
            """, folder.path)
    }

    static let writers = ["arrow.parquet", "groups.parquet", "polars.pq", "duckdb.parquet"]
}

@Suite("A Parquet file", .needs(.python("pyarrow", "polars", "duckdb")))
struct ParquetReaderTests {
    private func file(
        _ name: String, target: String = "y", _ change: (inout RowFile) -> Void = { _ in }
    ) throws -> RowFile {
        var file = RowFile(path: try ParquetTables.files.folder.file(name), target: target)
        file.columns.categorical = ["city", "code"]
        file.columns.ignored = target == "y" ? ["kind"] : ["y"]
        change(&file)
        return file
    }

    private func expectSame(_ rows: FileRows, _ expected: FileRows, _ name: String) throws {
        #expect(rows.featureNames == expected.featureNames, "\(name)")
        #expect(rows.rowCount == expected.rowCount && rows.droppedRowCount == expected.droppedRowCount, "\(name)")
        #expect(rows.untargetedRowCount == expected.untargetedRowCount, "\(name)")
        #expect(rows.features().map(\.bitPattern) == expected.features().map(\.bitPattern), "\(name)")
        #expect(rows.weights == expected.weights && rows.weightName == expected.weightName, "\(name)")
        switch (rows.targets, expected.targets) {
        case (.numbers(let found), .numbers(let expected)): #expect(found == expected, "\(name)")
        case (.labels(let found), .labels(let expected)):
            #expect(found.names == expected.names && found.codes == expected.codes, "\(name)")
        case (nil, nil): break
        default: Issue.record("\(name): targets of another kind")
        }
    }

    @Test("has the rows of a CSV file of the same table, kept or left in it", arguments: ParquetTables.writers)
    func sameRows(writer: String) throws {
        for (table, missing) in [
            ("full", MissingPolicy.refused), ("holes", .dropped), ("numbers", .kept), ("holes", .kept),
        ] {
            for (target, kind) in [("y", FileRows.TargetKind.number), ("kind", .label), ("y", nil)] {
                func read(_ name: String, _ workers: Int, left: Bool = false) throws -> FileRows {
                    let file = try file(name, target: target) {
                        $0.columns.missing = missing
                        $0.weight = "w"
                    }
                    return try file.read(targets: kind, areLeftInFile: left, workers: .init(count: workers))
                }
                let expected = try read("\(table).csv", 1)
                for (workers, left) in [(1, false), (3, false), (1, true), (3, true)] {
                    let name = "\(table).\(writer), \(workers) workers, left: \(left)"
                    let rows = try read("\(table).\(writer)", workers, left: left)
                    try expectSame(rows, expected, name)
                    if kind != nil { try TableSource(rows, targetName: target, classes: rows.classes()).check() }
                }
            }
        }
    }

    @Test("is read some rows at a time, and surveyed", arguments: ParquetTables.writers)
    func pieces(writer: String) throws {
        for (table, missing) in [("full", MissingPolicy.refused), ("holes", .dropped)] {
            func change(_ file: inout RowFile) { file.columns.missing = missing }
            let parquet = try file("\(table).\(writer)", target: "kind", change)
            let csv = try file("\(table).csv", target: "kind", change)
            let survey = try parquet.survey(targets: .label, workers: fourWorkers)
            let expected = try csv.survey(targets: .label, workers: fourWorkers)
            #expect(survey.rowCount == expected.rowCount && survey.droppedRowCount == expected.droppedRowCount)
            #expect(survey.untargetedRowCount == expected.untargetedRowCount)
            #expect(survey.featureNames == expected.featureNames && survey.classes == expected.classes)
            for count in [1, 699, 5000, 9999] {
                func pieces(_ file: RowFile) throws -> [FileRows] {
                    var pieces: [FileRows] = []
                    try file.forEachPiece(
                        ofRows: count, targets: .label, features: survey.featureNames, workers: fourWorkers
                    ) { pieces.append($0) }
                    return pieces
                }
                guard count > 1 || table == "full" else { continue }
                let (found, truth) = (try pieces(parquet), try pieces(csv))
                #expect(found.map(\.rowCount) == truth.map(\.rowCount))
                for (piece, expected) in zip(found, truth).prefix(20) { try expectSame(piece, expected, "\(count)") }
            }
        }
    }

    @Test("gives its columns to a model by their names")
    func named() throws {
        let names = [
            "code=10", "b", "city=Oslo", "city=Rome", "city=Bonn", "city=Lima, Peru", "code=1", "code=2", "code=-3",
        ]
        func read(_ name: String) throws -> FileRows {
            try file(name) { $0.columns = ColumnOptions() }.read(
                targets: nil, features: .named(names), workers: fourWorkers)
        }
        try expectSame(read("full.groups.parquet"), read("full.csv"), "by name")
        let few = FeatureNames.named(Array(names.dropLast()))
        let error = #expect(throws: DataError.self) {
            try file("full.arrow.parquet").read(targets: nil, features: few, workers: fourWorkers)
        }
        #expect(
            error?.problem == "found \"-3\", expected one of 10, 1, 2 (or unknown: ignore)" && error?.column == "code",
            "\(error!)")
    }

    @Test("is described as a CSV file of the same table is")
    func described() throws {
        func columns(_ name: String) throws -> [FileDescription.Column] {
            try RowFile(path: ParquetTables.files.folder.file(name)).described(by: fourWorkers).columns
        }
        for (found, expected) in zip(try columns("numbers.groups.parquet"), try columns("numbers.csv")) {
            #expect(found.name == expected.name)
            switch (found.content, expected.content) {
            case (.numbers(let found), .numbers(let expected)):
                #expect(found.count == expected.count && found.missingCount == expected.missingCount)
                #expect(found.mean == expected.mean && found.deviation == expected.deviation)
                #expect(found.histogram == expected.histogram)
            case (.names(let found), .names(let expected)): #expect(found.map(\.1) == expected.map(\.1))
            default: Issue.record("\(found.name) is of another kind")
            }
        }
    }

    @Test("that is not as it must be is refused in one line")
    func mistakes() throws {
        func expect(
            _ name: String, _ problem: String, target: String = "y", kind: FileRows.TargetKind? = .number,
            _ change: (inout RowFile) -> Void = { _ in }, _ location: SourceLocation = #_sourceLocation
        ) throws {
            let file = try file(name, target: target, change)
            for left in [false, true] {
                let error = #expect(throws: DataError.self, sourceLocation: location) {
                    _ = try file.read(targets: kind, areLeftInFile: left, workers: fourWorkers)
                }
                #expect(error?.description == file.path + problem, sourceLocation: location)
            }
        }
        let full = "full.groups.parquet"
        try expect(
            full,
            ": column city: found texts, expected numbers: a column of names must be listed as categorical, or dropped"
        ) { $0.columns.categorical = [] }
        try expect(full, ": column kind: found texts, expected numbers, which a regression predicts", target: "kind")
        try expect(full, ": column kind: found texts, expected weights, which are numbers") { $0.weight = "kind" }
        try expect(full, ": no column named \"citi\", did you mean \"city\"?") { $0.columns.categorical = ["citi"] }
    }

    @Test("that lacks a value is refused by the row, or what it holds is")
    func values() throws {
        let folder = try ScratchFolder()
        try PythonPeer.run(
            """
            import os, sys
            import pyarrow as pa, pyarrow.parquet as pq
            os.chdir(sys.argv[1])
            def write(name, x, y=None, **more):
                pq.write_table(pa.table({"x": x, "y": y or list(range(len(x))), **more}), name, row_group_size=2)
            inf = float("inf")
            write("null.parquet", [1.0, 2.0, None, inf], s=["a", "b", "c", None])
            write("inf.parquet", [1.0, 2.0, 3.0, inf], s=["a", None, "c", "d"])
            write("large.parquet", [1.0, 2.0, 3.0, 1e39], s=["", "b", "c", "d"])
            write("target.parquet", [1.0, 2.0, 3.0], pa.array([1, 2, None]), s=["NA", "nan", "-"])
            write("targets.parquet", [1.0, 2.0], pa.array([None, None], pa.float32()), s=["a", "b"])
            write("weight.parquet", [1.0, 2.0, 3.0], w=[1.0, 0.0, -0.5])
            write("none.parquet", pa.array([], pa.float32()), pa.array([], pa.float32()))
            pq.write_table(pa.table({"y": [1, 2]}), "only.parquet")
            """, folder.path)
        func read(_ name: String, _ change: (inout RowFile) -> Void) throws(DataError) -> FileRows {
            var file = RowFile(path: folder.file(name), target: "y")
            change(&file)
            return try file.read(targets: .number, workers: fourWorkers)
        }
        func expect(_ name: String, _ problem: String, _ change: (inout RowFile) -> Void) {
            let error = #expect(throws: DataError.self) { _ = try read(name, change) }
            #expect(error?.description == folder.file(name) + problem)
        }
        func numbers(_ file: inout RowFile) { file.columns.ignored = ["s"] }
        func names(_ file: inout RowFile) { file.columns.categorical = ["s"] }
        expect("null.parquet", ": row 3: column x: found nothing, expected a number", numbers)
        expect("inf.parquet", ": row 4: column x: found inf, expected a finite number", numbers)
        expect(
            "large.parquet", ": row 4: column x: found 1e+39, expected a number that a 32-bit float can hold", numbers)
        expect("inf.parquet", ": row 2: column s: found nothing, expected a category", names)
        expect("large.parquet", ": row 1: column s: found nothing, expected a category", names)
        let targets = try read("target.parquet", names)
        #expect(targets.rowCount == 2 && targets.untargetedRowCount == 1 && targets.droppedRowCount == 0)
        expect("targets.parquet", ": found no row with a target, expected at least one", names)
        expect("weight.parquet", ": row 3: column w: found -0.5, expected a weight of at least 0") { $0.weight = "w" }
        expect("none.parquet", ": found no rows in the file, expected at least one") { _ in }
        expect("only.parquet", ": found no column but the target, expected at least one feature") { _ in }
        // Texts are what they are, whatever they would mean in a CSV file.
        let rows = try read("target.parquet") {
            names(&$0)
            $0.columns.missing = .dropped
        }
        #expect(rows.featureNames == .named(["x", "s=NA", "s=nan"]))
        #expect(rows.untargetedRowCount == 1 && rows.droppedRowCount == 0)
        #expect(rows.features() == [1, 1, 0, 2, 0, 1])
        let kept = try read("inf.parquet") {
            names(&$0)
            $0.columns.ignored = ["x"]
            $0.columns.missing = .kept
        }
        #expect(kept.featureNames == .named(["s=", "s=a", "s=c", "s=d"]))
        #expect(kept.features() == [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
    }

    @Test("that is cut off or not one is refused in one line")
    func cutOff() throws {
        let folder = try ScratchFolder()
        let whole = try [UInt8](
            Data(contentsOf: URL(fileURLWithPath: ParquetTables.files.folder.file("full.groups.parquet"))))
        for count in [0, 3, 4, 11, whole.count / 2, whole.count - 1] {
            let path = try folder.put(Array(whole.prefix(count)), in: "a.parquet")
            let error = #expect(throws: DataError.self) {
                _ = try RowFile(path: path).read(targets: nil, workers: fourWorkers)
            }
            #expect(error?.description.hasPrefix(path + ": found ") == true, "\(count) bytes: \(error!)")
        }
        let changed = try folder.put(whole, in: "b.parquet")
        var file = RowFile(path: changed, target: "y")
        file.columns.ignored = ["city", "kind"]
        let rows = try file.read(targets: .number, areLeftInFile: true, workers: fourWorkers)
        try folder.put(Array(whole.prefix(whole.count / 2)), in: "b.parquet")
        _ = rows.features()
        #expect(throws: DataError.self) { try TableSource(rows, targetName: "y", classes: nil).check() }
    }
}
