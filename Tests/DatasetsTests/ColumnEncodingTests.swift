import Datasets
import NUMA
import TestSupport
import Testing

@Suite("Features of hashed names, and of pairs of columns")
struct ColumnEncodingTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func file(
        _ text: String, _ encoding: ColumnEncoding, categorical: [String] = [], name: String = "t.csv",
        _ change: (inout ColumnOptions) -> Void = { _ in }
    ) throws -> RowFile {
        var options = ColumnOptions()
        options.categorical = categorical
        options.encoding = encoding
        change(&options)
        return RowFile(path: try folder.put(Array(text.utf8), in: name), target: "y", columns: options)
    }

    static let pairs = ColumnEncoding(interactions: [
        .init("a", "b"), .init("b", "b"), .init("b", "c"), .init("c", "d"),
    ])
    static let text = "a,b,c,d,y\n1,2,u,p,1\n3,-1,v,p,2\n0.5,4,u,q,3\n"

    @Test("are products, a number beside each name, and names together")
    func interactions() throws {
        let rows = try file(Self.text, Self.pairs, categorical: ["c", "d"])
            .read(targets: .number, workers: fourWorkers)
        #expect(
            rows.featureNames.all == [
                "a", "b", "c=u", "c=v", "d=p", "d=q", "a*b", "b*b", "c=u*b", "c=v*b", "c=u*d=p", "c=u*d=q", "c=v*d=p",
            ])
        #expect(
            rows.features() == [
                1, 2, 1, 0, 1, 0, 2, 4, 2, 0, 1, 0, 0,
                3, -1, 0, 1, 1, 0, -3, 1, 0, -1, 0, 0, 1,
                0.5, 4, 1, 0, 0, 1, 2, 16, 4, 0, 0, 1, 0,
            ])
    }

    @Test("are found again by their names, in any order of columns, and some rows at a time")
    func again() throws {
        let hashed = ColumnEncoding(
            hash: ["d": 3],
            interactions: [.init("b", "c"), .init("d", "b"), .init("c", "d"), .init("a", "b"), .init("d", "e")])
        let text = "a,b,c,d,e,y\n1,2,u=1,p,r,1\n3,-1,v#0,,r,2\n0.5,4,,q,s,3\n7,0,u=1,p,s,4\n"
        let first = try file(text, hashed, categorical: ["c", "e"]) { $0.missing = .kept }
            .read(targets: .number, workers: fourWorkers)
        #expect(first.featureNames.count == 2 + 3 + 3 + 2 + 3 + 3 + 3 + 1 + 3)
        let shuffled = "y,e,unused,d,c,b,a\n1,r,,p,u=1,2,1\n2,r,,,v#0,-1,3\n3,s,,q,,4,0.5\n4,s,,p,u=1,0,7\n"
        let other = try file(shuffled, first.encoding, name: "o.csv") { $0.missing = .kept }
        let second = try other.read(targets: .number, features: first.featureNames, workers: fourWorkers)
        #expect(second.features() == first.features() && second.featureNames == first.featureNames)
        var pieces: [Float] = []
        try other.forEachPiece(ofRows: 1, targets: .number, features: first.featureNames, workers: fourWorkers) {
            pieces += $0.features()
        }
        #expect(pieces == first.features())
        var survey: [Float] = []
        let stream = try RowStream(
            file(text, hashed, categorical: ["c", "e"]) { $0.missing = .kept }, targets: .number, workers: fourWorkers)
        #expect(stream.featureNames == first.featureNames)
        try stream.forEachPiece { survey += $0.features }
        #expect(survey == first.features())
    }

    @Test("of names together that no row had are zeros, and a new name is refused or ignored as elsewhere")
    func unknown() throws {
        let pairs = ColumnEncoding(interactions: [.init("c", "d")])
        let names = FeatureNames.named(["c=u", "c=v", "d=p", "d=q", "c=u*d=p"])
        let text = "c,d,y\nu,q,1\nv,p,2\nu,p,3\nw,p,4\n"
        let rows = try file(text, pairs) { $0.unknown = .ignored }
            .read(targets: nil, features: names, workers: fourWorkers)
        #expect(rows.features() == [1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0])
        #expect(rows.unknownNames.map(\.rowCount) == [1])
        let error = #expect(throws: DataError.self) {
            try file(text, pairs).read(targets: nil, features: names, workers: fourWorkers)
        }
        #expect(error?.description.contains(":5: column c: found \"w\", expected one of u, v") == true)
    }

    @Test("count from origins where numbers are large, and lose nothing of their products")
    func origins() throws {
        let text =
            "t,b,c,y\n"
            + (0..<40).map { "\(1_600_000_000 + $0),\($0 % 3 - 1),\($0 % 2 == 0 ? "u" : "v"),\($0)\n" }.joined()
        let encoding = ColumnEncoding(interactions: [.init("t", "t"), .init("c", "t")])
        let rows = try file(text, encoding, categorical: ["c"]) {
            $0.origins = .nearFirst(features: true, target: false)
        }
        .read(targets: .number, workers: fourWorkers)
        let origins = rows.origins
        let origin = try #require(origins.features["t"])
        #expect(origins.features["t*t"] == origin * origin && rows.featureNames[4] == "t*t")
        for row in 0..<40 {
            let features = Array(rows.features()[row * 7..<row * 7 + 7])
            let seconds = Double(1_600_000_000 + row)
            #expect(Double(features[0]) + origin == seconds)
            #expect(features[4] == Float(seconds * seconds - origin * origin))
            #expect(features[5] == (row % 2 == 0 ? Float(seconds) : 0))
        }
    }

    /// What is asked for, and the message about it.
    static let mistakes: [(ColumnEncoding, categorical: [String], message: String)] = [
        (ColumnEncoding(hash: ["x": 4]), [], "t.csv:1: no column named \"x\", did you mean \"a\"?"),
        (
            ColumnEncoding(hash: ["y": 4]), [],
            "t.csv:1: column y: found a hash of it, expected a column that is a feature"
        ),
        (
            ColumnEncoding(hash: ["c": 4]), ["c"],
            "t.csv:1: column c: found a hash of it and a feature for each name, too, expected one of them"
        ),
        (
            ColumnEncoding(hash: ["a": 4]), ["c", "d"],
            "t.csv: column a: found 0.5 in a column that is hashed, expected names: a column of numbers needs no hash"
        ),
        (
            ColumnEncoding(interactions: [.init("a", "x")]), ["c", "d"],
            "t.csv:1: no column named \"x\", did you mean \"a\"?"
        ),
        (
            ColumnEncoding(interactions: [.init("a", "y")]), ["c", "d"],
            "t.csv:1: interaction of a and y: found y, which is no feature, expected columns that are features"
        ),
        (
            ColumnEncoding(interactions: [.init("c", "c")]), ["c", "d"],
            "t.csv:1: interaction of c and c: found one column of names, expected two"
        ),
        (
            ColumnEncoding(interactions: [.init("a", "b"), .init("b", "a")]), ["c", "d"],
            "t.csv:1: interaction of b and a: found it twice, expected each pair once"
        ),
    ]

    @Test("are refused where there is no such column, or it makes none", arguments: mistakes.indices)
    func refused(index: Int) throws {
        let (encoding, categorical, message) = Self.mistakes[index]
        let error = #expect(throws: DataError.self) {
            try file(Self.text, encoding, categorical: categorical).read(targets: .number, workers: fourWorkers)
        }
        #expect(error?.description.hasSuffix(message) == true, "\(error?.description ?? "")")
    }

    @Test("need names by which a feature's own is read in one way")
    func ambiguous() throws {
        let pairs = ColumnEncoding(interactions: [.init("c", "d")])
        let error = #expect(throws: DataError.self) {
            try file("c,d,y\nu*d=v,w,1\nu,v,2\n", pairs, categorical: ["c", "d"])
                .read(targets: .number, workers: fourWorkers)
        }
        #expect(error?.description.contains("column c: found \"u*d=v\", expected names without \"*d\"") == true)
    }
}
