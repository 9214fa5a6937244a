/// What is taken from the columns of a table, whatever its format. Columns are named by their names or, where no column
/// has that name, by their numbers: from 1, or from -1 at the end.
public struct ColumnOptions: Hashable, Sendable {
    /// The columns that become features; nil for all except the target and the weight.
    public var columns: [String]?
    /// Columns that are not read.
    public var ignored: [String] = []
    /// Columns of names: each becomes a feature `column=name` for every name, which is 1 in rows of that name and
    /// otherwise 0.
    public var categorical: [String] = []
    /// How names and pairs of columns become features.
    public var encoding = ColumnEncoding()
    /// What is done about missing values.
    public var missing = MissingPolicy.refused
    /// What is done about names that no row to train on had.
    public var unknown = UnknownPolicy.refused
    /// The name or number of the column of weights, which is no feature then; nil where rows have none.
    public var weight: String?
    /// The name or number of the column of groups, which is a feature only where it is listed in `categorical`; nil where
    /// rows have none.
    public var group: String?
    /// Whether a file without the column of weights is accepted.
    public var isWeightOptional = false

    /// Which origins numbers are counted from.
    public var origins = OriginChoice.zero
    /// What the columns of the first of several files are read as: those of another are found by their names.
    var first: ColumnLayout?
    /// The origins of a file's columns: those of the first of several files.
    var originsOfFile: OriginChoice { first.map { .given($0.origins) } ?? origins }

    /// All columns, all of numbers, none missing.
    public init() {}
}
