import Datasets
import TestSupport
import Testing

/// The text of a CSV file, and how it is found to be written.
struct CSVText: CustomTestStringConvertible, Sendable {
    let text: String
    let delimiter: CSVOptions.Delimiter
    let hasHeader: Bool
    let decimal: CSVOptions.DecimalMark
    /// The columns' names.
    let names: [String]
    /// All numbers, where all columns have numbers.
    let numbers: [Float]?
    var testDescription: String { text }

    init(
        _ text: String, by delimiter: CSVOptions.Delimiter = .comma, header: Bool = true,
        decimal: CSVOptions.DecimalMark = .point, _ names: [String], _ numbers: [Float]? = nil
    ) {
        self.text = text
        self.delimiter = delimiter
        hasHeader = header
        self.decimal = decimal
        self.names = names
        self.numbers = numbers
    }
}

@Suite("How a CSV file is written is found out:")
struct CSVDetectionTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func expect(_ file: CSVText, _ dialect: CSVDialect = CSVDialect()) throws {
        let path = try folder.put(Array(file.text.utf8), in: "t.csv")
        let options = try dialect.options(of: path)
        #expect(options.delimiter == file.delimiter && options.hasHeader == file.hasHeader, "\(options)")
        #expect(options.decimal == file.decimal, "\(options)")
        #expect(try CSVReader.columnNames(of: path, csv: dialect) == file.names)
        guard let numbers = file.numbers else { return }
        let table = try CSVReader.read(path, csv: dialect, workers: fourWorkers)
        #expect(table.numbers == numbers)
        // What was found, said.
        let said = try CSVReader.read(path, csv: CSVDialect(options), workers: fourWorkers)
        #expect(said.numbers == numbers)
    }

    static let delimiters = [
        CSVText("a,b\n1,2\n", ["a", "b"], [1, 2]),
        CSVText("a;b\n1;2\n", by: .semicolon, ["a", "b"], [1, 2]),
        CSVText("a\tb\n1\t2\n", by: .tab, ["a", "b"], [1, 2]),
        CSVText("a|b\n1|2\n", by: .pipe, ["a", "b"], [1, 2]),
        CSVText("a b\n1 2\n", by: .space, ["a", "b"], [1, 2]),
        CSVText("a   b\t y\n 0   0\t0\n -1\t 1  1 \n", by: .space, ["a", "b", "y"], [0, 0, 0, -1, 1, 1]),
        CSVText("x\n1\n2\n", ["x"], [1, 2]),
        CSVText("a;b\n\"x;y\";\"p,q\"\n\"r,s\";z\n", by: .semicolon, ["a", "b"]),
        CSVText("note,n\n\"a;b;c\",1\n\"d;e;f\",2\n", ["note", "n"]),
        CSVText("note,n\na;b;c,1\nd;e;f,2\n", ["note", "n"]),
        CSVText("city\nNew York\nSan Jose\n", ["city"]),
        CSVText("2020-01-01 12:00:00,5\n2020-01-02 12:00:00,6\n", header: false, ["1", "2"]),
        CSVText("sep=;\na;b\n1;2\n", by: .semicolon, ["a", "b"], [1, 2]),
        CSVText("\u{FEFF}\"sep=|\"\r\na|b\r\n1|2\r\n", by: .pipe, ["a", "b"], [1, 2]),
        CSVText("a, b, c\n1, 2, 3\n", ["a", "b", "c"], [1, 2, 3]),
    ]

    static let decimals = [
        CSVText("a;y\n0,5;1,0\n1,5;3,0\n", by: .semicolon, decimal: .comma, ["a", "y"], [0.5, 1, 1.5, 3]),
        CSVText("1,5;2,5\n3,5;4\n", by: .semicolon, header: false, decimal: .comma, ["1", "2"], [1.5, 2.5, 3.5, 4]),
        CSVText("1,5\t2\n-3,5e1\t4\n", by: .tab, header: false, decimal: .comma, ["1", "2"], [1.5, 2, -35, 4]),
        CSVText("1,5 2,25\n3,5 4\n", by: .space, header: false, decimal: .comma, ["1", "2"], [1.5, 2.25, 3.5, 4]),
        CSVText(
            "a;b\n1.234,5;1.234.567\n,5;-0,25\n", by: .semicolon, decimal: .comma, ["a", "b"],
            [1234.5, 1_234_567, 0.5, -0.25]),
        CSVText("a,b\n\"1,234\",\"1,234,567.5\"\n", ["a", "b"], [1234, 1_234_567.5]),
        CSVText("a,b\n\"1,234\",2\n", ["a", "b"], [1234, 2]),
        CSVText("a,b\n\"1,5\",\"2,25\"\n3,4\n", decimal: .comma, ["a", "b"], [1.5, 2.25, 3, 4]),
        CSVText("a;b\n1,234;2.5\n", by: .semicolon, ["a", "b"], [1234, 2.5]),
        CSVText("a;b\n1,234;2\n", by: .semicolon, decimal: .comma, ["a", "b"], [1.234, 2]),
    ]

    static let headers = [
        CSVText("0,0\n1,2\n2,4\n3,6\n4,8\n0,0\n", header: false, ["1", "2"], [0, 0, 1, 2, 2, 4, 3, 6, 4, 8, 0, 0]),
        CSVText("1,2,3\n", header: false, ["1", "2", "3"], [1, 2, 3]),
        CSVText("5.1,3.5,setosa\n4.9,3.0,setosa\n", header: false, ["1", "2", "3"]),
        CSVText("1,?,3\n4,5,6\n", header: false, ["1", "2", "3"]),
        CSVText("p,x,s,x\ne,x,s,y\n", header: false, ["1", "2", "3", "4"]),
        CSVText("red,big\ngreen,small\nred,small\n", header: false, ["1", "2"]),
        CSVText("colour,size\nred,big\ngreen,small\nred,small\n", ["colour", "size"]),
        CSVText("smoker,sex\nyes,no\nno,yes\n", ["smoker", "sex"], [1, 0, 0, 1]),
        CSVText("True,False\nno,YES\n", header: false, ["1", "2"], [1, 0, 0, 1]),
        CSVText("a,b,1\n1,2,3\n", ["a", "b", "1"], [1, 2, 3]),
        CSVText("country,2019,2020\nFrance,1,2\nSpain,3,4\n", ["country", "2019", "2020"]),
        CSVText("0,1,2\n0.5,1e1,2\n3,0.25,1\n", ["0", "1", "2"], [0.5, 10, 2, 3, 0.25, 1]),
        CSVText("2019,2020,2021\n0.5,1.5,2\n", ["2019", "2020", "2021"], [0.5, 1.5, 2]),
        CSVText("0,1,2\n3,4,5\n0,1,2\n", header: false, ["1", "2", "3"], [0, 1, 2, 3, 4, 5, 0, 1, 2]),
        CSVText("\"2019\",\"2020\"\n1,2\n", ["2019", "2020"], [1, 2]),
        CSVText(",x,y\n0,1,2\n1,3,4\n", ["1", "x", "y"], [0, 1, 2, 1, 3, 4]),
        CSVText("a,,2\n1,2,x\n", ["a", "column 2", "2"]),
        CSVText("\"x\" \"y\"\n\"1\" 3 4\n\"2\" 5 6\n", by: .space, ["1", "x", "y"], [1, 3, 4, 2, 5, 6]),
        CSVText("x,y\nMazda,3,4\nFiat,5,6\n", ["1", "x", "y"]),
    ]

    static let others = [
        CSVText("a,y,\n0,1,\n2,3,\n", ["a", "y"], [0, 1, 2, 3]),
        CSVText("a;y\n0;1;\n2;3; \n", by: .semicolon, ["a", "y"], [0, 1, 2, 3]),
        CSVText("a;y;;\n0;1;;\n2;3; ; \n", by: .semicolon, ["a", "y"], [0, 1, 2, 3]),
        CSVText("a,y\n0,1,,\n2,3,,\n", ["a", "y"], [0, 1, 2, 3]),
        CSVText("0,1,\r\n2,3,\r\n", header: false, ["1", "2"], [0, 1, 2, 3]),
        CSVText("# made by hand, in May\na,b\n1,2\n", ["a", "b"], [1, 2]),
        CSVText("# made by hand\n#id,b\n1,2\n", ["#id", "b"], [1, 2]),
        CSVText("# a b\n1 2\n3 4\n", by: .space, ["a", "b"], [1, 2, 3, 4]),
        CSVText("#id,name\nx,y\nz,w\n", ["#id", "name"]),
        CSVText("# one\n# two\n1,2\n# three, four\n#5,6\n7,8\n#", header: false, ["1", "2"], [1, 2, 7, 8]),
        CSVText("\n\na,b\n\n1,2\n   \n\n3,4\n\n", ["a", "b"], [1, 2, 3, 4]),
    ]

    @Test("what separates fields", arguments: delimiters)
    func delimiter(_ file: CSVText) throws { try expect(file) }

    @Test("what stands before fractions", arguments: decimals)
    func decimal(_ file: CSVText) throws { try expect(file) }

    @Test("whether the first line is a header", arguments: headers)
    func header(_ file: CSVText) throws { try expect(file) }

    @Test("delimiters at the end, comments and blank lines", arguments: others)
    func lines(_ file: CSVText) throws { try expect(file) }

    @Test("columns that are counted from 0 behind one without a name")
    func countedColumns() throws {
        // Its number is taken.
        let path = try folder.put(Array(",0,1,2\n0,5,6,7\n1,8,9,7\n".utf8), in: "t.csv")
        #expect(try CSVReader.columnNames(of: path) == ["column 1", "0", "1", "2"])
    }

    @Test("what could be read in two ways is refused, and the key named")
    func ambiguous() throws {
        for (text, message) in [
            (
                "1,234\t2\n3,567\t4\n",
                ":1: found 1,234, which is one number with a decimal comma and another without: "
                    + "data.file.decimal says which, point or comma"
            ),
            (
                "# text\n5.1,unknown,2\n4.9,3.0,1\n",
                ":2: found names and numbers in the first line, which may be a header or a row: "
                    + "data.file.header says which, true or false"
            ),
            ("sep=x\na;b\n", ":1: found sep=x, expected a comma, semicolon, tab, pipe or space after sep="),
        ] {
            let path = try folder.put(Array(text.utf8), in: "t.csv")
            let error = #expect(throws: DataError.self) { try CSVDialect().options(of: path) }
            #expect(error?.description == path + message)
        }
        var dialect = CSVDialect()
        dialect.decimal = .point
        try expect(CSVText("1,234\t2\n3,567\t4\n", by: .tab, header: false, ["1", "2"], [1234, 2, 3567, 4]), dialect)
        dialect.decimal = .comma
        try expect(
            CSVText(
                "1,234\t2\n3,567\t4\n", by: .tab, header: false, decimal: .comma, ["1", "2"], [1.234, 2, 3.567, 4]),
            dialect)
    }

    @Test("what is said counts")
    func said() throws {
        var dialect = CSVDialect()
        dialect.hasHeader = true
        try expect(CSVText("2019,2020\n1,2\n", ["2019", "2020"], [1, 2]), dialect)
        dialect.hasHeader = false
        try expect(CSVText("a,b\nc,d\n", header: false, ["1", "2"]), dialect)
        dialect.delimiter = .pipe
        try expect(CSVText("1,2\n3,4\n", by: .pipe, header: false, decimal: .comma, ["1"], [1.2, 3.4]), dialect)
    }

    @Test("another file of its kind decides where the lines do not")
    func preferred() throws {
        var dialect = CSVDialect()
        dialect.preferred = CSVOptions()
        dialect.preferred?.decimal = .comma
        dialect.preferred?.delimiter = .semicolon
        try expect(CSVText("a;b\n1.234;2\n", by: .semicolon, decimal: .comma, ["a", "b"], [1234, 2]), dialect)
        try expect(CSVText("a,b\n1.5,2\n", ["a", "b"], [1.5, 2]), dialect)
        try expect(CSVText("p,q,p\nx,q,p\n", header: false, ["1", "2", "3"]), CSVDialect())
        dialect.preferred?.hasHeader = true
        try expect(CSVText("p;q\nx;q\n", by: .semicolon, decimal: .comma, ["p", "q"]), dialect)
    }

    @Test("lines longer than what is looked at are looked at whole")
    func longLines() throws {
        let width = 40_000
        let row = (0..<width).map { "\($0 % 10),5" }.joined(separator: ";")
        try expect(
            CSVText(
                "\(row)\n\(row)\n", by: .semicolon, header: false, decimal: .comma, (1...width).map { "\($0)" },
                (0..<2 * width).map { Float($0 % 10) + 0.5 }))
        let header = (1...width).map { "x\($0)" }
        try expect(
            CSVText(
                "\(header.joined(separator: ";"))\n\(row)\n", by: .semicolon, decimal: .comma, header,
                (0..<width).map { Float($0 % 10) + 0.5 }))
    }

    @Test("no text, however broken, ends the process")
    func hostile() throws {
        let letters = Array("\",;\t|\n\r #-.5a?=".utf8) + [0xFF, 0xEF]
        var random = SplitMix(state: 11)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in letters.randomElement(using: &random)! }
            let path = try folder.put(bytes, in: "t.csv")
            do {
                let table = try CSVReader.read(path, workers: fourWorkers)
                #expect(table.numbers.count == table.rowCount * table.numberNames.count)
            } catch {
                #expect(!error.description.contains { $0.isNewline })
            }
        }
    }
}
