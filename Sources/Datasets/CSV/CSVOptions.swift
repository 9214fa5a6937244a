import Files
public import Vocabulary

/// How the text of a CSV file is written.
public struct CSVOptions: Hashable, Sendable, CustomStringConvertible {
    /// What separates fields.
    public enum Delimiter: String, Term {
        /// `,`
        case comma
        /// `;`
        case semicolon
        /// U+0009
        case tab
        /// `|`
        case pipe
        /// Runs of blanks, spaces and tabs; those that begin or end a line separate nothing.
        case space

        /// The character; of blanks the space.
        package var byte: UInt8 {
            switch self {
            case .comma: UInt8(ascii: ",")
            case .semicolon: UInt8(ascii: ";")
            case .tab: UInt8(ascii: "\t")
            case .pipe: UInt8(ascii: "|")
            case .space: UInt8(ascii: " ")
            }
        }
    }

    /// What stands between the whole part of a number and its fraction. The other one may group the digits of the whole
    /// part by threes.
    public enum DecimalMark: String, Term {
        /// `.`, as in 1.5 and 1,234.5
        case point
        /// `,`, as in 1,5 and 1.234,5
        case comma

        /// The character.
        package var byte: UInt8 { UInt8(ascii: self == .point ? "." : ",") }

        /// The character that groups digits.
        var group: UInt8 { UInt8(ascii: self == .point ? "," : ".") }
    }

    /// The words that stand for a missing value where nothing else is said.
    public static let defaultMissingWords = ["NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "?", "-"]

    /// What separates fields.
    public var delimiter = Delimiter.comma
    /// Whether the first line names the columns; if not, they are called 1, 2, 3 and so on.
    public var hasHeader = true
    /// What stands before the fraction of a number.
    public var decimal = DecimalMark.point
    /// The words that stand for a missing value, as an empty field does: in columns of numbers whatever their case, in
    /// columns of names as they are written here, and not in quotes.
    public var missingWords = defaultMissingWords

    /// Commas, a header, decimal points and the usual words.
    public init() {}

    /// What `words` gave.
    /// - Parameter words: names and values of `words`; what is not among them is as `init()` says.
    /// - Returns: nil where one is not of that kind.
    public init?(words: [String: String]) {
        self.init()
        if let word = words[Word.delimiter] {
            guard let delimiter = Delimiter(rawValue: word) else { return nil }
            self.delimiter = delimiter
        }
        if let word = words[Word.header] {
            guard let hasHeader = Bool(word) else { return nil }
            self.hasHeader = hasHeader
        }
        if let word = words[Word.decimal] {
            guard let decimal = DecimalMark(rawValue: word) else { return nil }
            self.decimal = decimal
        }
        if let list = words[Word.missingWords] {
            guard let words = JSONNames.names(list) else { return nil }
            missingWords = words
        }
    }

    /// The options in words, to be kept: `delimiter`, `header`, `decimal`, and `missing_words`, a JSON array.
    public var words: [String: String] {
        [
            Word.delimiter: delimiter.rawValue, Word.header: "\(hasHeader)", Word.decimal: decimal.rawValue,
            Word.missingWords: JSONNames.text(missingWords),
        ]
    }

    private enum Word {
        static let (delimiter, header, decimal, missingWords) = ("delimiter", "header", "decimal", "missing_words")
    }

    /// One line for people, such as `separated by semicolons, without a header, with decimal commas`.
    public var description: String {
        let separators =
            switch delimiter {
            case .comma, .semicolon, .tab, .pipe: "\(delimiter)s"
            case .space: "blanks"
            }
        return "separated by \(separators), \(hasHeader ? "with" : "without") a header"
            + (decimal == .comma ? ", with decimal commas" : "")
    }
}
