public import Datasets

extension Schema.Data.File {
    /// What is for tables alone: files with columns.
    public enum CSV {
        static let keys = [
            header.entry, columns.entry, drop.entry, categorical.entry, missing.entry, delimiter.entry,
        ]

        /// Whether the first line names the columns.
        public static let header: Schema.Key<Bool> = .boolean(
            "data.file.header", default: true, "the first line names the columns (CSV); else they are 1, 2, 3, …")
        /// The columns that features are made of.
        public static let columns: Schema.Key<[String]?> = .optionalTexts(
            "data.file.columns", example: ["size", "rooms"], "columns to take (\(tables)); all where not given")
        /// Columns that are not read.
        public static let drop: Schema.Key<[String]?> = .optionalTexts(
            "data.file.drop", example: ["id"], "columns to leave out (\(tables))")
        /// Columns of names.
        public static let categorical: Schema.Key<[String]?> = .optionalTexts(
            "data.file.categorical", example: ["city"], "columns of names (\(tables)): a feature for each name, 0 or 1")
        /// What is done where a number is missing.
        public static let missing: Schema.Key<Schema.Missing> = .choice(
            "data.file.missing", default: .error, "empty, NA or NaN (\(tables)): refused, row dropped, mean")
        /// What separates fields.
        public static let delimiter: Schema.Key<Schema.Delimiter> = .choice(
            "data.file.delimiter", default: .comma, "what separates fields (CSV)")
    }
}

extension Schema {
    /// What is done where a number is missing.
    public enum Missing: String, Choice {
        /// The file is refused.
        case error
        /// The row is left out.
        case drop
        /// The mean of the training rows takes its place.
        case mean
    }

    /// What separates the fields of a CSV file.
    public enum Delimiter: String, Choice {
        /// `,`
        case comma
        /// `;`
        case semicolon
        /// U+0009
        case tab
        /// `|`
        case pipe

        /// The character.
        public var character: CSVOptions.Delimiter {
            switch self {
            case .comma: .comma
            case .semicolon: .semicolon
            case .tab: .tab
            case .pipe: .pipe
            }
        }
    }
}
