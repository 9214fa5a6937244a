import Files
public import NUMA

extension RowFile {
    /// Reads all rows.
    ///
    /// - Parameters:
    ///   - kind: What is read as the target; nil for rows without one.
    ///   - names: The features that the rows must have; nil for those that the file has.
    ///   - areLeftInFile: Whether features take no memory, but are read again whenever they are asked for; of a format
    ///     whose rows can be left in the file, not compressed. A CSV file's are kept all the same where it is a pipe or
    ///     compressed.
    ///   - workers: The threads that read.
    /// - Throws: `DataError` where the file cannot be read or is not as its format says, has no rows, or lacks what is
    ///   asked for.
    public func read(
        targets kind: FileRows.TargetKind?, features names: FeatureNames? = nil, areLeftInFile: Bool = false,
        workers: Workers
    ) throws(DataError) -> FileRows {
        try holdPipe()
        try checkTargets(kind)
        try checkColumns()
        var rows =
            switch format {
            case .csv, .parquet: try readTables(kind, names, areLeftInFile, workers)
            case .libsvm: try readLIBSVM(kind, names, workers)
            case .npy, .npz, .idx, .safetensors: try readAllArrays(kind, names, areLeftInFile, workers)
            }
        if let kind {
            try addTargets(kind, to: &rows, workers)
            try checkTargetRange(of: rows)
            try addWeights(to: &rows, workers)
        }
        try addGroups(to: &rows, workers)
        return rows
    }

    /// Reads LIBSVM files, one after the other.
    private func readLIBSVM(
        _ kind: FileRows.TargetKind?, _ names: FeatureNames?, _ workers: Workers
    ) throws(DataError) -> FileRows {
        var parts: [FileRows] = []
        try forEachLIBSVM(kind, names, workers) { (file, origins) throws(DataError) in
            let rows = try file.rows(named: names, origins: origins)
            parts.append(rows)
            return rows.origins
        }
        return FileRows(joining: parts, named: names)
    }

    /// Lends each LIBSVM file to `body`, once its first reading is done.
    /// - Parameter body: takes a file and which origins its numbers are counted from; returns those that were chosen.
    func forEachLIBSVM(
        _ kind: FileRows.TargetKind?, _ names: FeatureNames?, _ workers: Workers,
        _ body: (LIBSVMFile, OriginChoice) throws(DataError) -> ColumnOrigins
    ) throws(DataError) {
        var origins = columns.origins
        for path in paths {
            let file = try DataFile(path)
            try file.reading { () throws(DataError) in
                let rows = try LIBSVMFile(
                    file, targets: kind, firstIndex: firstIndex, features: names, unknown: columns.unknown,
                    origins: origins, workers: workers)
                origins = .given(try body(rows, origins))
            }
        }
    }

    /// Reads the arrays of all files, one after the other.
    private func readAllArrays(
        _ kind: FileRows.TargetKind?, _ names: FeatureNames?, _ areLeftInFile: Bool, _ workers: Workers
    ) throws(DataError) -> FileRows {
        var parts: [FileRows] = []
        var file = self
        for path in paths {
            let data = try DataFile(path, isLeftInFile: areLeftInFile)
            let rows = try data.reading { () throws(DataError) in
                try file.readArrays(data, targetsPath == nil ? kind : nil, names ?? parts.first?.featureNames, workers)
            }
            if parts.isEmpty { file.columns.origins = .given(rows.origins) }
            parts.append(rows)
        }
        return FileRows(joining: parts, named: parts[0].featureNames)
    }
}
