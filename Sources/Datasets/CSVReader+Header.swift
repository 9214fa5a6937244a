extension CSVReader {
    /// The names of a file's columns, in order.
    /// - Throws: `DataError` where the file cannot be read, or has no header.
    public static func columnNames(of path: String) throws(DataError) -> [String] {
        try DataFile(path).withBytes { (bytes) throws(DataError) in
            var scanner = try CSVScanner(bytes: bytes, file: path, separator: CSVOptions().delimiter)
            return try scanner.header()
        }
    }
}
