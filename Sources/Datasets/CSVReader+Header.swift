import Files

extension CSVReader {
    /// The names of a file's columns, in order.
    /// - Throws: `DataError` where the file cannot be read, or has no header.
    public static func columnNames(of path: String) throws(DataError) -> [String] {
        let file: FileContent
        do {
            file = try FileContent(reading: path)
        } catch {
            throw DataError(error)
        }
        return try file.withBytes { (bytes) throws(DataError) in
            var scanner = try CSVScanner(bytes: bytes, file: path)
            return try scanner.header()
        }
    }
}
