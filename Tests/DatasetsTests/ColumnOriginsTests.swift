import Datasets
import Files
import NUMA
import TestSupport
import Testing

@Suite("Origins of columns")
struct ColumnOriginsTests {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// Seconds since 1970, whole numbers of days, a small number on a large one, small whole numbers, and a target far from 0.
    private static let rows: [(numbers: [Double], target: Double)] = (0..<700).map { (row: Int) in
        let second = 1_500_000_000 + Double(row * 7 % 700)
        let day = 20_180_101 + Double(row % 28)
        let small = 5_000_000 + Double(row % 90) / 1000
        return ([second, day, small, Double(row % 5)], 1e9 + Double(row % 13) / 8)
    }
    private static let names = ["t", "day", "x", "n"]

    private func csv() throws -> String {
        let lines = Self.rows.map { ($0.numbers + [$0.target]).map { "\($0)" }.joined(separator: ",") }
        return try folder.put(Array((["t,day,x,n,y"] + lines).joined(separator: "\n").utf8), in: "rows.csv")
    }

    private func file(_ path: String, _ origins: OriginChoice) -> RowFile {
        var file = RowFile(path: path, target: "y")
        file.columns.origins = origins
        return file
    }

    /// Whether numbers with their origins are those of the file, as exactly as their distances from it allow.
    private func expectExact(_ rows: FileRows, location: SourceLocation = #_sourceLocation) throws {
        let origins = try #require(rows.featureOrigins, sourceLocation: location)
        let features = rows.features()
        for (row, expected) in Self.rows.enumerated() {
            for column in 0..<4 {
                let found = origins[column] + Double(features[4 * row + column])
                #expect(abs(found - expected.numbers[column]) < 1e-6, sourceLocation: location)
            }
        }
        guard case .numbers(let targets) = rows.targets else { return }
        for (target, expected) in zip(targets, Self.rows) {
            #expect(rows.targetOrigin + Double(target) == expected.target, sourceLocation: location)
        }
    }

    @Test("keep what float32 would lose, of numbers that are large beside their differences alone")
    func kept() throws {
        let path = try csv()
        let rows = try file(path, .nearFirst(features: true, target: true)).read(targets: .number, workers: fourWorkers)
        try expectExact(rows)
        let origins = try #require(rows.featureOrigins)
        #expect(origins[3] == 0 && origins.prefix(3).allSatisfy { $0 != 0 } && rows.targetOrigin != 0)
        #expect(rows.roundedColumns.isEmpty)
        // The same whoever reads, and where numbers stay in the file.
        for (areLeftInFile, workers) in [(false, Workers.one), (true, fourWorkers)] {
            let other = try file(path, .nearFirst(features: true, target: true)).read(
                targets: .number, areLeftInFile: areLeftInFile, workers: workers)
            #expect(other.features() == rows.features() && other.featureOrigins == origins)
        }
    }

