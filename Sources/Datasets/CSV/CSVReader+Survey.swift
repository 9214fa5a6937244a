import NUMA

extension CSVReader {
    /// Looks at every row of a file, and finds out how it is written.
    /// - Parameters:
    ///   - named: places of columns whose numbers are names too.
    ///   - counted: places of columns whose different numbers are counted.
    /// - Throws: `DataError` where the file cannot be read, has no rows, or has a row that is not as the header says.
    static func survey(
        _ path: String, named: Set<Int>, counting counted: Set<Int>, csv: CSVDialect, _ workers: Workers
    ) throws(DataError) -> (columns: [ColumnSurvey], csv: CSVOptions) {
        let file = try DataFile(path)
        return try file.reading { () throws(DataError) in
            try file.withBytes { (bytes) throws(DataError) in
                var scanner = try CSVScanner(bytes: bytes, file: path, dialect: csv)
                let names = try scanner.columnNames()
                let columns = try scanner.survey(names, named: named, counting: counted, workers)
                guard columns[0].rowCount > 0 else {
                    throw DataError(file: path, found: "no rows below the header", expected: "at least one")
                }
                return (columns, scanner.form.options)
            }
        }
    }
}
