/// What is taken from the numbers of columns before they are rounded to float32, so that what is left keeps its digits:
/// seconds since 1970 lie 128 apart in float32, and a fraction of a microsecond apart once they are counted from one of them.
public struct ColumnOrigins: Hashable, Sendable {
    /// What is taken from each number of a column, by its name; nothing from columns that are not named.
    public var features: [String: Double]
    /// What is taken from each target.
    public var target: Double

    /// Numbers that are known.
    public init(features: [String: Double] = [:], target: Double = 0) {
        self.features = features
        self.target = target
    }

    /// Whether nothing is taken from any column.
    public var areZero: Bool { features.isEmpty && target == 0 }
}
