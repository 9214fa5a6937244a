import Datasets
import Foundation
import TestSupport
import Testing

@Suite("The format of a file")
struct FormatTests {
    @Test(
        "is told by the end of its name",
        arguments: [
            ("a.csv", FileFormat.csv), ("a.csv.gz", .csv), ("A.CSV.GZ", .csv), ("a.tsv.zst", .csv), ("a.npy", .npy),
            ("a.b/x.npy.bz2", .npy), ("a.npz", .npz), ("a.npz.xz", .npz), ("a.safetensors", .safetensors),
            ("a.Safetensors.gz", .safetensors), ("a.parquet", .parquet), ("a.pq", .parquet),
            ("a.libsvm", .libsvm), ("a.svm", .libsvm), ("a.svmlight.gz", .libsvm), ("a.idx", .idx),
            ("train-images-idx3-ubyte", .idx), ("train-labels.idx1-ubyte.gz", .idx), ("x-idx2-float", .idx),
        ])
    func ending(path: String, format: FileFormat) {
        #expect(FileFormat(endOf: path) == format)
    }

    @Test(
        "may not be told by it",
        arguments: ["a.txt", "/dev/stdin", "idx-ubyte", "npy", "images-ubyte", "", "a9a", "a9a.t", "a.gz", "x.data"])
    func noEnding(path: String) {
        #expect(FileFormat(endOf: path) == nil)
    }

    @Test("is told by its content then, CSV where it looks like nothing else")
    func content() throws {
        let fixture = try FormatFixture()
        let npy = FormatFixture.npy("|u1", "1, 2", [1, 2])
        let header = Array(#"{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#.utf8)
        let wide = (1...9000).map { "\($0):0.5" }.joined(separator: " ")
        for (bytes, format) in [
            (npy, FileFormat.npy), (Array("PK\u{3}\u{4}".utf8), .npz), (Array("PAR1".utf8), .parquet),
            ([0, 0, 8, 1, 0, 0, 0, 1, 7], .idx), (UInt64(header.count).little + header + [1], .safetensors),
            (Array("+1 1:0.5 7:-2e3 # a comment\n-1\n".utf8), .libsvm), (Array("1,3 2:1\n".utf8), .libsvm),
            (Array("\u{FEFF}1 qid:3 1:1\r\n".utf8), .libsvm), (Array("# made by hand\n\n0 1:1".utf8), .libsvm),
            (Array("1 \(wide)\n".utf8), .libsvm), (Array("1 \(wide)".utf8), .libsvm),
            ([], .csv), (Array("a,b\n1,2\n".utf8), .csv), (Array("1 2 3\n".utf8), .csv), ([0, 0, 7, 1], .csv),
            (Array("2020-01-01 12:30\n".utf8), .csv), (Array("time\n12:30 1:1\n".utf8), .csv),
            (Array("1 1:1\n2 a\n".utf8), .csv), (Array("1\n2\n".utf8), .csv), (Array("1 :2\n".utf8), .csv),
        ] {
            let path = try fixture.put("data", bytes)
            #expect(RowFile(path: path).format == format, "\(String(decoding: bytes.prefix(40), as: UTF8.self))")
        }
        #expect(RowFile(path: fixture.folder.file("absent")).format == .csv)
        #expect(try RowFile(path: fixture.put("data", npy), format: .csv).format == .csv)
        #expect(try RowFile(path: fixture.put("x.libsvm", npy)).format == .libsvm)
    }
}

/// Files made byte by byte, and what is read of them.
struct FormatFixture {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    func put(_ name: String, _ bytes: [UInt8]) throws -> String { try folder.put(bytes, in: name) }

    /// An NPY file of version 1.0 with this header and these elements.
    static func npy(_ header: String, _ elements: [UInt8], version: UInt8 = 1) -> [UInt8] {
        let text = Array(header.utf8)
        let length = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + elements
    }

