extension CSVReader {
    /// The names of a file's columns, in order.
    /// - Throws: `DataError` where the file cannot be read, or has no header.
    public static func columnNames(
        of path: String, options: CSVOptions = CSVOptions()
    ) throws(DataError) -> [String] {
        try DataFile(path).withBytes { (bytes) throws(DataError) in
            var scanner = try CSVScanner(bytes: bytes, file: path, separator: options.delimiter)
            return try scanner.columnNames(hasHeader: options.hasHeader)
        }
    }

    /// The rows that a file begins with.
    /// - Throws: `DataError` where the file cannot be read, or has no header, or one of these rows is not as that says.
    static func firstRows(_ count: Int, of path: String, options: CSVOptions) throws(DataError) -> CSVTable {
        try DataFile(path).withBytes { (bytes) throws(DataError) in
            var scanner = try CSVScanner(bytes: bytes, file: path, separator: options.delimiter)
            let names = try scanner.columnNames(hasHeader: options.hasHeader)
            let layout = try CSVLayout(.all, options, names: names, headerLine: scanner.headerLine, file: path)
            return try scanner.rows(layout, .number, missing: options.missing, atMost: count)
        }
    }
}
