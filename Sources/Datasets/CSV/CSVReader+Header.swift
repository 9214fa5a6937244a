extension CSVReader {
    /// The names of a file's columns, in order.
    /// - Throws: `DataError` where the file cannot be read, or has no header.
    public static func columnNames(
        of path: String, csv: CSVDialect = CSVDialect()
    ) throws(DataError) -> [String] {
        try DataFile(path).withBytes { (bytes) throws(DataError) in
            var scanner = try CSVScanner(bytes: bytes, file: path, dialect: csv)
            return try scanner.columnNames()
        }
    }

    /// The rows that a file begins with, and how it is written.
    /// - Throws: `DataError` where the file cannot be read, or has no header, or one of these rows is not as that says.
    static func firstRows(
        _ count: Int, of path: String, options: ColumnOptions, csv: CSVDialect
    ) throws(DataError) -> (ColumnTable, CSVOptions) {
        try DataFile(path).withBytes { (bytes) throws(DataError) in
            var scanner = try CSVScanner(bytes: bytes, file: path, dialect: csv)
            let names = try scanner.columnNames()
            let layout = try ColumnLayout(.all, options, names: names, headerLine: scanner.headerLine, file: path)
            let table = try scanner.rows(layout, .number, missing: options.missing, atMost: count).table
            return (table, scanner.form.options)
        }
    }
}
