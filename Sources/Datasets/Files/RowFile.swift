import Files

/// A file of rows, in any format of `FileFormat`, and how to read it.
public struct RowFile: Sendable {
    /// The path of the features, and of the targets where these are in the same file; of several files the first, or their
    /// pattern, as `FilePattern` has it.
    public let path: String
    /// The paths of the files of rows: where `path` is a pattern, those that it stands for, sorted, perhaps none.
    public let paths: [String]
    private var givenFormat: FileFormat?
    /// What is known of each file once it has been looked at.
    let seen: [SeenFile]
    /// The path of the targets, where they have a file of their own: a table, or an array with one number for each row.
    public var targetsPath: String?
    /// The name or number of the column of targets (CSV, Parquet), or the name of their array (NPZ, safetensors); not used by formats
    /// without names, and by a table of targets alone.
    public var target: String?
    /// The path of the weights, where they have a file of their own: an array with one number for each row.
    public var weightsPath: String?
    /// The name or number of the column of weights (CSV, Parquet), or the name of their array (NPZ, safetensors). Where it is nil and
    /// there is no file of weights, each row counts as 1.
    public var weight: String?
    /// Whether rows of a file without weights count as 1 each; otherwise such a file is refused.
    public var isWeightOptional = false
    /// The path of the rows' groups, where they have a file of their own: an array with one number or name for each row.
    public var groupsPath: String?
    /// The name or number of the column of groups (CSV, Parquet), or the name of their array (NPZ, safetensors); nil where
    /// rows have none, or these have a file of their own.
    public var group: String?
    /// The name of the array of features (NPZ, safetensors); nil for the only one other than those of targets and weights.
    public var features: String?
    /// The index of the first feature in a LIBSVM file, 0 or 1.
    public var firstIndex: Int
    /// What is taken from the columns of a table (CSV, Parquet).
    public var columns: ColumnOptions
    /// Which numbers targets may be; nil for all.
    public var targetRange: TargetRange?
    /// What is said of how the text of a CSV file is written.
    public var csv: CSVDialect

    /// A file of rows.
    public init(
        path: String, format: FileFormat? = nil, targetsPath: String? = nil, target: String? = nil,
        weightsPath: String? = nil, weight: String? = nil, features: String? = nil, firstIndex: Int = 1,
        columns: ColumnOptions = ColumnOptions(),
        csv: CSVDialect = CSVDialect()
    ) {
        self.init(
            paths: [path], format: format, targetsPath: targetsPath, target: target, weightsPath: weightsPath,
            weight: weight, features: features, firstIndex: firstIndex, columns: columns, csv: csv)
    }

    /// Files of rows, at least one, those of each after those of the one before. A path may be a pattern.
    public init(
        paths: [String], format: FileFormat? = nil, targetsPath: String? = nil, target: String? = nil,
        weightsPath: String? = nil, weight: String? = nil, features: String? = nil, firstIndex: Int = 1,
        columns: ColumnOptions = ColumnOptions(),
        csv: CSVDialect = CSVDialect()
    ) {
        precondition(!paths.isEmpty, "no file")
        let lists = paths.map { FilePattern.isPattern($0) ? FilePattern.paths(matching: $0) : [$0] }
        // A pattern that stands for nothing must be told.
        let empty = lists.firstIndex(of: [])
        path = paths[empty ?? 0]
        self.paths = empty == nil ? lists.flatMap(\.self) : []
        givenFormat = format
        seen = (self.paths.isEmpty ? [path] : self.paths).map { SeenFile($0) }
        self.targetsPath = targetsPath
        self.target = target
        self.weightsPath = weightsPath
        self.weight = weight
        self.features = features
        self.firstIndex = firstIndex
        self.columns = columns
        self.csv = csv
    }

    /// Another file, read in the same way.
    /// - Parameter path: may be a pattern.
    public func reading(_ path: String) -> RowFile {
        var file = RowFile(
            path: path, format: givenFormat, targetsPath: targetsPath, target: target, weightsPath: weightsPath,
            weight: weight, features: features, firstIndex: firstIndex, columns: columns, csv: csv)
        file.groupsPath = groupsPath
        file.group = group
        file.targetRange = targetRange
        return file
    }

    /// The format of the file at `path`. Where none is given, it is what the end of the name says or else the content; CSV
    /// where the file cannot be read, which reading it will report.
    public var format: FileFormat {
        get { givenFormat ?? FileFormat(endOf: path) ?? seen[0].format }
        set { givenFormat = newValue }
    }

    /// The format as far as it can be known without reading a pipe.
    public var foreseenFormat: FileFormat? {
        givenFormat ?? FileFormat(endOf: path) ?? (paths.contains(where: PipeContents.isPipe) ? nil : seen[0].format)
    }

    /// Reads pipes, whose content is there from now on as long as this or a copy is; nothing where no file is one.
    /// - Throws: `DataError` where there is no file, or the pipe cannot be read.
    public func holdPipe() throws(DataError) {
        try checkPaths()
        for (path, seen) in zip(paths, seen) where PipeContents.isPipe(path) { _ = try seen.open() }
    }

    /// - Throws: `DataError` where a pattern stands for no file.
    private func checkPaths() throws(DataError) {
        guard paths.isEmpty else { return }
        throw DataError(file: path, found: "no file of such a name", expected: "at least one")
    }

    /// Refuses a separate file of targets where the rows' own file has targets, and one of weights where it has columns.
    func checkTargets(_ kind: FileRows.TargetKind?) throws(DataError) {
        guard kind != nil else { return }
        if let targetsPath {
            guard format.mayLackTargets else {
                throw DataError(
                    file: targetsPath, found: "a file of targets", expected: "none, since \(path) holds its own")
            }
            if columns.missing == .dropped {
                throw DataError(
                    file: targetsPath, found: "a file of targets, one for each row",
                    expected: "targets in \(path), of which rows are to be left out where a feature is missing")
            }
        }
        if format.hasColumns, let weightsPath {
            throw DataError(
                file: weightsPath, found: "a file of weights", expected: "none, since they are a column of \(path)")
        }
    }

    /// Refuses a choice among columns where there are none.
    func checkColumns() throws(DataError) {
        guard !format.hasColumns else { return }
        for (columns, use) in [
            (columns.columns ?? [], "to take"), (columns.ignored, "to leave out"), (columns.categorical, "of names"),
        ] where !columns.isEmpty {
            throw DataError(
                file: path, found: "\(format.noun)",
                expected: "\(FileFormat.titles(where: \.hasColumns)), since there are columns \(use)")
        }
    }
}
