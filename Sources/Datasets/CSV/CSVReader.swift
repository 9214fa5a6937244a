public import NUMA

/// Reads CSV files.
///
/// The first line names the columns, where there is a header. Fields are separated by a delimiter and may be quoted, lines end with LF or CRLF, a
/// UTF-8 byte order mark and blank lines at the end are skipped, and spaces around a field are allowed.
/// Source: https://www.rfc-editor.org/rfc/rfc4180
///
/// A number is read as the nearest `Float`; infinity is an error. A class or category may have any name.
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
        csv: CSVOptions = CSVOptions(),
        targets: FileRows.TargetKind = .number, workers: Workers
    ) throws(DataError) -> ColumnTable {
        try read(DataFile(path), columns, options, csv, targets, leavesNumbers: false, workers).rows.table
    }

    /// Reads the file at `path`, as `read` does.
    /// - Parameter areLeftInFile: whether numbers stay there, to be read again whenever they are asked for, where the file
    ///   is neither a pipe nor compressed.
    static func rows(
        of path: String, columns: ColumnChoice, options: ColumnOptions, csv: CSVOptions, targets: FileRows.TargetKind,
        areLeftInFile: Bool,
        workers: Workers
    ) throws(DataError) -> FileRows {
        let file = try DataFile(path)
        let leavesNumbers = areLeftInFile && file.isMapped
        let (rows, layout) = try read(file, columns, options, csv, targets, leavesNumbers: leavesNumbers, workers)
        guard leavesNumbers, let file = try file.unmapped() else { return try FileRows(rows.table) }
        return try FileRows(
            rows.table, numbers: CSVMatrix(file, rows.places, layout, separator: csv.delimiter))
    }

    private static func read(
        _ file: DataFile, _ columns: ColumnChoice, _ options: ColumnOptions, _ csv: CSVOptions,
        _ targets: FileRows.TargetKind,
        leavesNumbers: Bool, _ workers: Workers
    ) throws(DataError) -> (rows: CSVRows, layout: ColumnLayout) {
        try file.reading { () throws(DataError) in
            try file.withBytes { (bytes) throws(DataError) in
                var (scanner, layout) = try begin(bytes, of: file.path, columns, options, csv)
                let place = leavesNumbers ? file : nil
                var rows = scanner.rowsOfChunks(
                    layout, targets, missing: options.missing, leavingNumbersIn: place, workers)
                if rows == nil {
                    try scanner.checkText(0..<bytes.count, releasing: place)
                    rows = try scanner.rows(layout, targets, missing: options.missing, leavingNumbersIn: place)
                }
                guard let rows else { preconditionFailure("no rows, and no mistake") }
                try check(rowCount: rows.table.rowCount, droppedCount: rows.table.droppedRowCount, file: file.path)
                return (rows, layout)
            }
        }
    }

    /// A scanner at the first row, and what the columns are read as.
    private static func begin(
        _ bytes: UnsafeRawBufferPointer, of path: String, _ columns: ColumnChoice, _ options: ColumnOptions,
        _ csv: CSVOptions
    ) throws(DataError) -> (CSVScanner, ColumnLayout) {
        var scanner = try CSVScanner(bytes: bytes, file: path, separator: csv.delimiter)
        let names = try scanner.columnNames(hasHeader: csv.hasHeader)
        return (scanner, try ColumnLayout(columns, options, names: names, headerLine: scanner.headerLine, file: path))
    }

    /// Reads rows some at a time: memory does not grow with the file.
    /// - Parameters:
    ///   - count: rows of each piece but the last, at least 1.
    ///   - body: takes a piece of the rows, at least one.
    static func forEachPiece(
        of path: String, rowCount count: Int, columns: ColumnChoice, options: ColumnOptions, csv: CSVOptions,
        targets: FileRows.TargetKind, _ body: (ColumnTable) throws -> Void
    ) throws {
        let file = try DataFile(path)
        try file.withBytes { bytes in
            var (scanner, layout) = try file.reading { () throws(DataError) in
                let begin = try begin(bytes, of: path, columns, options, csv)
                try begin.0.checkText(0..<bytes.count)
                return begin
            }
            var (rowCount, droppedCount) = (0, 0)
            while true {
                var table = try file.reading { () throws(DataError) in
                    try scanner.rows(layout, targets, missing: options.missing, atMost: count).table
                }
                table.firstRow = rowCount
                rowCount += table.rowCount
                droppedCount += table.droppedRowCount
                if table.rowCount > 0 { try body(table) }
                if table.rowCount < count { break }
            }
            try check(rowCount: rowCount, droppedCount: droppedCount, file: path)
        }
    }

    private static func check(rowCount: Int, droppedCount: Int, file: String) throws(DataError) {
        guard rowCount == 0 else { return }
        let found = droppedCount > 0 ? "no row without a missing value" : "no rows below the header"
        throw DataError(file: file, found: found, expected: "at least one")
    }
}
