import Files
import NUMA
import Parquet

/// Reads Parquet files as tables.
///
/// Columns of numbers, booleans, dates and times are numbers, as `ParquetFile` says, and each is the nearest `Float`; texts
/// are names. A row has no value where the file has a null, a number that is NaN, or a blank text.
enum ParquetReader {
    /// Opens a file, decompressed where it is compressed.
    static func open(_ path: String) throws(DataError) -> ParquetFile {
        do {
            let limit = AvailableMemory.bytes() ?? .max
            guard PipeContents.isPipe(path) else {
                return try ParquetFile(FileContent(decompressing: path, limit: limit))
            }
            let content = try PipeContents.content(of: path, limit: limit)
            let copy = content.bytes.withBytes { Array($0) }
            return try ParquetFile(FileContent(path: path, copying: copy))
        } catch {
            throw DataError(error)
        }
    }

    /// The names of a file's columns, in order.
    static func columnNames(of path: String) throws(DataError) -> [String] {
        let file = try open(path)
        try checkNames(of: file)
        return file.columns.map(\.name)
    }

    /// The names of the columns of texts.
    static func textColumns(of path: String) throws(DataError) -> [String] {
        try open(path).columns.filter { $0.content == .names }.map(\.name)
    }

    /// The columns that hold neither numbers nor names, and what they hold.
    static func unreadableColumns(of file: ParquetFile) -> [(name: String, found: String)] {
        file.columns.compactMap { column in
            if case .unsupported(let found, _) = column.content { (column.name, found) } else { nil }
        }
    }

    static func checkNames(of file: ParquetFile) throws(DataError) {
        var seen: Set<String> = []
        for (index, column) in file.columns.enumerated() {
            guard !column.name.isEmpty else {
                throw DataError(file: file.path, found: "no name for column \(index + 1)", expected: "a name")
            }
            guard seen.insert(column.name).inserted else {
                throw DataError(
                    file: file.path, found: "column \(OneLine.quoted(column.name)) twice", expected: "unique names")
            }
        }
    }

    /// Reads all rows; where numbers stay in the file, also the matrix that reads them again.
    /// - Parameters:
    ///   - columns: which columns to read, and as what.
    ///   - options: what the user says of them.
    ///   - targets: what the target column holds.
    ///   - areLeftInFile: whether numbers stay in the file: its row groups are decoded when their rows are asked for.
    static func table(
        of path: String, columns: ColumnChoice, options: ColumnOptions, targets: FileRows.TargetKind,
        areLeftInFile: Bool, workers: Workers
    ) throws(DataError) -> (table: ColumnTable, numbers: (any FeatureMatrix)?) {
        var reading = try ParquetColumns(
            open(path), columns, options, targets: targets, keepsNumbers: !areLeftInFile)
        var table = reading.emptyTable
        var kept: [Int]?
        var batches = ParquetBatches(reading)
        while let batch = try batches.next(workers) {
            if batch.firstRow == 0 {
                reading.chooseOrigins(options.originsOfFile, by: batch.table)
                table = reading.emptyTable
            }
            let rows = try ParquetRows(0..<batch.table.rowCount, of: batch, reading, workers)
            if kept == nil, rows.kept != nil { kept = Array(0..<table.rowCount) }
            kept? += (rows.kept ?? Array(0..<batch.table.rowCount)).map { batch.firstRow + $0 }
            table.append(contentsOf: rows.table)
        }
        try table.checkRows("in the file")
        guard areLeftInFile else { return (table, nil) }
        return (table, ParquetMatrix(reading, kept: kept, rowCount: table.rowCount))
    }

    /// Reads rows some at a time: no more than some row groups are in memory.
    /// - Parameters:
    ///   - count: rows of each piece but the last, at least 1.
    ///   - body: takes a piece of the rows; of the last one all rows may have been left out.
    static func forEachPiece(
        of path: String, rowCount count: Int, columns: ColumnChoice, options: ColumnOptions,
        targets: FileRows.TargetKind, workers: Workers, _ body: (ColumnTable) throws -> Void
    ) throws {
        var reading = try ParquetColumns(open(path), columns, options, targets: targets, keepsNumbers: true)
        var (piece, all) = (reading.emptyTable, reading.emptyTable.withoutRows())
        func pass() throws {
            piece.firstRow = all.rowCount
            all.count(piece)
            if piece.hasFoundRows { try body(piece) }
            piece = reading.emptyTable
        }
        var batches = ParquetBatches(reading)
        while let batch = try batches.next(workers) {
            if batch.firstRow == 0 {
                reading.chooseOrigins(options.originsOfFile, by: batch.table)
                piece = reading.emptyTable
            }
            var start = 0
            while start < batch.table.rowCount {
                let end = min(start + count - piece.rowCount, batch.table.rowCount)
                piece.append(contentsOf: try ParquetRows(start..<end, of: batch, reading, workers).table)
                start = end
                if piece.rowCount == count { try pass() }
            }
        }
        try pass()
        try all.checkRows("in the file")
    }
}
