import Foundation
import Parquet
import TestSupport
import Testing

/// Files that other software writes, and what they hold.
///
/// A program writes into a folder: `expected/TABLE/COLUMN.f64` (float64 values, NaN for none) or `COLUMN.names` (a line
/// each, `\N` for none), files, and `manifest`, whose lines say `FILE TABLE`.
struct PeerFiles {
    let folder: ScratchFolder
    let files: [(name: String, table: String)]

    /// What all programs begin with.
    private static let common = #"""
        import decimal, fractions, math, os, random, struct, sys
        folder, size = sys.argv[1], int(sys.argv[2])
        manifest = open(f"{folder}/manifest", "w")

        def expect(table, column, values, seconds=None):
            os.makedirs(f"{folder}/expected/{table}", exist_ok=True)
            path = f"{folder}/expected/{table}/{column}"
            if any(isinstance(v, str) for v in values) or column.startswith("name"):
                text = "".join(("\\N" if v is None else v) + "\n" for v in values)
                open(path + ".names", "w").write(text)
            else:
                def number(v):
                    if v is None:
                        return math.nan
                    return float(fractions.Fraction(v, seconds)) if seconds else float(v)
                open(path + ".f64", "wb").write(struct.pack(f"<{len(values)}d", *map(number, values)))

        def wrote(file, table):
            manifest.write(f"{file} {table}\n")

        def holes(values, nulls, seed):
            random.seed(seed)
            share = {"no": 0, "some": 0.3, "all": 1}[nulls]
            return [None if random.random() < share else v for v in values]

        def integers(bits, signed, n, seed):
            random.seed(seed)
            low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
            edge = [low, high, 0, 1, high // 3]
            return [edge[i] if i < 5 else random.randint(low, high) if i % 3 else random.randint(0, 9) for i in range(n)]

        def words(n, seed):
            random.seed(seed)
            some = ["", "a", "größe", "🙂", "alpha", "alphabet", "02134", "2134", "true", "NA"]
            return [random.choice(some) + (str(random.randint(0, 999)) if i % 7 == 0 else "") for i in range(n)]
        """#

    init(_ program: String, size: Int) throws {
        folder = try ScratchFolder()
        try PythonPeer.run(Self.common + "\n" + program, folder.path, "\(size)")
        files = try folder.text("manifest").split(separator: "\n").map { line in
            let parts = line.split(separator: " ")
            return (String(parts[0]), String(parts[1]))
        }
    }

    /// What a column of a table must hold.
    enum Expected {
        case numbers([Double])
        case names([String?])
    }

    func expected(_ table: String, _ column: String) throws -> Expected {
        let path = "expected/\(table)/\(column)"
        if let data = FileManager.default.contents(atPath: folder.file(path + ".f64")) {
            return .numbers(
                data.withUnsafeBytes { bytes in
                    (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
                })
        }
        let lines = try folder.text(path + ".names").split(separator: "\n", omittingEmptySubsequences: false)
        return .names(lines.dropLast().map { $0 == "\\N" ? nil : String($0) })
    }

    /// Reads every file, and expects the numbers and names that the table has; times may differ in their last bit.
    func check(workers: Int, _ location: SourceLocation = #_sourceLocation) throws {
        for (name, table) in files {
            let file = try ParquetFile(reading: folder.file(name))
            let read = try file.read(file.allColumns, workers: workers)
            try check(read, name, table, location)
            if name.contains("groups") {
                #expect(file.rowGroupSizes.count > 1, "\(name)", sourceLocation: location)
                try checkStreaming(file, read, location)
            }
        }
    }

    private func check(_ read: ParquetTable, _ file: String, _ table: String, _ location: SourceLocation) throws {
        let known = try FileManager.default.contentsOfDirectory(atPath: folder.file("expected/\(table)"))
        let lacking = file.contains("version-1") ? 2 : 0
        #expect(known.count - lacking == read.columns.count, "\(file)", sourceLocation: location)
        for column in read.columns {
            switch (try expected(table, column.name), column.values) {
            case (.numbers(let numbers), .float32), (.numbers(let numbers), .float64):
                let found = column.numbers!
                let mayDiffer = column.name.hasPrefix("time")
                let wrong = numbers.indices.first { row in
                    let (truth, value) = (numbers[row], found[row])
                    if truth.isNaN { return !value.isNaN }
                    return mayDiffer ? !(abs(truth - value) <= truth.ulp) : truth != value
                }
                #expect(found.count == numbers.count, "\(file) \(column.name)", sourceLocation: location)
                if let wrong {
                    Issue.record(
                        "\(file) \(column.name) row \(wrong): \(found[wrong]), not \(numbers[wrong])",
                        sourceLocation: location)
                }
                if !column.name.hasPrefix("nan") {
                    #expect(
                        column.nullCount == numbers.count { $0.isNaN }, "\(file) \(column.name)",
                        sourceLocation: location)
                }
            case (.names(let names), .names):
                #expect(column.names! == names, "\(file) \(column.name)", sourceLocation: location)
                #expect(column.nullCount == names.count { $0 == nil }, sourceLocation: location)
                expectDistinct(column, location)
            default:
                Issue.record("\(file): \(column.name) is of another kind", sourceLocation: location)
            }
        }
    }

    /// Each name once, in the order in which they first come.
    private func expectDistinct(_ column: ParquetTable.Column, _ location: SourceLocation) {
        guard case .names(let names, let codes) = column.values else { return }
        var next: Int32 = 0
        for row in 0..<codes.count where codes[row] >= next {
            #expect(codes[row] == next, "\(column.name)", sourceLocation: location)
            next = codes[row] + 1
        }
        #expect(
            Int(next) == names.count && Set(names.map { Array($0.utf8) }).count == names.count, sourceLocation: location
        )
    }

    /// Row groups one at a time hold what they hold together.
    private func checkStreaming(_ file: ParquetFile, _ whole: ParquetTable, _ location: SourceLocation) throws {
        var start = 0
        for group in file.rowGroupSizes.indices {
            let part = try file.read(file.allColumns, rowGroups: group..<group + 1, workers: 1)
            let rows = start..<start + part.rowCount
            for (column, all) in zip(part.columns, whole.columns) {
                if let numbers = column.numbers {
                    let same = zip(numbers, all.numbers![rows]).allSatisfy { $0.bitPattern == $1.bitPattern }
                    #expect(same, "\(column.name)", sourceLocation: location)
                } else {
                    #expect(column.names! == Array(all.names![rows]), sourceLocation: location)
                }
            }
            start = rows.upperBound
        }
        #expect(start == whole.rowCount, sourceLocation: location)
    }
}

extension ParquetTable.Column {
    /// The numbers of all rows; nil for names.
    var numbers: [Double]? {
        switch values {
        case .float32(let buffer): buffer.withUnsafeBufferPointer { $0.map { Double($0) } }
        case .float64(let buffer): buffer.withUnsafeBufferPointer { Array($0) }
        case .names: nil
        }
    }

    /// The names of all rows; nil for numbers.
    var names: [String?]? {
        guard case .names(let names, let codes) = values else { return nil }
        return codes.withUnsafeBufferPointer { $0.map { $0 < 0 ? nil : names[Int($0)] } }
    }
}