    @Test("are none where they are not asked for, and columns that lose numbers are named")
    func rounded() throws {
        let path = try csv()
        let rows = try file(path, .zero).read(targets: .number, workers: fourWorkers)
        #expect(rows.featureOrigins == nil && rows.targetOrigin == 0)
        #expect(rows.roundedColumns == ["t", "day", "x", "y"])
        let features = rows.features()
        for (row, expected) in Self.rows.enumerated() {
            for column in 0..<4 { #expect(features[4 * row + column] == Float(expected.numbers[column])) }
        }
        let some = try file(path, .nearFirst(features: true, target: false)).read(
            targets: .number, workers: fourWorkers)
        #expect(some.roundedColumns == ["y"] && some.targetOrigin == 0 && some.featureOrigins != nil)
        let ordinary = try folder.put(
            Array("a,b,y\n0.1,1990,3\n0.7,2020,4\n-0.3,2005,8\n".utf8), in: "ordinary.csv")
        let plain = try file(ordinary, .nearFirst(features: true, target: true)).read(
            targets: .number, workers: fourWorkers)
        #expect(plain.featureOrigins == nil && plain.targetOrigin == 0 && plain.roundedColumns.isEmpty)
    }

    @Test("that are given are those of other rows, by the columns' names")
    func given() throws {
        let path = try csv()
        let rows = try file(path, .nearFirst(features: true, target: true)).read(targets: .number, workers: fourWorkers)
        let other = try folder.put(
            Array("y,x,n,day,t\n1000000001,5000000.001,2,20180103,1600000001\n".utf8), in: "other.csv")
        var pieces: [FileRows] = []
        try file(other, .given(rows.origins)).forEachPiece(
            ofRows: 10, targets: .number, features: rows.featureNames, workers: .one
        ) { pieces.append($0) }
        let piece = try #require(pieces.first)
        let origins = try #require(rows.featureOrigins)
        #expect(piece.featureOrigins == origins && piece.targetOrigin == rows.targetOrigin)
        let expected = zip([1_600_000_001, 20_180_103, 5_000_000.001, 2], origins).map { Float($0 - $1) }
        #expect(piece.features() == expected)
    }

    @Test(
        "hold for arrays of long integers and of doubles, in either order", arguments: ["<f8", "<i8", ">i8", ">f8"],
        [false, true])
    func arrays(type: String, isColumnMajor: Bool) throws {
        // Nanoseconds since 1970, which a double does not hold.
        let values = (0..<900).map { row in 1_500_000_000_000_000_000 + row % 300 * 100 + (row % 3) }
        let numbers = values.map { (value: Int) -> Double in Double(value / 1_000_000_000) + Double(value % 512) / 1024
        }
        func bytes(_ row: Int) -> [UInt8] {
            let bits = type.hasSuffix("f8") ? numbers[row].bitPattern : UInt64(bitPattern: Int64(values[row]))
            return withUnsafeBytes(of: type.hasPrefix("<") ? bits.littleEndian : bits.bigEndian) { Array($0) }
        }
        let order = (0..<450).flatMap { row in [2 * row, 2 * row + 1] }
        let places = isColumnMajor ? (0..<450).map { 2 * $0 } + (0..<450).map { 2 * $0 + 1 } : order
        let header = "{'descr': '\(type)', 'fortran_order': \(isColumnMajor ? "True" : "False"), 'shape': (450, 2), }"
        let text = Array((header + String(repeating: " ", count: 117 - header.count) + "\n").utf8)
        let path = try folder.put(
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count), 0] + text + places.flatMap(bytes), in: "a.npy")
        for areLeftInFile in [false, true] {
            let rows = try file(path, .nearFirst(features: true, target: false)).read(
                targets: nil, areLeftInFile: areLeftInFile, workers: fourWorkers)
            let origins = try #require(rows.featureOrigins)
            let found = rows.features()
            for index in 0..<900 {
                let origin = origins[index % 2]
                let exact =
                    type.hasSuffix("f8")
                    ? Float(numbers[index] - origin) : Float(values[index] - Int(origin))
                #expect(found[index] == exact)
            }
            let rounded = try file(path, .zero).read(targets: nil, areLeftInFile: areLeftInFile, workers: fourWorkers)
            #expect(rounded.featureOrigins == nil && rounded.roundedColumns == ["x1", "x2"])
        }
    }

    @Test("are part of a scaling: mean 0 and deviation 1 as in double precision")
    func scaled() throws {
        let rows = try file(csv(), .nearFirst(features: true, target: true)).read(
            targets: .number, workers: fourWorkers)
        let source = try TableSource(rows, targetName: "y", classes: nil)
        let parts = try split(700, 0)
        for kind in [FeatureScaling.Kind.standard, .minmax] {
            let scaling = try FeatureScaling(kind, of: source, part: .training, of: parts, workers: fourWorkers)
            let target = TargetScaling(of: source, part: .training, of: parts, workers: fourWorkers)
            let scaled = ScaledSource(source, by: scaling, target: target)
            let found = scaled.read(0..<700)
            #expect(scaling.origins == rows.featureOrigins && scaled.featureOrigins == nil && scaled.targetOrigin == 0)
            for column in 0..<4 {
                let numbers = Self.rows.map { $0.numbers[column] }
                let (offset, scale) =
                    kind == .minmax
                    ? (numbers.min()!, numbers.max()! - numbers.min()!) : Self.meanAndDeviation(numbers)
                for (row, number) in numbers.enumerated() {
                    #expect(abs(Double(found.features[4 * row + column]) - (number - offset) / scale) < 1e-6)
                }
            }
            let (mean, deviation) = Self.meanAndDeviation(Self.rows.map(\.target))
            #expect(abs(target.mean - mean) < 1e-6 && abs(target.scale / deviation - 1) < 1e-9)
            for (row, expected) in Self.rows.enumerated() {
                #expect(abs(Double(found.targets[row]) - (expected.target - mean) / deviation) < 1e-6)
            }
        }
    }

    private static func meanAndDeviation(_ numbers: [Double]) -> (Double, Double) {
        let count = Double(numbers.count)
        let mean = numbers[0] + numbers.reduce(0) { $0 + ($1 - numbers[0]) } / count
        return (mean, (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot())
    }

    @Test("let a description say the deviation of large numbers")
    func described() throws {
        let description = try RowFile(path: csv()).described(by: fourWorkers)
        for (column, index) in [("t", 0), ("day", 1), ("x", 2)] {
            guard case .numbers(let numbers) = description.columns.first(where: { $0.name == column })?.content else {
                Issue.record("no numbers in \(column)")
                continue
            }
            let values = Self.rows.map { $0.numbers[index] }
            let (mean, deviation) = Self.meanAndDeviation(values)
            #expect(abs(numbers.deviation / deviation - 1) < 1e-6 && abs(numbers.mean - mean) < 1e-6)
            #expect(abs(numbers.least - values.min()!) < 1e-6 && abs(numbers.greatest - values.max()!) < 1e-6)
        }
    }

    @Test("are those of a LIBSVM file's columns that no row lacks, in several files too", arguments: [1, 2])
    func sparse(fileCount: Int) throws {
        let seconds = Self.rows.map { $0.numbers[0] }
        let lines = seconds.enumerated().map { row, second in
            "\(row) 1:\(second) 2:\(row % 3)\(row % 2 == 0 ? " 4:\(second)" : "")\(row > 600 ? " 6:1" : "")\n"
        }
        let half = lines.count / fileCount
        for file in 0..<fileCount {
            let part = lines[file * half..<(file + 1 == fileCount ? lines.count : (file + 1) * half)]
            _ = try folder.put(Array(part.joined().utf8), in: "p\(file).svm")
        }
        var file = RowFile(path: folder.file("p*.svm"))
        file.columns.origins = .nearFirst(features: true, target: false)
        let rows = try file.read(targets: .number, workers: fourWorkers)
        let origin = try #require(rows.origins.features["x1"])
        #expect(rows.origins.features.count == 1 && rows.featureNames.count == 6)
        let features = rows.features()
        for (row, second) in seconds.enumerated() {
            #expect(features[6 * row] == Float(second - origin))
            #expect(features[6 * row + 3] == (row % 2 == 0 ? Float(second) : 0))
        }
        // A row that lacks the number has 0 there, which is far from the origin.
        _ = try folder.put(Array("1 2:1\n".utf8), in: "new.svm")
        var new = file.reading(folder.file("new.svm"))
        new.columns.origins = .given(rows.origins)
        let found = try new.read(targets: nil, features: rows.featureNames, workers: fourWorkers)
        #expect(found.features() == [Float(-origin), 1, 0, 0, 0, 0] && found.featureOrigins == rows.featureOrigins)
        file.columns.origins = .nearFirst(features: false, target: false)
        #expect(try file.read(targets: .number, workers: fourWorkers).roundedColumns.first == "x1")
    }
}
