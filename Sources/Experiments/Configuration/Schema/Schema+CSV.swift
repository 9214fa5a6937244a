public import Datasets

extension Schema.Data.File {
    /// What is for tables alone: files with columns.
    public enum CSV {
        static let keys = [
            header.entry, columns.entry, drop.entry, categorical.entry, hash.entry, interactions.entry, missing.entry,
            unknown.entry,
            missingWords.entry,
            delimiter.entry, decimal.entry,
        ]

        /// Whether the first line names the columns.
        public static let header: Schema.Key<Schema.Header> = .choice(
            "data.file.header", default: .auto,
            "the first line names columns (CSV); else 1, 2, 3, …")
        /// The columns that features are made of.
        public static let columns: Schema.Key<[String]?> = .optionalTexts(
            "data.file.columns", example: ["size", "rooms"], "columns to take (\(tables)); all where not given")
        /// Columns that are not read.
        public static let drop: Schema.Key<[String]?> = .optionalTexts(
            "data.file.drop", example: ["id"], "columns to leave out (\(tables))")
        /// Columns of names.
        public static let categorical: Schema.Key<[String]?> = .optionalTexts(
            "data.file.categorical", example: ["city"], "columns of names (\(tables)): a feature for each name, 0 or 1")
        /// The columns whose names share features.
        public static let hash: Schema.Key<NamedCounts?> = .optionalCounts(
            "data.file.hash", in: 1...ColumnEncoding.mostHashed, example: NamedCounts(["a": 4096]),
            "columns of names (\(tables)), hashed into so many features")
        /// The pairs of columns.
        public static let interactions: Schema.Key<[[String]]?> = .optionalPairs(
            "data.file.interactions", example: [["a", "b"]],
            "pairs of columns (\(tables)), whose products are features too")
        /// What is done where a number is missing.
        public static let missing: Schema.Key<Schema.Missing> = .choice(
            "data.file.missing", default: .error,
            "a missing feature (\(tables)); mean: names get their own")
        /// What is done about names that no row to train on had.
        public static let unknown: Schema.Key<Schema.Unknown> = .choice(
            "data.file.unknown", default: .error,
            "a name that training never saw (\(tables))")
        /// The words that stand for a missing value.
        public static let missingWords: Schema.Key<[String]?> = .optionalTexts(
            "data.file.missing_words", example: ["-999"],
            "stand for missing, as nothing does (CSV); else NA, N/A, NaN, null, None, ?, -")
        /// What separates fields.
        public static let delimiter: Schema.Key<AutoOr<CSVOptions.Delimiter>> = .choice(
            "data.file.delimiter", default: .auto, "between fields (CSV); space: blanks")
        /// What stands before the fraction of a number.
        public static let decimal: Schema.Key<AutoOr<CSVOptions.DecimalMark>> = .choice(
            "data.file.decimal", default: .auto, "what stands before a fraction (CSV): 1.5 or 1,5")
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

    /// What is done about a name that no row to train on had.
    public enum Unknown: String, Choice {
        /// The file is refused; all names of the file to train on are known.
        case error
        /// No feature of its column is 1.
        case ignore
    }

    /// Whether the first line of a CSV file names its columns.
    public enum Header: String, Choice {
        /// As the first lines show.
        case auto
        /// It does.
        case given = "true"
        /// It is a row.
        case absent = "false"

        /// What is said; nil for `auto`.
        public var said: Bool? { Bool(rawValue) }
    }
}

extension CSVOptions.Delimiter: Choice {}
extension CSVOptions.DecimalMark: Choice {}
