/// What is taken from the columns of a table, whatever its format. Columns are named by their names or, where no column
/// has that name, by their numbers: from 1, or from -1 at the end.
public struct ColumnOptions: Hashable, Sendable {
    /// The columns that become features; nil for all but the target.
    public var columns: [String]?
    /// Columns that are not read.
    public var ignored: [String] = []
    /// Columns of names: each becomes a feature `column=name` for every name, which is 1 in rows of that name and
    /// otherwise 0.
    public var categorical: [String] = []
    /// What is done about missing values.
    public var missing = MissingPolicy.refused

    /// All columns, all of numbers, none missing.
    public init() {}
}
