/// The numbers of a CSV file.
public struct CSVTable: Hashable, Sendable {
    /// The path as the caller gave it.
    public internal(set) var file: String

    /// The names of the feature columns, in the order of a row's features.
    public internal(set) var featureNames: [String]

    /// The features in row-major order: `rowCount` rows of `featureNames.count`.
    public internal(set) var features: [Float] = []

    /// The name of the target column, where one was asked for.
    public internal(set) var targetName: String?

    /// The target of each row; empty where no target was asked for, or labels were.
    public internal(set) var targets: [Float] = []

    /// The class names of the rows, where these were asked for as the target.
    public internal(set) var labels: LabelColumn?

    /// The number of rows below the header.
    public internal(set) var rowCount = 0

    /// The line of the first row, where every row takes one line.
    var firstRowLine: Int?

    /// The line of a row in the file, the first being 1; nil where quoted line ends make rows take several lines.
    public func line(ofRow row: Int) -> Int? { firstRowLine.map { $0 + row } }

    /// Where a user finds the rows.
    var origin: RowOrigin { firstRowLine.map { .lines(file: file, first: $0) } ?? .rows(file: file) }
}

/// Which columns of a CSV file are read, and as what.
public enum CSVColumns: Hashable, Sendable {
    /// Every column is a feature.
    case all

    /// The named column is the target, every other one a feature, in the file's order.
    case target(String)

    /// The named columns are the features, in this order, whatever their order in the file. Other columns are ignored
    /// and may hold anything.
    case features([String], target: String? = nil)
}
