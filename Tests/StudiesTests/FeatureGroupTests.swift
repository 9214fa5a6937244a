import Datasets
import Studies
import Testing

@Suite("Features that were made of one column")
struct FeatureGroupTests {
    private func groups(_ names: [String], _ encoding: ColumnEncoding = ColumnEncoding()) -> [String] {
        FeatureGroup.groups(of: .named(names), encoding).map { group in
            "\(group.name) \(group.features)" + (group.names.map { " \($0.joined(separator: "|"))" } ?? "")
        }
    }

    @Test("are numbers alone, and names together")
    func columns() {
        #expect(
            groups(["a", "city=x", "city=y=z", "b", "city=w", "zip="]) == [
                "a 0..<1", "city 1..<3 x|y=z", "b 3..<4", "city 4..<5 w", "zip 5..<6 ",
            ])
        #expect(groups([]).isEmpty)
        #expect(FeatureGroup.groups(of: .numbered(count: 2), ColumnEncoding()).map(\.name) == ["x1", "x2"])
    }

    @Test("share a column's names where it is hashed, and pairs of columns stand alone")
    func encodings() {
        let encoding = ColumnEncoding(hash: ["zip": 2], interactions: [.init("a", "city")])
        #expect(
            groups(["a", "zip#0", "zip#1", "city=x", "city=y", "a*city=x", "a*city=y"], encoding) == [
                "a 0..<1", "zip 1..<3", "city 3..<5 x|y", "a*city=x 5..<6", "a*city=y 6..<7",
            ])
        // A number may be called so, too.
        #expect(groups(["zip#0", "a*b=1", "a*b=2"]) == ["zip#0 0..<1", "a*b 1..<3 1|2"])
        #expect(groups(["zip#0", "b"], encoding) == ["zip#0 0..<1", "b 1..<2"])
    }
}
