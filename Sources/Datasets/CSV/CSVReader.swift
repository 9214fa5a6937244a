public import NUMA

/// Reads CSV files.
///
/// The first line names the columns, where there is a header; a column without a name is called by its number. Fields are
/// separated by a delimiter and may be quoted, lines end with LF or CRLF and may all end with a delimiter, and spaces around
/// a field are allowed. A UTF-8 byte order mark, a line `sep=;`, blank lines and comments are skipped. A comment is a line
/// that begins with a `#`; before the header the last one may be the header itself, and in a file that begins with a column
/// of names a line with as many fields as there are columns is a row.
/// Source: https://www.rfc-editor.org/rfc/rfc4180
///
/// A number is read as the nearest `Float`; true and yes are 1, false and no are 0; infinity is an error. A class or
/// category may have any name. What stands for a missing value, `CSVOptions.missingWords` says.
public enum CSVReader {
    /// Reads the file at `path`, which may also be a pipe.
    ///
    /// - Parameters:
    ///   - path: A file that nothing shortens while it is read.
    ///   - columns: Which columns to read, and as what.
    ///   - options: What the user says of them.
    ///   - csv: How the text is written.
    ///   - targets: What the target column holds.
    ///   - workers: The threads that read.
    /// - Throws: `DataError` where the file cannot be read, has no rows, lacks a column that is asked for, or has a row
    ///   that is not as the header says.
    public static func read(
        _ path: String, columns: ColumnChoice = .all, options: ColumnOptions = ColumnOptions(),
        csv: CSVDialect = CSVDialect(),
        targets: FileRows.TargetKind = .number, workers: Workers
    ) throws(DataError) -> ColumnTable {
        try read(DataFile(path), columns, options, csv, targets, leavesNumbers: false, workers).rows.table
    }

    /// Reads the file at `path`, as `read` does; where numbers stay there, also the matrix that reads them again; and how it is written.
    /// - Parameter areLeftInFile: whether numbers stay there, to be read again whenever they are asked for, where the file
    ///   is neither a pipe nor compressed.
    static func table(
        of path: String, columns: ColumnChoice, options: ColumnOptions, csv: CSVDialect, targets: FileRows.TargetKind,
        areLeftInFile: Bool,
        workers: Workers
    ) throws(DataError) -> (table: ColumnTable, numbers: (any FeatureMatrix)?, written: CSVOptions) {
        let file = try DataFile(path)
        let leavesNumbers = areLeftInFile && file.isMapped
        let (rows, layout, form) = try read(file, columns, options, csv, targets, leavesNumbers: leavesNumbers, workers)
        var numbers: CSVMatrix?
        if leavesNumbers, let file = try file.unmapped() { numbers = CSVMatrix(file, rows.places, layout, form: form) }
        return (rows.table, numbers, form.options)
    }

    private static func read(
        _ file: DataFile, _ columns: ColumnChoice, _ options: ColumnOptions, _ csv: CSVDialect,
        _ targets: FileRows.TargetKind,
        leavesNumbers: Bool, _ workers: Workers
    ) throws(DataError) -> (rows: CSVRows, layout: ColumnLayout, form: CSVForm) {
        try file.reading { () throws(DataError) in
            try file.withBytes { (bytes) throws(DataError) in
                var (scanner, layout) = try begin(bytes, of: file.path, columns, options, csv, targets)
                let place = leavesNumbers ? file : nil
                var rows = scanner.rowsOfChunks(
                    layout, targets, missing: options.missing, leavingNumbersIn: place, workers)
                if rows == nil {
                    try scanner.checkText(0..<bytes.count, releasing: place)
                    rows = try scanner.rows(layout, targets, missing: options.missing, leavingNumbersIn: place)
                }
                guard let rows else { preconditionFailure("no rows, and no mistake") }
                try rows.table.checkRows("below the header")
                return (rows, layout, scanner.form)
            }
        }
    }

    /// A scanner at the first row, and what the columns are read as.
    private static func begin(
        _ bytes: UnsafeRawBufferPointer, of path: String, _ columns: ColumnChoice, _ options: ColumnOptions,
        _ csv: CSVDialect, _ targets: FileRows.TargetKind
    ) throws(DataError) -> (CSVScanner, ColumnLayout) {
        var scanner = try CSVScanner(bytes: bytes, file: path, dialect: csv)
        let names = try scanner.columnNames()
        var layout = try ColumnLayout(columns, options, names: names, headerLine: scanner.headerLine, file: path)
        layout.chooseOrigins(options.originsOfFile) { scanner.originSample($0, targets, missing: options.missing) }
        return (scanner, layout)
    }

    /// Reads rows some at a time: memory does not grow with the file.
    /// - Parameters:
    ///   - count: rows of each piece but the last, at least 1.
    ///   - body: takes a piece of the rows; of the last one all rows may have been left out.
    static func forEachPiece(
        of path: String, rowCount count: Int, columns: ColumnChoice, options: ColumnOptions, csv: CSVDialect,
        targets: FileRows.TargetKind, _ body: (ColumnTable) throws -> Void
    ) throws {
        let file = try DataFile(path)
        try file.withBytes { bytes in
            var (scanner, layout) = try file.reading { () throws(DataError) in
                let begin = try begin(bytes, of: path, columns, options, csv, targets)
                try begin.0.checkText(0..<bytes.count)
                return begin
            }
            var all: ColumnTable?
            while true {
                var table = try file.reading { () throws(DataError) in
                    try scanner.rows(layout, targets, missing: options.missing, atMost: count).table
                }
                table.firstRow = all?.rowCount ?? 0
                if all == nil { all = table.withoutRows() } else { all?.count(table) }
                if table.hasFoundRows { try body(table) }
                if table.rowCount < count { break }
            }
            try all?.checkRows("below the header")
        }
    }
}
