import Datasets
import Foundation
import Testing

@Suite struct CSVReaderTests {
    private func read(_ bytes: [UInt8], _ columns: ColumnChoice = .all) throws -> ColumnTable {
        let path = NSTemporaryDirectory() + "lockstep-csv-" + UUID().uuidString
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            return try CSVReader.read(path, columns: columns, workers: fourWorkers)
        } catch {
            throw DataError(file: "t.csv", line: error.line, column: error.column, problem: error.problem)
        }
    }

    private func read(_ text: String, _ columns: ColumnChoice = .all) throws -> ColumnTable {
        try read(Array(text.utf8), columns)
    }

    // MARK: What is read

    @Test(arguments: [
        "a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r\n1,2\r\n3,4\r", "\u{FEFF}a,b\n1,2\n3,4",
        "a,b\n1,2\n3,4\n\n\r\n \n\t", " a , b \n 1 ,\t2\n3, 4 \n", "\na,b\n \n1,2\n\r\n\n3,4\n",
        "\"a\",\"b\"\n\"1\",2\n3,\"4\"\n",
        " \"a\" ,b\n+1, \" 2 \" \n3,4e0\r\n", "a,b\n1.,0.2e1\n3.0E+0,40e-1", "a,b\n001,2\n3,00000000000000000000000004",
    ])
    func acceptsEveryWayToWriteATable(_ text: String) throws {
        let table = try read(text)
        #expect(table.numberNames == ["a", "b"])
        #expect(table.numbers == [1, 2, 3, 4])
        #expect(table.rowCount == 2)
        #expect(table.targets.isEmpty && table.targetName == nil)
    }

    @Test func separatesTheTarget() throws {
        let table = try read("a,price,b\n1,2,3\n4,5,6\n", .target("price"))
        #expect(table.numberNames == ["a", "b"])
        #expect(table.numbers == [1, 3, 4, 6])
        #expect(table.targetName == "price")
        #expect(table.targets == [2, 5])
    }

    @Test func selectsNamedColumnsInTheirOrder() throws {
        let text = "id,b,note,a\nx1,2,\"a, \"\"b\"\"\nc\",1\n,4,na\"n,3\n"
        let table = try read(text, .features(["a", "b"]))
        #expect(table.numberNames == ["a", "b"])
        #expect(table.numbers == [1, 2, 3, 4])
        let labelled = try read(text, .features(["b"], target: "a"))
        #expect(labelled.numbers == [2, 4])
        #expect(labelled.targets == [1, 3])
    }

    @Test func readsQuotedNames() throws {
        let table = try read("\"a, \"\"b\"\"\",é\n1,2\n")
        #expect(table.numberNames == ["a, \"b\"", "é"])
    }

    /// A line is given only where it is right: not where a row takes several.
    @Test(arguments: [
        ("a\n1\n2\n3", [2, 3, 4]), ("a\r\n1\r\n2\r\n\r\n", [2, 3]), ("\"a\n\"\n1\n2", [3, 4]), ("a\n1", [2]),
        ("a,b\n1,\"x\n\"\n2,\n", [nil, nil]), ("a,b\n1,\n2,\"\n\"", [2, 3]),
    ])
    func knowsTheLinesOfRows(_ text: String, _ lines: [Int?]) throws {
        let name = text.hasPrefix("\"") ? "a\n" : "a"
        let table = try read(text, .features([name]))
        #expect((0..<table.rowCount).map(table.line(ofRow:)) == lines)
    }

    /// A lone CR that ends the file ends its last line, and is no part of a name.
    @Test(arguments: ["a,k\n1,y\n2,x\r", "a,k\n1,y\n2,\"x\"\r", "a,k\r\n1,y\r\n2,x\r"])
    func endsWithACarriageReturn(_ text: String) throws {
        let path = NSTemporaryDirectory() + "lockstep-csv-" + UUID().uuidString
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let table = try CSVReader.read(path, columns: .target("k"), targets: .label, workers: fourWorkers)
        #expect(table.labels?.names == ["y", "x"])
    }

    @Test func readsAColumnOfOneField() throws {
        #expect(try read("a\n1\n2").numbers == [1, 2])
    }

    @Test func readsPipes() throws {
        let path = NSTemporaryDirectory() + "lockstep-csv-" + UUID().uuidString
        mkfifo(path, 0o600)
        defer { unlink(path) }
        Thread.detachNewThread { try? "a\n1\n".write(toFile: path, atomically: false, encoding: .utf8) }
        #expect(try CSVReader.read(path, workers: fourWorkers).numbers == [1])
    }

    // MARK: What is refused

    @Test(arguments: [
        ("", "t.csv: found an empty file, expected a header line"),
        ("\u{FEFF}", "t.csv: found a file of blank lines, expected a header line"),
        ("\n \n", "t.csv: found a file of blank lines, expected a header line"),
        ("a,b", "t.csv: found no rows below the header, expected at least one"),
        ("a,b\n\n\n", "t.csv: found no rows below the header, expected at least one"),
        ("a,b,a\n1,2,3\n", "t.csv:1: found column \"a\" twice, expected unique names"),
        ("a,b\r1,2\r", "t.csv:1: found a carriage return in the header, expected lines that end with LF"),
        ("a,b,c\n1,2,3\n4,5\n", "t.csv:3: found 2 fields, expected 3"),
        ("a,b\n1,2,3,\"4\n4\",5\n", "t.csv:2: found 5 fields, expected 2"),
        ("a\n1,\n", "t.csv:2: found 2 fields, expected 1"),
        ("a,b\n1\n", "t.csv:2: found 1 field, expected 2"),
        ("a,price\n1,2\n3,abc\n", "t.csv:3: column price: found \"abc\", expected a number"),
        ("a,b\n1,2x\n", "t.csv:2: column b: found \"2x\", expected a number"),
        ("a,b\n1,0x10\n", "t.csv:2: column b: found \"0x10\", expected a number"),
        ("a,b\n1,1 2\n", "t.csv:2: column b: found \"1 2\", expected a number"),
        ("a,b\n1,--2\n", "t.csv:2: column b: found \"--2\", expected a number"),
        ("a,b\n1,.\n", "t.csv:2: column b: found \".\", expected a number"),
        ("a,b\n1,1e\n", "t.csv:2: column b: found \"1e\", expected a number"),
        ("a,b\n1,1e+\n", "t.csv:2: column b: found \"1e+\", expected a number"),
        ("a,b\n1,\u{661}\n", "t.csv:2: column b: found \"\u{661}\", expected a number"),
        ("a,b\n1,2\r3\n", "t.csv:2: column b: found \"2\\r3\", expected a number"),
        ("a,b\n,2\n", "t.csv:2: column a: found nothing, expected a number"),
        ("a,b\n1, \n", "t.csv:2: column b: found nothing, expected a number"),
        ("a,b\n1,\"\"\n", "t.csv:2: column b: found nothing, expected a number"),
        ("a,b\n1,NaN\n", "t.csv:2: column b: found \"NaN\", expected a finite number"),
        ("a,b\n1,-inf\n", "t.csv:2: column b: found \"-inf\", expected a finite number"),
        ("a,b\n1,Infinity\n", "t.csv:2: column b: found \"Infinity\", expected a finite number"),
        ("a,b\n1,1e39\n", "t.csv:2: column b: found \"1e39\", expected a number that a 32-bit float can hold"),
        ("a,b\n1,-1e99999\n", "t.csv:2: column b: found \"-1e99999\", expected a number that a 32-bit float can hold"),
        ("a,b\n1,2\n\"3,4\n5,6\n", "t.csv:3: found a quote that is never closed, expected a closing quote"),
        ("a,\"b\n1,2\n", "t.csv:1: found a quote that is never closed, expected a closing quote"),
        ("a,b\n1,\"2\"3\n", "t.csv:2: found \"3\" after a quote, expected a comma or the line's end"),
        ("a,b\n1,2\n3,\0\n", "t.csv:3: found a NUL byte, expected text in UTF-8"),
        ("\"a\nb\",c\n1,x\n", "t.csv:3: column c: found \"x\", expected a number"),
        (
            "a\n" + String(repeating: "x", count: 1000),
            "t.csv:2: column a: found \""
                + String(repeating: "x", count: 40) + "…\", expected a number"
        ),
    ])
    func saysWhatIsWrong(_ text: String, _ message: String) throws {
        let error = #expect(throws: DataError.self) { try read(text) }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        (ColumnChoice.target("prise"), "t.csv:1: no column named \"prise\", did you mean \"price\"?"),
        (.features(["Size", "age"]), "t.csv:1: no column named \"Size\", did you mean \"size\"?"),
        (.features(["size", "aeg"]), "t.csv:1: no column named \"aeg\", did you mean \"age\"?"),
        (.features(["size", "size"]), "t.csv: column \"size\" is asked for twice"),
        (.features(["size"], target: "size"), "t.csv: column \"size\" is asked for twice"),
        (.features([]), "t.csv:1: found no features, expected at least one feature"),
    ])
    func saysWhichColumnIsMissing(_ columns: ColumnChoice, _ message: String) throws {
        let error = #expect(throws: DataError.self) { try read("size,age,price\n1,2,3\n", columns) }
        #expect(error?.description == message)
    }

    @Test func needsAFeature() throws {
        let error = #expect(throws: DataError.self) { try read("y\n1\n", .target("y")) }
        #expect(error?.description == "t.csv:1: found no column but the target, expected at least one feature")
    }

    @Test func refusesNamesThatAreNotUTF8() throws {
        let error = #expect(throws: DataError.self) { try read([0x61, 0x2C, 0xFF, 0x0A, 0x31, 0x2C, 0x32]) }
        #expect(error?.description == "t.csv:1: found a name that is not UTF-8 in column 2, expected UTF-8")
    }

    @Test func saysWhyAFileCannotBeRead() {
        func expectError(_ path: String, _ message: String) {
            let error = #expect(throws: DataError.self) { try CSVReader.read(path, workers: fourWorkers) }
            #expect(error?.description == message)
        }
        expectError("/no/such.csv", "/no/such.csv: cannot open: no such file")
        expectError("/tmp", "/tmp: cannot read: is a directory")
        expectError("a\0b", "a\\0b: found a NUL character in the path, expected none")
    }

    /// Whatever bytes a file holds, reading it gives a table or an error of one line.
    @Test func damagedFilesNeverCrash() throws {
        let whole = Array("\u{FEFF}a,\"b \"\"c\",d\r\n1.5,\"2\",-3e-4\r\n4,5,6\r\n7,8,9\r\n\r\n".utf8)
        let letters = Array("\",\n\r 0e.-+x\0".utf8) + [0xFF]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            var bytes = whole
            bytes.removeLast(Int.random(in: 0...bytes.count, using: &random) / 4)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = letters.randomElement(using: &random) ?? 0
            }
            do {
                let table = try read(bytes, Bool.random() ? .all : .features(["d"]))
                #expect(table.numbers.count == table.rowCount * table.numberNames.count, "\(bytes)")
            } catch let error as DataError {
                #expect(!error.description.contains { $0.isNewline }, "\(bytes)")
            }
        }
    }
}
