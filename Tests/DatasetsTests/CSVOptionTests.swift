import Datasets
import Foundation
import TestSupport
import Testing

@Suite("Ways to read a CSV file")
struct CSVOptionTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// The rows of a text, with the target `y` where there is one.
    private func read(
        _ text: String, _ options: TableOptions = TableOptions(), features: [String]? = nil, target: Bool = true
    ) throws -> FileRows {
        let path = try folder.put(Array(text.utf8), in: "t.csv")
        return try RowFile(path: path, target: "y", columns: options.columns, csv: CSVDialect(options.csv))
            .read(targets: target ? .number : nil, features: features.map { .named($0) }, workers: fourWorkers)
    }

    private func expect(
        _ problem: String, _ text: String, _ options: TableOptions = TableOptions(), features: [String]? = nil
    ) {
        let error = #expect(throws: DataError.self) { _ = try read(text, options, features: features) }
        #expect(error?.description == folder.file("t.csv") + problem)
    }

    private func options(_ change: (inout TableOptions) -> Void) -> TableOptions {
        var options = TableOptions()
        change(&options)
        return options
    }

    @Test(
        "fields may be separated by other characters",
        arguments: [
            (CSVOptions.Delimiter.comma, ","), (.semicolon, ";"), (.tab, "\t"), (.pipe, "|"),
        ])
    func delimiters(delimiter: CSVOptions.Delimiter, character: String) throws {
        let text = "a, b ,y\n1 ,2.5,3\n\"4\" , 5e0,\"6\"\n".replacing(",", with: character)
        let rows = try read(text, options { $0.delimiter = delimiter })
        #expect(rows.featureNames == .named(["a", "b"]) && rows.features() == [1, 2.5, 4, 5])
        let hole = "a,y\n,2\n".replacing(",", with: character)
        expect(":2: column a: found nothing, expected a number", hole, options { $0.delimiter = delimiter })
        let quote = "a,y\n\"1\"x,2\n".replacing(",", with: character)
        expect(
            ":2: found \"x\" after a quote, expected a \(delimiter) or the line's end", quote,
            options { $0.delimiter = delimiter })
    }

    @Test("columns are chosen and left out")
    func columns() throws {
        let text = "id,a,b,y,c\nx,1,2,3,4\n"
        #expect(try read(text, options { $0.ignored = ["id", "b"] }).features() == [1, 4])
        // In the file's order.
        #expect(try read(text, options { $0.columns.columns = ["c", "a"] }).featureNames == .named(["a", "c"]))
        let both = options {
            $0.columns.columns = ["a", "b"]; $0.ignored = ["b"]
        }
        #expect(try read(text, both).features() == [1])
        expect(
            ":1: no column named \"aa\", did you mean \"a\"?", text, options { $0.ignored = ["aa"] })
        expect(
            ":1: found no column but the target, expected at least one feature", text,
            options { $0.columns.columns = ["y"] })
    }

    @Test("names become a feature each, in order")
    func categories() throws {
        let text = "city,size,y,floor\nrome,1,1,2\noslo,2,1,10\n\"a, b\",3,1,2.0\nrome,4,1,-1\n"
        let rows = try read(text, options { $0.categorical = ["city", "floor"] })
        let names = ["city=a, b", "city=oslo", "city=rome", "size", "floor=-1", "floor=2", "floor=2.0", "floor=10"]
        #expect(rows.featureNames == .named(names))
        #expect(
            rows.features() == [
                0, 0, 1, 1, 0, 1, 0, 0,
                0, 1, 0, 2, 0, 0, 0, 1,
                1, 0, 0, 3, 0, 0, 1, 0,
                0, 0, 1, 4, 1, 0, 0, 0,
            ])
    }

    @Test("names are found again in another file")
    func knownCategories() throws {
        let names = ["city=oslo", "size", "city=rome", "a=b=c", "d=e"]
        let text = "d=e,x,a=b,size,city\n7,?,c,1,rome\n8,,c,2,oslo\n"
        let rows = try read(text, features: names, target: false)
        #expect(rows.featureNames == .named(names) && rows.features() == [0, 1, 1, 1, 7, 1, 2, 0, 1, 8])
        expect(
            ":3: column city: found \"bonn\", expected one of oslo, rome (or unknown: ignore)",
            "city,size,y\nrome,1,1\nbonn,2,2\n",
            features: ["city=oslo", "size", "city=rome"])
        expect(
            ": row 2: column city: found \"bonn\", expected one of rome (or unknown: ignore)",
            "city,y,n\nrome,1,\"\n\"\nbonn,2,1\n",
            features: ["city=rome"])
        expect(
            ":1: no column named \"town\" for \"town=oslo\", did you mean \"city\"?", "city,y\noslo,1\n",
            features: ["town=oslo"])
    }

    @Test("names that are two features are refused")
    func doubles() {
        expect(
            ": found feature \"a=b\" twice, expected unique names", "a,a=b,y\nb,1,2\n",
            options { $0.categorical = ["a"] })
        expect(
            ":2: column a: found nothing, expected a category", "a,y\n,2\n", options { $0.categorical = ["a"] })
    }

    static let holes = "a,b,y\n1,2,3\n,4,5\n6, NA ,7\n8,\"nan\",9\n10,11,12\n13,14,\n15,16,17"

    @Test("rows without a value are dropped")
    func dropped() throws {
        let rows = try read(Self.holes, options { $0.missing = .dropped })
        #expect(rows.features() == [1, 2, 10, 11, 15, 16] && rows.droppedRowCount == 3 && rows.rowCount == 3)
        #expect(rows.untargetedRowCount == 1)
        guard case .numbers([3, 12, 17]) = rows.targets else { throw DataError(file: "", problem: "other targets") }
        let named = try read(
            "a,y\nx,1\n,1\nNA,1\nz,1\n",
            options {
                $0.missing = .dropped; $0.categorical = ["a"]
            })
        #expect(named.features() == [1, 0, 0, 1] && named.droppedRowCount == 2)
        expect(
            ": found no row without a missing value, expected at least one", "a,y\n,1\n",
            options { $0.missing = .dropped })
        expect(
            ":2: column a: found \"inf\", expected a finite number", "a,y\ninf,1\n", options { $0.missing = .dropped })
    }

    @Test("numbers that are missing are kept as NaN, others refused")
    func kept() throws {
        let keeping = options { $0.missing = .kept }
        let rows = try read("a,b,y\n1,,3\nNaN,4,5\n", keeping)
        let features = rows.features()
        #expect(features[0] == 1 && features[1].isNaN && features[2].isNaN && features[3] == 4)
        #expect(rows.droppedRowCount == 0)
        let targets = try read(Self.holes, keeping)
        #expect(targets.rowCount == 6 && targets.untargetedRowCount == 1 && targets.droppedRowCount == 0)
        let named = try read(
            "a,y\nx,1\n,1\nNA,1\n\"NA\",1\n",
            options {
                $0.missing = .kept; $0.categorical = ["a"]
            })
        #expect(named.featureNames == .named(["a=", "a=NA", "a=x"]))
        #expect(named.features() == [0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0])
    }

    @Test("any table is read as a slow reader does", arguments: 1...40 as ClosedRange<UInt64>)
    func randomTables(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let words = ["red", "green", "3", "blue sky", "-7"]
        let isName = (0..<Int.random(in: 1...5, using: &random)).map { _ in Bool.random(using: &random) }
        let table = (0..<Int.random(in: 1...30, using: &random)).map { _ in
            isName.map { $0 ? words.randomElement(using: &random)! : "\(Int.random(in: -99...99, using: &random))" }
        }
        let header = isName.indices.map { "c\($0)" }
        let text = ([header + ["y"]] + table.map { $0 + ["0"] }).map { $0.joined(separator: ";") }
        let names = header.indices.filter { isName[$0] }.map { header[$0] }
        let rows = try read(
            text.joined(separator: "\n"),
            options {
                $0.delimiter = .semicolon; $0.categorical = names
            })
        let order = ["-7", "3", "blue sky", "green", "red"]
        let columns = header.indices.flatMap { column -> [(Int, String?)] in
            guard isName[column] else { return [(column, nil)] }
            return order.filter { word in table.contains { $0[column] == word } }.map { (column, $0) }
        }
        #expect(rows.featureNames == .named(columns.map { header[$0.0] + ($0.1.map { "=\($0)" } ?? "") }))
        #expect(
            rows.features()
                == table.flatMap { row in
                    columns.map { column, word in word.map { row[column] == $0 ? 1 : 0 } ?? Float(row[column])! }
                })
    }

    @Test("without a header, columns are called by their numbers")
    func noHeader() throws {
        func read(_ text: String, target: String, _ change: (inout TableOptions) -> Void = { _ in }) throws -> FileRows
        {
            let path = try folder.put(Array(text.utf8), in: "t.csv")
            var options = TableOptions()
            options.hasHeader = false
            change(&options)
            return try RowFile(path: path, target: target, columns: options.columns, csv: CSVDialect(options.csv)).read(
                targets: .number, workers: fourWorkers)
        }
        func targets(_ rows: FileRows) -> [Float] {
            if case .numbers(let numbers) = rows.targets { numbers } else { [] }
        }
        let text = "1,2,3\n4,5,6\n"
        for last in ["3", "-1"] {
            let rows = try read(text, target: last)
            #expect(rows.featureNames == .named(["1", "2"]) && rows.features() == [1, 2, 4, 5])
            #expect(targets(rows) == [3, 6] && rows.targetName == "3")
        }
        let chosen = try read(text, target: "1") { $0.columns.columns = ["3"] }
        #expect(chosen.featureNames == .named(["3"]) && chosen.features() == [3, 6] && targets(chosen) == [1, 4])
        let dropped = try read(text, target: "2") { $0.ignored = ["-1"] }
        #expect(dropped.featureNames == .named(["1"]))
        let names = try read("a,1\nb,2\n", target: "2") { $0.categorical = ["1"] }
        #expect(names.featureNames == .named(["1=a", "1=b"]) && names.features() == [1, 0, 0, 1])
        #expect(try read("\u{FEFF}\"7\",8\r\n", target: "2").features() == [7])
        func expect(_ message: String, _ text: String, target: String) {
            let error = #expect(throws: DataError.self) { _ = try read(text, target: target) }
            #expect(error?.description == folder.file("t.csv") + message)
        }
        expect(":1: no column named \"4\", did you mean \"1\"?", text, target: "4")
        expect(":2: found 2 fields, expected 3", "1,2,3\n4,5\n", target: "1")
        expect(":1: column 1: found \"a\", expected a number", "a,b,y\n1,2,3\n", target: "3")
        expect(": found a file of blank lines, expected a row", "\n\n", target: "1")
    }

    @Test("a number stands for a column, where none has it as its name")
    func byNumber() throws {
        let text = "a,b,1\n1,2,3\n"
        let path = try folder.put(Array(text.utf8), in: "t.csv")
        func target(_ name: String) throws -> String? {
            try RowFile(path: path, target: name).read(targets: .number, workers: fourWorkers).targetName
        }
        #expect(try target("2") == "b" && target("-3") == "a" && target("1") == "1")
        #expect(throws: DataError.self) { _ = try target("0") }
        // The features that a model asks for have names.
        #expect(throws: DataError.self) {
            _ = try RowFile(path: path, target: "a").read(
                targets: .number, features: .named(["2"]), workers: fourWorkers)
        }
    }
}