    static func npy(_ type: String, _ shape: String, _ elements: [UInt8], fortran: Bool = false) -> [UInt8] {
        npy(
            "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': (\(shape)), }   \n", elements
        )
    }

    /// The message with which reading ends, behind the path; nil where it does not.
    func problem(
        _ name: String, _ bytes: [UInt8], targets: FileRows.TargetKind? = nil, features: FeatureNames? = nil
    ) throws -> String? {
        let path = try put(name, bytes)
        do {
            _ = try RowFile(path: path).read(targets: targets, features: features, workers: fourWorkers)
            return nil
        } catch {
            #expect(error.description.hasPrefix(path) && !error.description.contains("\n"), "\(error)")
            return String(error.description.dropFirst(path.count))
        }
    }
}

extension BinaryInteger {
    /// The bytes of a number, the lowest first.
    var little: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }
    var big: [UInt8] { little.reversed() }
}

@Suite("An NPY file")
struct NPYReadingTests {
    let fixture: FormatFixture

    init() throws { fixture = try FormatFixture() }

    private func numbers(_ type: String, _ elements: [UInt8]) throws -> [Float] {
        let path = try fixture.put("x.npy", FormatFixture.npy(type, "2, 2", elements))
        let rows = try RowFile(path: path).read(targets: nil, workers: fourWorkers)
        #expect(rows.rowCount == 2 && rows.featureNames == .numbered(count: 2) && rows.targets == nil)
        return rows.features()
    }

    @Test("of integers holds the nearest floats")
    func integers() throws {
        #expect(try numbers("|i1", [1, 0x80, 0xFF, 127]) == [1, -128, -1, 127])
        #expect(try numbers("|u1", [1, 0x80, 0xFF, 127]) == [1, 128, 255, 127])
        #expect(try numbers("|b1", [1, 0, 1, 1]) == [1, 0, 1, 1])
        let small: [Int16] = [1, -2, .min, .max]
        #expect(try numbers("<i2", small.flatMap(\.little)) == small.map { Float($0) })
        #expect(try numbers(">i2", small.flatMap(\.big)) == small.map { Float($0) })
        #expect(try numbers("<u2", [1, 2, 3, UInt16.max].flatMap(\.little)) == [1, 2, 3, 65535])
        let middle: [Int32] = [1 << 24 + 1, -2, .min, .max]
        #expect(try numbers("<i4", middle.flatMap(\.little)) == middle.map { Float($0) })
        #expect(try numbers(">i4", middle.flatMap(\.big)) == middle.map { Float($0) })
        #expect(try numbers(">u4", [1, 2, 3, UInt32.max].flatMap(\.big)) == [1, 2, 3, 0x1p32])
        let large: [Int64] = [1 << 60 + 1, -2, .min, .max]
        #expect(try numbers("<i8", large.flatMap(\.little)) == large.map { Float($0) })
        #expect(try numbers(">u8", [1, 2, 3, UInt64.max].flatMap(\.big)) == [1, 2, 3, 0x1p64])
    }

