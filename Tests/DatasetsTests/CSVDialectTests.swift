import Datasets
import TestSupport
import Testing

@Suite("How a CSV file is written")
struct CSVDialectTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func read(
        _ text: String, names: [String] = [], missing: MissingPolicy = .kept, _ dialect: CSVDialect = CSVDialect()
    ) throws -> FileRows {
        var options = ColumnOptions()
        options.categorical = names
        options.missing = missing
        return try RowFile(
            path: folder.put(Array(text.utf8), in: "t.csv"), target: "y", columns: options, csv: dialect
        ).read(targets: .number, workers: fourWorkers)
    }

    @Test("is kept in words")
    func words() throws {
        var options = CSVOptions()
        #expect(CSVOptions(words: options.words) == options && CSVOptions(words: [:]) == options)
        #expect(options.description == "separated by commas, with a header")
        options.delimiter = .space
        options.hasHeader = false
        options.decimal = .comma
        options.missingWords = ["a\"b", "-999", "é"]
        #expect(CSVOptions(words: options.words) == options)
        #expect(options.description == "separated by blanks, without a header, with decimal commas")
        for (key, word) in [("delimiter", "dot"), ("header", "yes"), ("decimal", ";"), ("missing_words", "NA")] {
            #expect(CSVOptions(words: options.words.merging([key: word]) { $1 }) == nil)
        }
    }

    @Test("says which words stand for missing numbers, whatever their case")
    func missingNumbers() throws {
        let words =
            CSVOptions.defaultMissingWords + ["na", "n/a", "NAN", "Null", "none", " NA ", "\"NA\"", "\"\"", " "]
        let text = "a,y\n" + words.map { "\($0),1\n" }.joined() + "5,1\n"
        let features = try read(text).features()
        #expect(features.dropLast().allSatisfy(\.isNaN) && features.last == 5)
        #expect(try read(text, missing: .dropped).droppedRowCount == words.count)
        #expect(throws: DataError.self) { try read("a,y\nnil,1\n1,2\n") }
    }

    @Test("says which words stand for missing names, as they are written and not in quotes")
    func missingNames() throws {
        let missing = CSVOptions.defaultMissingWords
        let text = "a,y\n" + (missing + ["", "\"\"", "na", "none", "\"NA\"", "\"?\""]).map { "\($0),1\n" }.joined()
        #expect(try read(text, names: ["a"]).featureNames == .named(["a=", "a=?", "a=NA", "a=na", "a=none"]))
        #expect(try read(text, names: ["a"], missing: .dropped).droppedRowCount == missing.count + 2)
    }

    @Test("may have other words for missing values, numbers too")
    func otherWords() throws {
        var dialect = CSVDialect()
        dialect.missingWords = ["-999", "none"]
        let text = "a,y\n-999,1\n-999.0,1\nNone,1\n,1\n-99,1\n3,-999\n"
        let rows = try read(text, dialect)
        #expect(rows.features().map(\.bitPattern) == [Float.nan, .nan, .nan, .nan, -99].map(\.bitPattern))
        #expect(rows.untargetedRowCount == 1)
        #expect(try read(text, missing: .dropped, dialect).features() == [-99])
        #expect(try read("a,y\n-999,1\nx,1\n", names: ["a"], dialect).featureNames == .named(["a=", "a=x"]))
        let error = #expect(throws: DataError.self) { try read("a,y\n1,2\n-999,1\n", missing: .refused, dialect) }
        #expect(
            error?.description == folder.file("t.csv")
                + ":3: column a: found -999.0, which stands for a missing number, expected a number")
        #expect(throws: DataError.self) { try read("a,y\n1,2\nNA,1\n", dialect) }
    }

    @Test("true and yes are 1, false and no are 0, where numbers stand")
    func truth() throws {
        let rows = try read("a,y\nTrue,yes\nFALSE,No\ntrue,1\n0.5,NO\n")
        #expect(rows.features() == [1, 0, 1, 0.5])
        guard case .numbers([1, 0, 1, 0]) = rows.targets else { throw DataError(file: "", problem: "other targets") }
        #expect(throws: DataError.self) { try read("a,y\nmaybe,1\n2,1\n") }
    }

    @Test("a line that begins with # is a row where names may begin with it")
    func comments() throws {
        let text = "tag,y\nred,1\n#blue,2\n# by hand\n#green,3,4\n\"#\",5\n"
        let rows = try read(text, names: ["tag"])
        #expect(rows.featureNames == .named(["tag=#", "tag=#blue", "tag=red"]) && rows.rowCount == 3)
        #expect(try read("a,y\n1,1\n#2,2\n3,3\n").features() == [1, 3])
    }

    @Test("lines without a row do not move the lines of others", arguments: [0, 40_000])
    func lines(before count: Int) throws {
        // Enough for several chunks.
        let rows = (0..<count).map { "\($0),\($0)\n" }.joined()
        for (skipped, line) in [("", 3), ("\n# x\n  \n", 6)] {
            let text = "a,y\n1,2\n\(skipped)\(rows)\(rows)1,x\n"
            let error = #expect(throws: DataError.self) { try read(text) }
            #expect(error?.line == line + 2 * count, "\(error.map { "\($0)" } ?? "")")
        }
        let text = "a,b,y\n\(rows.replacing(",", with: ",q,"))\n#\n1,x,2\n#\n"
        #expect(try read(text, names: ["b"]).rowCount == count + 1)
    }

    @Test(
        "is the same for chunks, pieces and numbers left in the file",
        arguments: [CSVOptions.DecimalMark.point, .comma])
    func everyWay(decimal: CSVOptions.DecimalMark) throws {
        var random = SplitMix(state: 3)
        var text = "# made\na;b;c;y;\n"
        var expected: [Float] = []
        for row in 0..<60_000 {
            let numbers = (0..<3).map { _ in Float(Int.random(in: -9999...9999, using: &random)) / 8 }
            expected += numbers
            let fields = (numbers + [Float(row % 7)]).map { "\($0)" }
            text += fields.map { decimal == .comma ? $0.replacing(".", with: ",") : $0 }.joined(separator: ";") + ";\n"
            if row % 1000 == 5 { text += "\n# 1;2\n  \n" }
        }
        let file = RowFile(path: try folder.put(Array(text.utf8), in: "t.csv"), target: "y")
        let kept = try file.read(targets: .number, workers: fourWorkers)
        #expect(kept.features() == expected && kept.csv?.decimal == decimal)
        let left = try file.read(targets: .number, areLeftInFile: true, workers: fourWorkers)
        #expect(left.features() == expected)
        var pieces: [Float] = []
        try file.forEachPiece(ofRows: 999, targets: .number, features: kept.featureNames, workers: fourWorkers) {
            pieces += $0.features()
        }
        #expect(pieces == expected)
        #expect(try file.survey(targets: .number, workers: fourWorkers).rowCount == 60_000)
    }

    @Test("is read as pandas reads it", .needs(.python("pandas")))
    func peer() throws {
        let files: [(text: String, arguments: String)] = [
            ("a,b\n1,2\n3,NA\n", ""), (",x,y\n0,1,2\n1,3,4\n", ""),
            ("a;b\n1,5;2\n1.234,5;3\n", "sep=';', decimal=',', thousands='.'"),
            ("a,b\n\"1,234\",2\n\"1,234,567\",3.5\n", "thousands=','"),
            ("  1   2\t3\n 4 5  6\n", "sep=r'\\s+', header=None"), ("1,2\n3,4\n", "header=None"),
            ("# c\na,b\n1,2\n#3,4\n\n5,6\n", "comment='#'"),
            ("a|b\n?|2\n3|-\n", "sep='|', na_values=['?', '-']"),
            ("\u{FEFF}a,b\r\n1e3,-2.5E-1\r\n\r\n.5,+7\r\n", ""),
        ]
        for (index, file) in files.enumerated() {
            let path = try folder.put(Array(file.text.utf8), in: "\(index).csv")
            let printed = try PythonPeer.run(
                """
                import sys
                import pandas as pd
                t = pd.read_csv(sys.argv[1]\(file.arguments.isEmpty ? "" : ", " + file.arguments))
                print(*["nan" if v != v else float(v) for v in t.to_numpy(dtype=float).ravel()])
                """, path)
            let expected = printed.split(whereSeparator: \.isWhitespace).compactMap { Float($0) }
            var options = ColumnOptions()
            options.missing = .kept
            let found = try CSVReader.read(path, options: options, workers: fourWorkers).numbers
            #expect(found.map { "\($0)" } == expected.map { "\($0)" }, "\(file.text)")
        }
    }
}
