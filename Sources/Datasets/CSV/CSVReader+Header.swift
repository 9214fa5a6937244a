extension CSVReader {
    /// The names of a file's columns, in order.
    /// - Throws: `DataError` where the file cannot be read, or has no header.
    public static func columnNames(
        of path: String, csv: CSVOptions = CSVOptions()
    ) throws(DataError) -> [String] {
        try DataFile(path).withBytes { (bytes) throws(DataError) in
            var scanner = try CSVScanner(bytes: bytes, file: path, separator: csv.delimiter)
            return try scanner.columnNames(hasHeader: csv.hasHeader)
        }
    }

    /// The rows that a file begins with.
    /// - Throws: `DataError` where the file cannot be read, or has no header, or one of these rows is not as that says.
    static func firstRows(
        _ count: Int, of path: String, options: ColumnOptions, csv: CSVOptions
    ) throws(DataError) -> ColumnTable {
        try DataFile(path).withBytes { (bytes) throws(DataError) in
            var scanner = try CSVScanner(bytes: bytes, file: path, separator: csv.delimiter)
            let names = try scanner.columnNames(hasHeader: csv.hasHeader)
            let layout = try ColumnLayout(.all, options, names: names, headerLine: scanner.headerLine, file: path)
            return try scanner.rows(layout, .number, missing: options.missing, atMost: count).table
        }
    }
}