    @Test("of floats holds the nearest floats")
    func floats() throws {
        let wide = [0.1, -0.0, 1e-300, 3.25]
        for found in [
            try numbers("<f8", wide.flatMap(\.bitPattern.little)), try numbers(">f8", wide.flatMap(\.bitPattern.big)),
        ] { #expect(found.map(\.bitPattern) == wide.map { Float($0).bitPattern }) }
        let single: [Float] = [0.1, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
        for found in [
            try numbers("<f4", single.flatMap(\.bitPattern.little)),
            try numbers(">f4", single.flatMap(\.bitPattern.big)),
        ] { #expect(found.map(\.bitPattern) == single.map(\.bitPattern)) }
        // 1, −2, the smallest number and the largest.
        #expect(try numbers("<f2", [0, 0x3C, 0, 0xC0, 1, 0, 0xFF, 0x7B]) == [1, -2, 0x1p-24, 65504])
    }

    @Test("may stand in Fortran's order, have one dimension or three, and any version")
    func shapes() throws {
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6]
        func rows(_ shape: String, fortran: Bool = false) throws -> FileRows {
            let file = FormatFixture.npy("|u1", shape, bytes, fortran: fortran)
            return try RowFile(path: fixture.put("x.npy", file)).read(targets: nil, workers: fourWorkers)
        }
        #expect(try rows("2, 3").features() == [1, 2, 3, 4, 5, 6])
        #expect(try rows("2, 3", fortran: true).features() == [1, 3, 5, 2, 4, 6])
        #expect(try rows("6,").rowCount == 6 && rows("6,", fortran: true).features() == [1, 2, 3, 4, 5, 6])
        #expect(try rows("1, 3, 2").featureNames.count == 6)
        #expect(try rows("2L, 3L").features() == [1, 2, 3, 4, 5, 6] && rows("6L,").rowCount == 6)
        for version: UInt8 in 1...3 {
            let header = "{\"shape\":(1,2),'descr':'|i1' , 'fortran_order':False}"
            let path = try fixture.put("x.npy", FormatFixture.npy(header, [7, 8], version: version))
            #expect(try RowFile(path: path).read(targets: nil, workers: fourWorkers).features() == [7, 8])
        }
    }

    @Test("of any dimensions may stand in Fortran's order", arguments: [false, true])
    func fortran(left: Bool) throws {
        let (count, a, b, c) = (2, 3, 4, 5)
        // The element at [i, j, k, l] is its place in C's order.
        var elements = [UInt8](repeating: 0, count: count * a * b * c)
        for i in 0..<count {
            for j in 0..<a {
                for k in 0..<b {
                    for l in 0..<c {
                        elements[i + count * (j + a * (k + b * l))] = UInt8(l + c * (k + b * (j + a * i)))
                    }
                }
            }
        }
        let path = try fixture.put("x.npy", FormatFixture.npy("|u1", "2, 3, 4, 5", elements, fortran: true))
        let rows = try RowFile(path: path).read(targets: nil, areLeftInFile: left, workers: fourWorkers)
        #expect(rows.features() == elements.indices.map { Float($0) })
    }

    @Test("that is not as it should be is refused in one line")
    func mistakes() throws {
        func expect(_ bytes: [UInt8], _ message: String) throws {
            #expect(try fixture.problem("x.npy", bytes) == message)
        }
        let whole = FormatFixture.npy("|u1", "2, 3", [1, 2, 3, 4, 5, 6])
        for count in 0..<whole.count {
            #expect(try fixture.problem("x.npy", Array(whole.prefix(count))) != nil, "\(count) bytes")
        }
        try expect(Array("PK".utf8) + whole, ": found no NPY file, expected the magic string \\x93NUMPY at its start")
        try expect(FormatFixture.npy("{}", [], version: 4), ": found NPY version 4.0, expected 1.0, 2.0 or 3.0")
        try expect(
            FormatFixture.npy("{'descr': '<f4'}", []),
            ": found a header without fortran_order and shape, expected descr, fortran_order and shape")
        try expect(
            FormatFixture.npy("{'descr': '<f4', 'descr': '<f4'}", []),
            ": found header key \"descr\", expected descr, fortran_order and shape, each once")
        try expect(
            FormatFixture.npy("{'descr': [('a', '<f4')]}", []),
            ": found an array of records or of no plain numbers, expected an array of numbers")
        try expect(
            FormatFixture.npy("<c8", "1,", [0, 0, 0, 0, 0, 0, 0, 0]),
            ": found elements of type \"<c8\", expected floats, integers or bools of NumPy, such as <f4")
        try expect(
            FormatFixture.npy("<f4", "1152921504606846976, 16", []),
            ": found shape [1152921504606846976, 16], expected a size that a file can have")
        try expect(
            FormatFixture.npy("<f4", "1152921504606846976, 0", []),
            ": found shape [1152921504606846976, 0], expected at least one row of one number")
        try expect(
            FormatFixture.npy("<f4", "536870912, 512", [1, 2, 3, 4]),
            ": found 4 bytes of elements, expected 1099511627776 for shape [536870912, 512] of F32")
        try expect(FormatFixture.npy("|u1", "", [1]), ": found shape [], expected at least one row of one number")
        #expect(
            try fixture.problem("x.npy", FormatFixture.npy("|u1", "-1, 2", [1, 2]))?.contains("in the header") == true)
        #expect(
            try fixture.problem("x.npy", whole, features: .numbered(count: 4)) == ": found 3 features, expected 4")
        #expect(
            try fixture.problem("x.npy", whole, targets: .number)
                == ": found features without targets, expected a file of targets beside it")
    }

    @Test("with a number that is not finite is refused by its row and column")
    func notFinite() throws {
        for (row, column, number, message) in [
            (0, 0, Double.nan, "found nan, expected a finite number"),
            (699, 2, -.infinity, "found -inf, expected a finite number"),
            (64, 1, 1e39, "found 1e+39, expected a number that a 32-bit float can hold"),
        ] {
            var numbers = [Double](repeating: 1.5, count: 2100)
            numbers[3 * row + column] = number
            numbers[2099] = number
            let bytes = FormatFixture.npy("<f8", "700, 3", numbers.flatMap(\.bitPattern.little))
            #expect(try fixture.problem("x.npy", bytes) == ": row \(row + 1): column x\(column + 1): \(message)")
        }
    }

    @Test("may hold the targets of another")
    func targets() throws {
        let x = try fixture.put("x.npy", FormatFixture.npy("|u1", "3, 1", [1, 2, 3]))
        func read(_ bytes: [UInt8], _ kind: FileRows.TargetKind) throws(DataError) -> FileRows {
            let y = (try? fixture.put("y.npy", bytes)) ?? ""
            return try RowFile(path: x, targetsPath: y).read(targets: kind, workers: fourWorkers)
        }
        guard
            case .numbers(let numbers) = try read(FormatFixture.npy("<i2", "3,", [1, 0, 2, 0, 3, 0]), .number).targets
        else { throw CocoaError(.featureUnsupported) }
        #expect(numbers == [1, 2, 3])
        let labelled = try read(
            FormatFixture.npy("<f4", "3, 1", [7, -1, 7].flatMap { Float($0).bitPattern.little }), .label)
        let classes = try #require(try labelled.classes())
        #expect(classes.names == ["-1", "7"])
        let source = try TableSource(labelled, targetName: "y", classes: classes)
        #expect(
            (0..<3).map { source.row($0) } == [
                Row(features: [1], target: 1), Row(features: [2], target: 0), Row(features: [3], target: 1),
            ])
        func expect(_ bytes: [UInt8], _ kind: FileRows.TargetKind, _ message: String) {
            let error = #expect(throws: DataError.self) { _ = try read(bytes, kind).classes() }
            #expect(error?.description == fixture.folder.file("y.npy") + message)
        }
        expect(
            FormatFixture.npy("|u1", "2,", [1, 2]), .number, ": found 2 targets, expected 3, one for each row of \(x)")
        expect(
            FormatFixture.npy("|u1", "3, 2", [1, 2, 3, 4, 5, 6]), .number,
            ": found 2 numbers a row, expected one target a row")
        let halves = FormatFixture.npy("<f4", "3,", [1, 2, 2.5].flatMap { Float($0).bitPattern.little })
        expect(halves, .label, ": row 3: found 2.5 as a class, expected whole numbers or names")
        let nothing = FormatFixture.npy("<f4", "3,", [1, .nan, 2.5].flatMap { Float($0).bitPattern.little })
        expect(nothing, .label, ": row 2: found nan, expected a class")
        expect(nothing, .number, ": row 2: column target: found nan, expected a finite number")
    }
}
