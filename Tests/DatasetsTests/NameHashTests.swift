import Datasets
import TestSupport
import Testing

@Suite("Hashed names")
struct NameHashTests {
    static let names = [
        "a", "ab", "abc", "abcd", "abcde", "rome", "São Paulo", "02134", "2134", "1e3", "1000", "x=y", "🏠🏠", "-",
        "New York",
    ]

    @Test(
        "are where scikit-learn's FeatureHasher puts them, with its signs",
        .needs(.python("sklearn")), arguments: [1, 7, 64, 4096])
    func peer(count: Int) throws {
        let folder = try ScratchFolder()
        let text = "n,y\n" + Self.names.map { "\($0),1\n" }.joined()
        var options = ColumnOptions()
        options.encoding.hash = ["n": count]
        let path = try folder.put(Array(text.utf8), in: "t.csv")
        var file = RowFile(path: path, target: "y", columns: options)
        file.csv.missingWords = ["NA"]
        let rows = try file.read(targets: .number, workers: fourWorkers)
        #expect(rows.featureNames.all == (0..<count).map { "n#\($0)" })
        let program = """
            import sys
            from sklearn.feature_extraction import FeatureHasher
            names = [line.split(",")[0] for line in open(sys.argv[1], encoding="utf-8").read().splitlines()[1:]]
            hasher = FeatureHasher(n_features=int(sys.argv[2]), input_type="string")
            for row in hasher.transform([[name] for name in names]).toarray():
                print(*row)
            """
        let expected = try PythonPeer.run(program, path, "\(count)").split { " \n".contains($0) }.compactMap {
            Float($0)
        }
        #expect(rows.features() == expected && expected.count == count * Self.names.count)
    }
}
