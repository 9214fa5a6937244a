/// How the text of one CSV file is written, and what of it is not rows.
struct CSVForm: Sendable {
    let options: CSVOptions
    let missing: MissingWords
    /// Where the header begins, or the first row where there is none.
    var start = 0
    /// The line of that, the first of the file being 1.
    var startLine = 1
    /// Whether delimiters may stand behind the last field of a line.
    var mayEndWithDelimiter = false
    /// Whether rows begin with names of their own, for which the header has none, as R writes them.
    var hasRowNames = false
    /// Whether the first column has names, so that a row may begin with a `#`.
    var beginsWithNames = false

    init(_ options: CSVOptions) {
        self.options = options
        missing = MissingWords(options.missingWords, decimal: options.decimal)
    }
}
