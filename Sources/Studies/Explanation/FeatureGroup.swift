public import Datasets

/// The features that were made of one column: a number, or one for each name of a column of names.
public struct FeatureGroup: Hashable, Sendable {
    /// The column's name.
    public let name: String
    /// The features, in their order.
    public let features: Range<Int>
    /// The names of which there is a feature each; nil for a column of numbers.
    public let names: [String]?

    /// The groups of a set's features: consecutive ones that are called `column=name` belong together.
    public static func groups(of features: FeatureNames) -> [FeatureGroup] {
        guard case .named(let all) = features else {
            return (0..<features.count).map { FeatureGroup(name: features[$0], features: $0..<$0 + 1, names: nil) }
        }
        var groups: [FeatureGroup] = []
        var start = 0
        while start < all.count {
            guard let (column, _) = parts(of: all[start]) else {
                groups.append(FeatureGroup(name: all[start], features: start..<start + 1, names: nil))
                start += 1
                continue
            }
            let end = all[start...].firstIndex { parts(of: $0)?.column != column } ?? all.count
            groups.append(
                FeatureGroup(
                    name: column, features: start..<end, names: all[start..<end].map { parts(of: $0)?.name ?? "" }))
            start = end
        }
        return groups
    }

    /// The groups of some rows' features. What is called `column=name` but holds other numbers than 1 for at most one name of
    /// a row and 0 for the others is no name.
    static func groups(of rows: SampledRows) -> [FeatureGroup] {
        groups(of: rows.featureNames).flatMap { group in
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

    private static func parts(of feature: String) -> (column: String, name: String)? {
        guard let sign = feature.firstIndex(of: "=") else { return nil }
        return (String(feature[..<sign]), String(feature[feature.index(after: sign)...]))
    }
}
