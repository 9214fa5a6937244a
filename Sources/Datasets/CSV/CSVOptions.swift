/// How a CSV file is read beyond its path.
public struct CSVOptions: Hashable, Sendable {
    /// What separates fields.
    public enum Delimiter: UInt8, Sendable {
        /// `,`
        case comma = 0x2C
        /// `;`
        case semicolon = 0x3B
        /// U+0009
        case tab = 0x09
        /// `|`
        case pipe = 0x7C
    }

    /// What is done where a field is empty, `NA` or `NaN`.
    public enum Missing: Sendable {
        /// The file is refused.
        case refused
        /// The row is left out.
        case dropped
        /// The number is read as NaN. What is no feature, or a category, is refused.
        case kept
    }

    /// What separates fields.
    public var delimiter = Delimiter.comma
    /// Whether the first line names the columns; where not, they are called 1, 2, 3 and so on.
    public var hasHeader = true
    /// The columns that features are made of; nil for all but the target.
    public var columns: [String]?
    /// Columns that are not read.
    public var ignored: [String] = []
    /// Columns of names: each becomes a feature `column=name` for every name, which is 1 in rows of that name and
    /// otherwise 0.
    public var categorical: [String] = []
    /// What is done about missing values.
    public var missing = Missing.refused

    /// Commas, a header, all columns, all of numbers, none missing.
    public init() {}
}
