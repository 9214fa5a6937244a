public import Datasets

/// The features that were made of one column: a number, one for each name of a column of names, or those that its names share.
public struct FeatureGroup: Hashable, Sendable {
    /// The column's name.
    public let name: String
    /// The features, in their order.
    public let features: Range<Int>
    /// The names of which there is a feature each; nil for a column of numbers, and for one that is hashed.
    public let names: [String]?

    /// The groups of a set's features: consecutive ones that are called `column=name`, or `column#0` and so on where the column is
    /// hashed, belong together. Features of pairs of columns stand alone.
    public static func groups(of features: FeatureNames, _ encoding: ColumnEncoding) -> [FeatureGroup] {
        guard case .named(let all) = features else {
            return (0..<features.count).map { FeatureGroup(name: features[$0], features: $0..<$0 + 1, names: nil) }
        }
        var groups: [FeatureGroup] = []
        var start = 0
        while start < all.count {
            let (name, end, names) =
                hashed(from: start, in: all, encoding) ?? named(from: start, in: all, encoding)
                ?? (all[start], start + 1, nil)
            groups.append(FeatureGroup(name: name, features: start..<end, names: names))
            start = end
        }
        return groups
    }

    /// The groups of some rows' features. What is called `column=name` but holds other numbers than 1 for at most one name of
    /// a row and 0 for the others is no name.
    static func groups(of rows: SampledRows, _ encoding: ColumnEncoding) -> [FeatureGroup] {
        groups(of: rows.featureNames, encoding).flatMap { group in
            guard group.names != nil, !group.isOfIndicators(in: rows) else { return [group] }
            return group.features.map {
                FeatureGroup(name: rows.featureNames[$0], features: $0..<$0 + 1, names: nil)
            }
        }
    }

    private func isOfIndicators(in rows: SampledRows) -> Bool {
        (0..<rows.rowCount).allSatisfy { row in
            let numbers = zip(features, rows.numbers(features, ofRow: row)).map { rows.unscaled($1, feature: $0) }
            let ones = numbers.count { abs($0 - 1) < 1e-5 }
            return ones <= 1 && ones + numbers.count { abs($0) < 1e-5 } == numbers.count
        }
    }

    private typealias Run = (name: String, end: Int, names: [String]?)

    /// The features of a column that is hashed.
    private static func hashed(from start: Int, in features: [String], _ encoding: ColumnEncoding) -> Run? {
        guard features[start].hasSuffix("#0"), case let column = String(features[start].dropLast(2)),
            let count = encoding.hash[column], start + count <= features.count,
            features[start + count - 1] == "\(column)#\(count - 1)"
        else { return nil }
        return (column, start + count, nil)
    }

    /// The features of a column of names.
    private static func named(from start: Int, in features: [String], _ encoding: ColumnEncoding) -> Run? {
        func part(_ feature: String) -> (column: String, name: String)? {
            encoding.interactions.isEmpty || !feature.contains("*") ? parts(of: feature) : nil
        }
        guard let column = part(features[start])?.column else { return nil }
        let run = features[start...].prefix { part($0)?.column == column }
        return (column, run.endIndex, run.compactMap { part($0)?.name })
    }

    private static func parts(of feature: String) -> (column: String, name: String)? {
        guard let sign = feature.firstIndex(of: "=") else { return nil }
        return (String(feature[..<sign]), String(feature[feature.index(after: sign)...]))
    }
}
