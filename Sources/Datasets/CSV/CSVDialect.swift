/// What is said of how the text of a CSV file is written; the rest is found out from the file.
public struct CSVDialect: Hashable, Sendable {
    /// What separates fields; nil to find it out.
    public var delimiter: CSVOptions.Delimiter?
    /// Whether the first line names the columns; nil to find it out.
    public var hasHeader: Bool?
    /// What stands before the fraction of a number; nil to find it out.
    public var decimal: CSVOptions.DecimalMark?
    /// The words that stand for a missing value.
    public var missingWords = CSVOptions.defaultMissingWords
    /// How a file of the same kind was written, which decides where this one can be read in several ways; nil for commas, a
    /// header and decimal points.
    public var preferred: CSVOptions?

    /// Nothing is said: all is to be found out.
    public init() {}

    /// All is said, as options have it.
    public init(_ options: CSVOptions) {
        delimiter = options.delimiter
        hasHeader = options.hasHeader
        decimal = options.decimal
        missingWords = options.missingWords
    }

    /// How the file at a path is written, as its first lines show.
    /// - Throws: `DataError` where the file cannot be read or is empty, or could be read in two ways.
    public func options(of path: String) throws(DataError) -> CSVOptions {
        try DataFile(path).withBytes { (bytes) throws(DataError) in
            try CSVScanner(bytes: bytes, file: path, dialect: self).form.options
        }
    }
}
