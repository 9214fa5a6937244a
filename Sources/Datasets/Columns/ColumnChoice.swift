/// Which columns of a table are read, and as what.
public enum ColumnChoice: Hashable, Sendable {
    /// Every column is a feature.
    case all

    /// The named column is the target, every other one a feature, in the file's order.
    case target(String)

    /// These are the features, in this order, whatever their order in the file: columns of numbers, and `column=name` for
    /// whether a column has that name. Other columns are ignored and may hold anything.
    case features([String], target: String? = nil)

    /// So many features without names of their own: the columns `x1`, `x2` and so on; where the file has none of these,
    /// all columns but the target, in their order.
    case numbered(count: Int, target: String? = nil)
}
