import Files
public import NUMA

/// A file of rows, in any format of `FileFormat`, and how to read it.
public struct RowFile: Sendable {
    /// The path of the features, and of the targets where these are in the same file; of several files the first, or their
    /// pattern, as `FilePattern` has it.
    public let path: String
    /// The paths of the files of rows: where `path` is a pattern, those that it stands for, sorted, perhaps none.
    public let paths: [String]
    private var givenFormat: FileFormat?
    /// What is known of each file once it has been looked at.
    private let seen: [SeenFile]
    /// The path of the targets, where they have a file of their own: an array with one number for each row.
    public var targetsPath: String?
    /// The name or number of the column of targets (CSV, Parquet), or the name of their array (NPZ, safetensors); not used by formats without names.
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
        switch format {
        case .csv, .parquet:
            return try readTables(kind, names, areLeftInFile, workers)
        case .libsvm:
            let file = try DataFile(paths[0])
            return try file.reading { () throws(DataError) in
                var rows = try LIBSVMFile(
                    file, targets: kind, firstIndex: firstIndex, features: names, unknown: columns.unknown,
                    origins: columns.origins,
                    workers: workers
                )
                .rows(named: names)
                if kind != nil { try addWeights(to: &rows, file, workers) }
                try addGroups(to: &rows, file, workers)
                return rows
            }
        case .npy, .npz, .idx, .safetensors:
            let file = try DataFile(paths[0], isLeftInFile: areLeftInFile)
            return try file.reading { () throws(DataError) in
                var rows = try readArrays(file, kind, names, workers)
                if kind != nil { try addWeights(to: &rows, file, workers) }
                try addGroups(to: &rows, file, workers)
                return rows
            }
        }
    }

    /// Reads the tables of all files, one after the other.
    private func readTables(
        _ kind: FileRows.TargetKind?, _ names: FeatureNames?, _ areLeftInFile: Bool, _ workers: Workers
    ) throws(DataError) -> FileRows {
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
                    of: path, columns: choice(kind, names), options: options, targets: kind ?? .number,
                    areLeftInFile: areLeftInFile, workers: workers)
            } else {
                (table, numbers, csv.preferred) = try explaining(path) { () throws(DataError) in
                    try CSVReader.table(
                        of: path, columns: choice(kind, names), options: options, csv: csv, targets: kind ?? .number,
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

    /// Reads a CSV file, and says of one that cannot be read what else it is, where that is known.
    private func explaining<Result>(
        _ path: String, _ read: () throws(DataError) -> Result
    ) throws(DataError) -> Result {
        do {
            return try read()
        } catch {
            throw ForeignFormat.explanation(of: error, path)
        }
    }

    /// - Throws: `DataError` where a pattern stands for no file, or there are several of a format that has one.
    private func checkPaths() throws(DataError) {
        guard let first = paths.first else {
            throw DataError(file: path, found: "no file of such a name", expected: "at least one")
        }
        guard paths.count == 1 || format.hasColumns else {
            throw DataError(
                file: first, found: "\(format.noun) as one of \(paths.count)",
                expected: "one file, or several of \(FileFormat.titles(where: \.hasColumns))")
        }
    }

    /// Refuses a separate file of targets where the rows' own file has targets, and one of weights where it has columns.
    func checkTargets(_ kind: FileRows.TargetKind?) throws(DataError) {
        guard kind != nil else { return }
        if format.hasTargets, let targetsPath {
            throw DataError(
                file: targetsPath, found: "a file of targets", expected: "none, since \(path) holds its own")
        }
        if format.hasColumns, let weightsPath {
            throw DataError(
                file: weightsPath, found: "a file of weights", expected: "none, since they are a column of \(path)")
        }
    }

    /// Refuses a choice among columns where there are none.
    private func checkColumns() throws(DataError) {
        guard !format.hasColumns else { return }
        for (columns, use) in [
            (columns.columns ?? [], "to take"), (columns.ignored, "to leave out"), (columns.categorical, "of names"),
        ] where !columns.isEmpty {
            throw DataError(
                file: path, found: "\(format.noun)",
                expected: "\(FileFormat.titles(where: \.hasColumns)), since there are columns \(use)")
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

    /// Reads the weights of rows of any format without columns, where they have weights.
    func addWeights(to rows: inout FileRows, _ file: DataFile, _ workers: Workers) throws(DataError) {
        guard let (array, name) = try weightArray(file) else { return }
        guard array.rowCount == rows.rowCount else {
            throw DataError(
                file: array.file.path, column: name, found: "\(array.rowCount) weights",
                expected: "\(rows.rowCount), one for each row of \(path)")
        }
        rows.weights = try array.weights(name: name, workers)
        rows.weightName = name
    }

    private func weightArray(_ file: DataFile) throws(DataError) -> (ArrayFile, name: String?)? {
        if let weightsPath {
            let weights = try DataFile(weightsPath)
            let weightsFormat = weights.format
            guard !weightsFormat.hasTargets else {
                throw DataError(
                    file: weightsPath, found: "\(weightsFormat.noun) of weights",
                    expected: "NPY, NPZ, IDX or safetensors")
            }
            return (
                try Self.array(weights, weightsFormat, weight, otherThan: [], for: "weights"),
                weightsFormat.hasNamedArrays ? weight : nil
            )
        }
        guard let weight else { return nil }
        guard format.hasNamedArrays else {
            if isWeightOptional { return nil }
            throw DataError(
                file: path, found: "rows without weights", expected: "a file of weights beside it, or no \(weight)")
        }
        if isWeightOptional, try !Self.hasArray(file, format, weight) { return nil }
        return (try Self.array(file, format, weight, otherThan: [], for: "weights"), weight)
    }

    private static func hasArray(_ file: DataFile, _ format: FileFormat, _ name: String) throws(DataError) -> Bool {
        format == .npz ? try ArchiveFile(file).has(name) : try TensorFile(file).has(name)
    }

    /// Reads all rows, some consecutive ones at a time; of a CSV file no others are in memory, of a Parquet file those of
    /// the same row groups.
    ///
    /// - Parameters:
    ///   - count: Rows of each piece but the last, at least 1.
    ///   - kind: What is read as the target; nil for rows without one.
    ///   - names: The features that the rows must have.
    ///   - workers: The threads that read.
    ///   - body: Takes a piece of the rows; of the last one of a CSV file all rows may have been left out.
    /// - Throws: What `read` does, perhaps after some pieces, and what `body` does.
    public func forEachPiece(
        ofRows count: Int, targets kind: FileRows.TargetKind?, features names: FeatureNames,
        workers: Workers, _ body: (FileRows) throws -> Void
    ) throws {
        try holdPipe()
        guard format.hasColumns, targetsPath == nil || kind == nil else {
            let rows = try read(targets: kind, features: names, workers: workers)
            for start in stride(from: 0, to: rows.rowCount, by: count) {
                var piece = rows.slice(start..<min(start + count, rows.rowCount))
                if start == 0 { piece.unknownNames = rows.unknownNames }
                try body(piece)
                try rows.matrix.check()
            }
            return
        }
        try forEachTable(ofRows: count, choice(kind, names), columnOptions(kind), kind ?? .number, workers) {
            try body(FileRows($0))
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
                try CSVReader.forEachPiece(
                    of: path, rowCount: count, columns: columns, options: options, csv: csv, targets: kind, pass)
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

    private func readArrays(
        _ file: DataFile, _ kind: FileRows.TargetKind?, _ names: FeatureNames?, _ workers: Workers
    ) throws(DataError) -> FileRows {
        var matrix = try Self.array(
            file, format, features, otherThan: [target, weight, group].compactMap(\.self), for: "features")
        let tensors = format == .safetensors ? try TensorFile(file) : nil
        let itsNames = try tensors?.featureNames(count: matrix.columnCount)
        let featureNames = names ?? itsNames ?? .numbered(count: matrix.columnCount)
        guard featureNames.count == matrix.columnCount else {
            throw DataError(
                file: path, found: "\(matrix.columnCount) features", expected: "\(featureNames.count)")
        }
        if case (.named(let found), .named(let expected)) = (itsNames ?? featureNames, featureNames),
            let index = found.indices.first(where: { found[$0] != expected[$0] })
        {
            throw DataError(
                file: path, found: "feature \(OneLine.quoted(found[index])) at place \(index + 1)",
                expected: OneLine.quoted(expected[index]))
        }
        try matrix.checkNumbers(featureNames, workers)
        guard let kind else {
            let chosen = chosenOrigins(matrix, featureNames)
            return FileRows(
                file: path, featureNames: featureNames, matrix: matrix.counted(from: chosen, featureNames),
                targets: nil,
                targetName: nil, origin: .rows(file: path)
            ).counted(from: chosen)
        }
        var (array, targetName) = try targetArray(file)
        let countable = kind == .number ? array.countable : nil
        let chosen = chosenOrigins(matrix, featureNames, countable)
        matrix = matrix.counted(from: chosen, featureNames)
        let hasOrigin = countable != nil && chosen.origins.target != 0
        if hasOrigin, var numbers = countable {
            numbers.origins = [chosen.origins.target]
            array = .numbers(numbers)
        }
        var targets = try array.targets(kind, name: targetName, workers)
        if targetsPath == nil, case .numbers(let numbers) = array, case .labels(let column) = targets,
            let classNames = try tensors?.classNames()
        {
            targets = .labels(try column.named(classNames, by: numbers, targetName))
        }
        guard array.rowCount == matrix.rowCount else {
            throw DataError(
                file: array.file.path, column: targetName, found: "\(array.rowCount) targets",
                expected: "\(matrix.rowCount), one for each row of \(path)")
        }
        return FileRows(
            file: path, featureNames: featureNames, matrix: matrix, targets: targets, targetFile: array.file.path,
            targetName: targetName, origin: .rows(file: path)
        ).counted(from: chosen, hasTargets: hasOrigin)
    }

    /// The origins of arrays whose elements may have more digits than a float32.
    private func chosenOrigins(_ matrix: ArrayFile, _ names: FeatureNames, _ targets: ArrayFile? = nil) -> ChosenOrigins
    {
        let names = matrix.mayNeedOrigins ? names.all : []
        return ChosenOrigins(columns.origins, for: names) { origins in
            OriginSample(
                columns: names.isEmpty ? [] : matrix.originSample(from: names.map { origins.features[$0] ?? 0 }),
                targets: targets?.originSample(from: [origins.target])[0] ?? [])
        }
    }

    private func targetArray(_ file: DataFile) throws(DataError) -> (TargetArray, name: String?) {
        guard let targetsPath else {
            guard format.hasNamedArrays, let target else {
                throw DataError(file: path, found: "features without targets", expected: "a file of targets beside it")
            }
            return (try Self.targetArray(file, format, target), target)
        }
        let targets = try DataFile(targetsPath)
        let targetsFormat = targets.format
        guard !targetsFormat.hasTargets else {
            throw DataError(
                file: targetsPath, found: "\(targetsFormat.noun) of targets",
                expected: "NPY, NPZ, IDX or safetensors")
        }
        return (
            try Self.targetArray(targets, targetsFormat, target),
            targetsFormat.hasNamedArrays ? target : nil
        )
    }

    /// - Parameter use: what the array is for, as messages have it.
    static func targetArray(
        _ file: DataFile, _ format: FileFormat, _ name: String?, for use: String = "targets"
    ) throws(DataError) -> TargetArray {
        let place: NPYPlace
        switch format {
        case .npy: place = NPYPlace(file: file)
        case .npz: place = try ArchiveFile(file).array(name, otherThan: [], for: use)
        default: return .numbers(try array(file, format, name, otherThan: [], for: use))
        }
        if let texts = try TextArray(npy: place) { return .texts(texts) }
        return .numbers(try ArrayFile(npy: place))
    }

    private static func array(
        _ file: DataFile, _ format: FileFormat, _ name: String?, otherThan others: [String], for use: String
    ) throws(DataError) -> ArrayFile {
        switch format {
        case .npy: try ArrayFile(npy: NPYPlace(file: file))
        case .npz: try ArrayFile(npy: ArchiveFile(file).array(name, otherThan: others, for: use))
        case .idx: try ArrayFile(idx: file)
        case .safetensors: try TensorFile(file).array(name, otherThan: others, for: use)
        case .csv, .parquet, .libsvm: preconditionFailure("\(format) holds no array")
        }
    }
}
