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
        _ text: String, _ options: CSVOptions = CSVOptions(), features: [String]? = nil, target: Bool = true
    ) throws -> FileRows {
        let path = try folder.put(Array(text.utf8), in: "t.csv")
        return try RowFile(path: path, target: "y", csv: options)
            .read(targets: target ? .number : nil, features: features.map { .named($0) })
    }

    private func expect(
        _ problem: String, _ text: String, _ options: CSVOptions = CSVOptions(), features: [String]? = nil
    ) {
        let error = #expect(throws: DataError.self) { _ = try read(text, options, features: features) }
        #expect(error?.description == folder.file("t.csv") + problem)
    }

    private func options(_ change: (inout CSVOptions) -> Void) -> CSVOptions {
        var options = CSVOptions()
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
        #expect(try read(text, options { $0.columns = ["c", "a"] }).featureNames == .named(["a", "c"]))
        let both = options {
            $0.columns = ["a", "b"]; $0.ignored = ["b"]
        }
        #expect(try read(text, both).features() == [1])
        expect(
            ":1: no column named \"aa\", did you mean \"a\"?", text, options { $0.ignored = ["aa"] })
        expect(
            ":1: found no column but the target, expected at least one feature", text, options { $0.columns = ["y"] })
    }

    @Test("names become a feature each, in order")
    func categories() throws {
        let text = "city,size,y,floor\nrome,1,1,2\noslo,2,1,10\n\"a, b\",3,1,2.0\nrome,4,1,-1\n"
        let rows = try read(text, options { $0.categorical = ["city", "floor"] })
        let names = ["city=a, b", "city=oslo", "city=rome", "size", "floor=-1", "floor=2", "floor=10"]
        #expect(rows.featureNames == .named(names))
        #expect(
            rows.features() == [
                0, 0, 1, 1, 0, 1, 0,
                0, 1, 0, 2, 0, 0, 1,
                1, 0, 0, 3, 0, 1, 0,
                0, 0, 1, 4, 1, 0, 0,
            ])
    }

    @Test("names are found again in another file")
    func knownCategories() throws {
        let names = ["city=oslo", "size", "city=rome", "a=b=c", "d=e"]
        let text = "d=e,x,a=b,size,city\n7,?,c,1,rome\n8,,c,2,oslo\n"
        let rows = try read(text, features: names, target: false)
        #expect(rows.featureNames == .named(names) && rows.features() == [0, 1, 1, 1, 7, 1, 2, 0, 1, 8])
        expect(
            ":3: column city: found \"bonn\", expected one of oslo, rome", "city,size,y\nrome,1,1\nbonn,2,2\n",
            features: ["city=oslo", "size", "city=rome"])
        expect(
            ": row 2: column city: found \"bonn\", expected one of rome", "city,y,n\nrome,1,\"\n\"\nbonn,2,1\n",
            features: ["city=rome"])
        expect(":1: no column named \"town=oslo\", did you mean \"city\"?", "city,y\noslo,1\n", features: ["town=oslo"])
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
        #expect(rows.features() == [1, 2, 10, 11, 15, 16] && rows.droppedRowCount == 4 && rows.rowCount == 3)
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
        expect(
            ":8: column y: found nothing, expected a number",
            Self.holes.replacing("13,14,\n15", with: "13,14,1\n1,1,\n15"), keeping)
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
}
