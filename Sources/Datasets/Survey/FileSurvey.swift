/// What a look at all rows of a file says of them: enough to choose how to train on them.
public struct FileSurvey: Sendable {
    /// The path as the caller gave it.
    public let file: String
    /// The file's format.
    public let format: FileFormat
    /// The number of rows.
    public let rowCount: Int
    /// The columns, in the file's order; empty where the format has none.
    public let columns: [ColumnSurvey]
    /// Features of a row, in formats without columns; nil in others.
    public let featureCount: Int?
    /// The target.
    public let target: ColumnSurvey
    /// Whether the target is in a file of its own, and so no column of this one.
    public let isTargetApart: Bool
    /// How the text of a CSV file is written; nil in other formats.
    public let csv: CSVOptions?
    /// Words that a column of numbers has in a few rows in place of one, beside those that always stand for missing ones.
    public let strayWords: [String]
}
