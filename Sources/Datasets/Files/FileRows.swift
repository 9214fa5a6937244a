/// The rows of a file, with a target for each where one was asked for.
public struct FileRows: Sendable {
    /// The targets of rows.
    public enum Targets: Sendable {
        /// Numbers to regress on.
        case numbers([Float])
        /// Names of classes.
        case labels(LabelColumn)
    }

    /// What is read as a target.
    public enum TargetKind: Sendable {
        /// A number to regress on.
        case number
        /// The name of a class.
        case label
    }

    /// The path of the features, as the caller gave it.
    public let file: String
    /// The features of a row.
    public internal(set) var featureNames: FeatureNames
    /// The targets; nil where none were asked for.
    public internal(set) var targets: Targets?
    /// What was taken from each feature's numbers before they were rounded to float32; nil for nothing.
    public internal(set) var featureOrigins: [Double]?
    /// The columns of numbers that lose some of their numbers to float32, as the first rows show; a target without a name
    /// is empty.
    public internal(set) var roundedColumns: [String] = []
    /// What was taken from each target before it was rounded to float32; 0 for nothing.
    public internal(set) var targetOrigin = 0.0
    /// The weights of the rows; nil where each counts as 1.
    public internal(set) var weights: [Float]?
    /// The name of the weights in their file, where they have one.
    public internal(set) var weightName: String?
    /// The name of each row's group; nil where no groups were asked for.
    public internal(set) var groups: LabelColumn?
    /// The number of rows.
    public var rowCount: Int { matrix.rowCount }

    /// The number of rows that were left out since they lack a feature or a weight.
    public internal(set) var droppedRowCount = 0
    /// The number of rows that were left out since they lack a target.
    public internal(set) var untargetedRowCount = 0
    /// How the file is written, where it is CSV and was read as a whole.
    public internal(set) var csv: CSVOptions?

    /// The rows with names that are no feature, by column.
    public internal(set) var unknownNames: [UnknownNames] = []
    /// The names of the columns of names, of a table.
    var categoryNames: [String] = []
    /// How names and pairs of columns became features, by the columns' names.
    public internal(set) var encoding = ColumnEncoding()

    var matrix: any FeatureMatrix
    var origin: RowOrigin
    /// The path of the targets.
    var targetFile: String
    /// The name of the target in its file, where it has one.
    public internal(set) var targetName: String?

    /// An error in the target of a row.
    func targetError(row: Int, found: String, expected: String) -> DataError {
        let place = origin.place(ofRow: row)
        let placeFile = targetFile == file ? place.file : nil
        return DataError(
            file: placeFile ?? targetFile, line: place.line, row: place.row.map { $0 + 1 }, column: targetName,
            found: found, expected: expected)
    }
}

extension FileRows {
    /// Rows and targets of one file.
    init(
        file: String, featureNames: FeatureNames, matrix: any FeatureMatrix, targets: Targets?,
        targetFile: String? = nil, targetName: String?, origin: RowOrigin
    ) {
        self.file = file
        self.featureNames = featureNames
        self.matrix = matrix
        self.targets = targets
        self.targetFile = targetFile ?? file
        self.targetName = targetName
        self.origin = origin
    }

    /// The size of the pictures that rows are, where the file says so.
    public var imageShape: ImageShape? { (matrix as? ArrayFile)?.imageShape }

    /// What was taken from the rows' numbers.
    public var origins: ColumnOrigins {
        var origins = ColumnOrigins(target: targetOrigin)
        for (index, origin) in (featureOrigins ?? []).enumerated() where origin != 0 {
            origins.features[featureNames[index]] = origin
        }
        return origins
    }

    /// The same rows, which say what was taken from their numbers.
    /// - Parameters:
    ///   - chosen: the origins.
    ///   - hasTargets: whether targets were counted from theirs.
    func counted(from chosen: ChosenOrigins, hasTargets: Bool = false) -> FileRows {
        var rows = self
        rows.featureOrigins = (matrix as? ArrayFile)?.origins
        rows.targetOrigin = hasTargets ? chosen.origins.target : 0
        rows.roundedColumns =
            chosen.roundedColumns + (chosen.isTargetRounded ? [targetName ?? ""] : [])
        return rows
    }

    /// The same rows with zeros for targets.
    var withZeros: FileRows {
        var rows = FileRows(
            file: file, featureNames: featureNames, matrix: matrix,
            targets: .numbers([Float](repeating: 0, count: rowCount)), targetName: nil, origin: origin)
        rows.featureOrigins = featureOrigins
        return rows
    }

    /// A copy of all features, row-major.
    public func features() -> [Float] {
        let count = rowCount * matrix.columnCount
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let base = buffer.baseAddress {
                for row in 0..<rowCount { matrix.write(row: row, to: base + row * matrix.columnCount) }
            }
            initialized = count
        }
    }

    /// Some consecutive rows.
    func slice(_ rows: Range<Int>) -> FileRows {
        let targets: Targets? =
            switch targets {
            case .numbers(let numbers): .numbers(Array(numbers[rows]))
            case .labels(let column): .labels(column.slice(rows))
            case nil: nil
            }
        var slice = FileRows(
            file: file, featureNames: featureNames, matrix: MatrixSlice(of: matrix, rows: rows), targets: targets,
            targetFile: targetFile, targetName: targetName, origin: origin.dropFirst(rows.lowerBound))
        slice.weights = weights.map { Array($0[rows]) }
        slice.weightName = weightName
        slice.targetOrigin = targetOrigin
        slice.featureOrigins = featureOrigins
        return slice
    }

    /// The classes that the rows' labels name; nil where targets are numbers.
    /// - Throws: `DataError` where all labels are numbers but one is not whole, or there are fewer than 2 or more than
    ///   `ClassLabels.maximumCount` classes.
    public func classes() throws(DataError) -> ClassLabels? {
        guard case .labels(let column) = targets else { return nil }
        return try ClassLabels(of: column, in: self)
    }
}
