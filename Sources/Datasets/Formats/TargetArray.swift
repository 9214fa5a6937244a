import NUMA

/// The array of targets of some rows.
enum TargetArray {
    /// Numbers, of which classes may be made too.
    case numbers(ArrayFile)
    /// Names of classes.
    case texts(TextArray)

    var file: DataFile {
        switch self {
        case .numbers(let array): array.file
        case .texts(let array): array.file
        }
    }

    /// The array, where its elements may need to be counted from an origin.
    var countable: ArrayFile? {
        guard case .numbers(let array) = self, array.columnCount == 1, array.mayNeedOrigins else { return nil }
        return array
    }

    var rowCount: Int {
        switch self {
        case .numbers(let array): array.rowCount
        case .texts(let array): array.rowCount
        }
    }

    /// The targets, one for each row, counted from an origin where they may be.
    /// - Parameters:
    ///   - name: the target's name in messages; nil where it has none.
    ///   - origin: what is taken from numbers whose array may need it, before they are rounded to float32.
    ///   - classNames: the names of which numbers are indices; nil where they are names themselves.
    func targets(
        _ kind: FileRows.TargetKind, name: String?, countedFrom origin: Double, classNames: [String]?,
        _ workers: Workers
    ) throws(DataError) -> FileRows.Targets {
        guard kind == .label else {
            guard origin != 0, var numbers = countable else { return try targets(kind, name: name, workers) }
            numbers.origins = [origin]
            return try numbers.targets(kind, name: name, workers)
        }
        let targets = try targets(kind, name: name, workers)
        guard case .numbers(let numbers) = self, case .labels(let column) = targets, let classNames else {
            return targets
        }
        return .labels(try column.named(classNames, by: numbers, name))
    }

    /// The targets, one for each row.
    /// - Parameter name: the target's name in messages; nil where it has none.
    func targets(
        _ kind: FileRows.TargetKind, name: String?, _ workers: Workers
    ) throws(DataError) -> FileRows.Targets {
        switch self {
        case .numbers(let array): return try array.targets(kind, name: name, workers)
        case .texts(let array):
            guard kind == .label else {
                throw DataError(
                    file: array.file.path, column: name, found: "texts",
                    expected: "numbers, which a regression predicts")
            }
            return .labels(try array.labels(name: name))
        }
    }
}
