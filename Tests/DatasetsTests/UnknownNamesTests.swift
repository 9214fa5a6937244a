import Datasets
import TestSupport
import Testing

@Suite("Names that no row to train on had")
struct UnknownNamesTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func file(_ text: String, _ unknown: UnknownPolicy, names: [String] = []) throws -> RowFile {
        var options = ColumnOptions()
        options.unknown = unknown
        options.categorical = names
        options.missing = .kept
        return RowFile(path: try folder.put(Array(text.utf8), in: "t.csv"), target: "y", columns: options)
    }

    static let text = "city,size,street,y\nrome,1,a,1\nbonn,2,b,2\n,3,c,3\noslo,4,a,4\nbonn,5,?,5\n"
    static let known = FeatureNames.named([
        "city=oslo", "size", "city=rome", "street=a", "street=b", "street=c", "street=",
    ])

    @Test("are no feature's, and counted, where they are ignored")
    func ignored() throws {
        let file = try file(Self.text, .ignored)
        let rows = try file.read(targets: .number, features: Self.known, workers: fourWorkers)
        #expect(
            rows.features() == [
                0, 1, 1, 1, 0, 0, 0,
                0, 2, 0, 0, 1, 0, 0,
                0, 3, 0, 0, 0, 1, 0,
                1, 4, 0, 1, 0, 0, 0,
                0, 5, 0, 0, 0, 0, 1,
            ])
        #expect(rows.unknownNames.map { "\($0)" } == ["3 rows have names that training never saw in city"])
        var (count, found): (Int, [UnknownNames]) = (0, [])
        try file.forEachPiece(ofRows: 2, targets: nil, features: Self.known, workers: fourWorkers) { piece in
            found.add(piece.unknownNames)
            count += piece.rowCount
        }
        #expect(count == 5 && found == rows.unknownNames)
        let known = try self.file("city,size,street,y\noslo,1,a,1\n", .ignored)
        #expect(try known.read(targets: nil, features: Self.known, workers: fourWorkers).unknownNames.isEmpty)
        let one = try self.file("city,size,street,y\nx,1,a,1\n", .ignored)
            .read(targets: nil, features: Self.known, workers: fourWorkers)
        #expect(one.unknownNames.map { "\($0)" } == ["1 row has a name that training never saw in city"])
    }

    @Test("are refused elsewhere, a missing one too")
    func refused() throws {
        for (text, line, found) in [
            (Self.text, 3, "\"bonn\""), ("city,size,street,y\nrome,1,a,1\n,2,a,2\n", 3, "nothing"),
        ] {
            let error = #expect(throws: DataError.self) {
                try file(text, .refused).read(targets: nil, features: Self.known, workers: fourWorkers)
            }
            #expect(
                error?.description == folder.file("t.csv")
                    + ":\(line): column city: found \(found), expected one of oslo, rome (or unknown: ignore)")
        }
    }

    @Test("are those that rows which are held out have alone", arguments: [0.05, 0.4], [false, true])
    func heldOut(fraction: Double, areLeftInFile: Bool) throws {
        var random = SplitMix(state: 4)
        let rows = (0..<300).map { row in
            (name: "n\(Int.random(in: 0..<150, using: &random))", number: Float(row), kind: ["p", "q"][row % 2])
        }
        let lines = rows.map { "\($0.name),\($0.number),\($0.kind),1" }
        let text = "name,x,kind,y\n" + lines.joined(separator: "\n")
        let all = try file(text, .ignored, names: ["name", "kind"])
            .read(targets: .number, areLeftInFile: areLeftInFile, workers: fourWorkers)
        let split = try split(rows.count, fraction)
        let found = all.keepingNames(ofPart: .training, of: split)

        let training = Set(split.rows(of: .training, in: 0..<split.count(of: .training)))
        let known = Set(training.map { rows[$0].name })
        let names = known.sorted()
        #expect(known.count < Set(rows.map(\.name)).count)
        #expect(found.featureNames == .named(names.map { "name=\($0)" } + ["x", "kind=p", "kind=q"]))
        var expected: [Float] = []
        for row in rows {
            for name in names { expected.append(name == row.name ? 1 : 0) }
            expected.append(row.number)
            for kind in ["p", "q"] { expected.append(kind == row.kind ? 1 : 0) }
        }
        #expect(found.features() == expected)
        #expect(found.unknownNames.map(\.column) == ["name"])
        #expect(found.unknownNames.map(\.rowCount) == [rows.count { !known.contains($0.name) }])
        guard case .numbers(let targets) = found.targets else { throw DataError(file: "", problem: "no targets") }
        #expect(targets.count == rows.count)
    }

    @Test("are none where columns are numbers")
    func numbers() throws {
        let rows = try file("a,y\n1,2\n3,4\n", .ignored).read(targets: .number, workers: fourWorkers)
        let kept = rows.keepingNames(ofPart: .training, of: try split(2, 0.5))
        #expect(kept.featureNames == rows.featureNames && kept.features() == rows.features())
        #expect(kept.unknownNames.isEmpty)
    }

    @Test("are not looked for where their column is not there")
    func noColumn() throws {
        for (feature, problem) in [
            ("town=oslo", "no column named \"town\" for \"town=oslo\", did you mean \"city\"?"),
            ("citi=a=b", "no column named \"citi\" for \"citi=a=b\", did you mean \"city\"?"),
            ("sizes", "no column named \"sizes\", did you mean \"size\"?"),
        ] {
            let error = #expect(throws: DataError.self) {
                try file("city,size\noslo,1\n", .ignored)
                    .read(targets: nil, features: .named(["size", feature]), workers: fourWorkers)
            }
            #expect(error?.description == "\(folder.file("t.csv")):1: \(problem)")
        }
    }
}
