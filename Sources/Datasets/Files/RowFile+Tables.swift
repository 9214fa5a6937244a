import Files
import NUMA

/// Rows of tables.
extension RowFile {
    /// Reads the tables of all files, one after the other.
    func readTables(
        _ kind: FileRows.TargetKind?, _ names: FeatureNames?, _ areLeftInFile: Bool, _ workers: Workers
    ) throws(DataError) -> FileRows {
        let own = targetsPath == nil ? kind : nil
        var options = columnOptions(kind)
        var whole: ColumnTable?
        var csv = csv
        var written: CSVOptions?
        var matrices: [any FeatureMatrix] = []
        for path in paths {
            let table: ColumnTable
            let numbers: (any FeatureMatrix)?
            if format == .parquet {
                (table, numbers) = try ParquetReader.table(
                    of: path, columns: choice(own, names), options: options, targets: own ?? .number,
                    areLeftInFile: areLeftInFile, workers: workers)
            } else {
                (table, numbers, csv.preferred) = try explaining(path) { () throws(DataError) in
                    try CSVReader.table(
                        of: path, columns: choice(own, names), options: options, csv: csv, targets: own ?? .number,
                        areLeftInFile: areLeftInFile, workers: workers)
                }
                written = written ?? csv.preferred
            }
            if whole == nil { whole = table } else { whole?.append(file: table) }
            options.first = options.first ?? table.layout
            if paths.count > 1 || numbers != nil {
                matrices.append(numbers ?? BlockMatrix(table.numberRows, rowCount: table.rowCount))
            }
        }
        guard let whole else { preconditionFailure("no file") }
        var rows = try FileRows(whole, numbers: matrices.count > 1 ? JoinedMatrix(matrices) : matrices.first)
        rows.csv = written
        return rows
    }

    /// Reads the only column that is asked for.
    func readColumn(_ workers: Workers) throws(DataError) -> ColumnTable {
        if format == .parquet {
            return try ParquetReader.table(
                of: path, columns: .all, options: columns, targets: .number, areLeftInFile: false, workers: workers
            ).table
        }
        return try explaining(path) { () throws(DataError) in
            try CSVReader.table(
                of: path, columns: .all, options: columns, csv: csv, targets: .number, areLeftInFile: false,
                workers: workers
            ).table
        }
    }

    /// Reads a CSV file, and says of one that cannot be read what else it is, where that is known.
    func explaining<Result>(
        _ path: String, _ read: () throws(DataError) -> Result
    ) throws(DataError) -> Result {
        do {
            return try read()
        } catch {
            throw ForeignFormat.explanation(of: error, path)
        }
    }

    /// Reads the rows of a table, some at a time.
    /// - Parameters:
    ///   - count: rows of each piece but the last of each file, at least 1.
    ///   - body: takes a piece of the rows; of the last one all may have been left out.
    func forEachTable(
        ofRows count: Int, _ columns: ColumnChoice, _ options: ColumnOptions, _ kind: FileRows.TargetKind,
        _ workers: Workers, _ body: (ColumnTable) throws -> Void
    ) throws {
        var (options, csv) = (options, csv)
        if format == .csv, paths.count > 1 { csv.preferred = try csv.options(of: paths[0]) }
        for path in paths {
            var layout: ColumnLayout?
            func pass(_ piece: ColumnTable) throws {
                layout = layout ?? piece.layout
                try body(piece)
            }
            switch format {
            case .parquet:
                try ParquetReader.forEachPiece(
                    of: path, rowCount: count, columns: columns, options: options, targets: kind, workers: workers, pass
                )
            default:
                do {
                    try CSVReader.forEachPiece(
                        of: path, rowCount: count, columns: columns, options: options, csv: csv, targets: kind, pass)
                } catch let error as DataError {
                    throw ForeignFormat.explanation(of: error, path)
                }
            }
            options.first = options.first ?? layout
        }
    }

    /// The names of a table's columns, in order.
    /// - Throws: `DataError` where the file cannot be read, or does not name its columns.
    public func columnNames() throws(DataError) -> [String] {
        try holdPipe()
        return switch format {
        case .csv:
            try explaining(paths[0]) { () throws(DataError) in try CSVReader.columnNames(of: paths[0], csv: csv) }
        case .parquet: try ParquetReader.columnNames(of: paths[0])
        case .npy, .npz, .idx, .safetensors, .libsvm: preconditionFailure("\(format) is no table")
        }
    }

    /// The columns to read for rows with such targets and features.
    func choice(_ kind: FileRows.TargetKind?, _ names: FeatureNames?) -> ColumnChoice {
        let target = kind == nil ? nil : target
        return switch names {
        case .named(let names): .features(names, target: target)
        case .numbered(let count): .numbered(count: count, target: target)
        case nil: target.map { .target($0) } ?? .all
        }
    }

    /// What is taken from the columns; without weights where targets are not asked for either.
    func columnOptions(_ kind: FileRows.TargetKind?) -> ColumnOptions {
        var options = columns
        options.weight = kind == nil ? nil : weight
        options.isWeightOptional = isWeightOptional
        options.group = group
        return options
    }
}
