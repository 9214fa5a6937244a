/// How the text of a CSV file is written.
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

    /// What separates fields.
    public var delimiter = Delimiter.comma
    /// Whether the first line names the columns; if not, they are called 1, 2, 3 and so on.
    public var hasHeader = true

    /// Commas and a header.
    public init() {}
}
