import Files
import NUMA

/// What there is for each row beside its features, where it is in a file of its own or an array of the same file: targets,
/// weights and groups.
extension RowFile {
    // MARK: Targets

    /// Reads the targets of rows, where they have a file of their own.
    /// - Throws: `DataError` where there is not one for each row.
    func addTargets(
        _ kind: FileRows.TargetKind, to rows: inout FileRows, _ workers: Workers
    ) throws(DataError) {
        guard let targetsPath else { return }
        let data = try DataFile(targetsPath)
        guard !data.format.hasColumns else { return try addTable(of: data, kind, to: &rows, workers) }
        let (array, name) = try targetArray(in: data)
        let countable = kind == .number ? array.countable : nil
        let chosen = ChosenOrigins(columns.origins, for: []) { origins in
            OriginSample(columns: [], targets: countable?.originSample(from: [origins.target])[0] ?? [])
        }
        let targets = try array.targets(
            kind, name: name, countedFrom: chosen.origins.target, classNames: nil, workers)
        try rows.add(
            targets, of: data.path, named: name, countedFrom: countable == nil ? 0 : chosen.origins.target)
        if chosen.isTargetRounded { rows.roundedColumns.append(name ?? "") }
    }

    /// The array of targets in a file of their own, and its name there.
    func targetArray(in data: DataFile) throws(DataError) -> (TargetArray, name: String?) {
        try checkArrays(data, "targets", "CSV, Parquet, ")
        return (try Self.targetArray(data, data.format, target), data.format.hasNamedArrays ? target : nil)
    }

    /// Takes the targets from a column of a table; rows without one are left out.
    private func addTable(
        of data: DataFile, _ kind: FileRows.TargetKind, to rows: inout FileRows, _ workers: Workers
    ) throws(DataError) {
        var file = targetsTable(data.path, like: rows.csv)
        let name = try Self.targetColumn(target, among: file.columnNames(), of: data.path)
        guard !rows.featureNames.all.contains(name) else {
            throw DataError(
                file: rows.file, column: name, found: "a feature of this name",
                expected: "none, since it is the target in \(data.path)")
        }
        file.columns.columns = [name]
        file.columns.missing = .kept
        if kind == .label { file.columns.categorical = [name] }
        file.columns.origins =
            switch columns.origins {
            case .zero: .zero
            case .nearFirst(_, let target): .nearFirst(features: target, target: false)
            case .given(let origins): .given(ColumnOrigins(features: [name: origins.target]))
            }
        let column = try file.readColumn(workers)
        let targets: FileRows.Targets
        let missing: (Int) -> Bool
        if kind == .label {
            let labels = column.categories[0]
            targets = .labels(labels)
            missing = { labels.names[Int(labels.codes[$0])].isEmpty }
        } else {
            let numbers = column.numbers
            targets = .numbers(numbers)
            missing = { numbers[$0].isNaN }
        }
        try rows.add(targets, of: data.path, named: name, countedFrom: column.numberOrigins.first ?? 0)
        rows.roundedColumns += column.roundedColumns
        let kept = (0..<rows.rowCount).filter { !missing($0) }
        guard kept.count < rows.rowCount else { return }
        guard !kept.isEmpty else {
            throw DataError(file: data.path, column: name, found: "no row with a target", expected: "at least one")
        }
        let count = rows.rowCount - kept.count
        rows = rows.selecting(kept)
        rows.untargetedRowCount += count
    }

    /// The table of targets, which is written as the rows are where it could be read in several ways.
    func targetsTable(_ path: String, like written: CSVOptions?) -> RowFile {
        var file = RowFile(path: path)
        file.csv.decimal = csv.decimal
        file.csv.missingWords = csv.missingWords
        file.csv.preferred = written ?? csv.preferred
        if let hasHeader = csv.hasHeader {
            file.csv.preferred = file.csv.preferred ?? CSVOptions()
            file.csv.preferred?.hasHeader = hasHeader
        }
        return file
    }

    /// The column of targets in a table of targets: the named one, or the only one, apart from one that counts the rows.
    static func targetColumn(_ name: String?, among names: [String], of path: String) throws(DataError) -> String {
        if let only = names.first, names.count == 1 { return only }
        if let name, let place = try? ColumnLayout.place(of: name, among: names, file: path) { return names[place] }
        if names.count == 2, names != ["1", "2"], ColumnSurvey.mayIdentifyRows(names[0], at: 0) { return names[1] }
        throw DataError(
            file: path, found: "the columns \(OneLine.list(names, limit: 10))",
            expected: "one, or a target that names one of them")
    }

    // MARK: Weights and groups

    /// Reads the weights of rows that have a file of their own.
    func addWeights(to rows: inout FileRows, _ workers: Workers) throws(DataError) {
        if let weightsPath {
            let data = try DataFile(weightsPath)
            try checkArrays(data, "weights")
            let name = data.format.hasNamedArrays ? weight : nil
            return try add(Self.targetArray(data, data.format, weight, for: "weights"), named: name, to: &rows, workers)
        }
        guard let weight, !format.hasColumns, !format.hasNamedArrays, !isWeightOptional else { return }
        throw DataError(
            file: path, found: "rows without weights", expected: "a file of weights beside it, or no \(weight)")
    }

    /// Reads the weights of rows from an array of the same file.
    func addWeights(to rows: inout FileRows, in file: DataFile, _ workers: Workers) throws(DataError) {
        guard weightsPath == nil, format.hasNamedArrays, let weight else { return }
        if isWeightOptional, try !Self.hasArray(file, format, weight) { return }
        try add(Self.targetArray(file, format, weight, for: "weights"), named: weight, to: &rows, workers)
    }

    private func add(
        _ array: TargetArray, named name: String?, to rows: inout FileRows, _ workers: Workers
    ) throws(DataError) {
        guard case .numbers(let numbers) = array else {
            throw DataError(file: array.file.path, column: name, found: "texts", expected: "weights, which are numbers")
        }
        try rows.checkCount(array.rowCount, of: "weights", file: array.file.path, name)
        rows.weights = try numbers.weights(name: name, workers)
        rows.weightName = name
    }

    /// Reads the groups of rows that have a file of their own.
    /// - Throws: `DataError` where there are none, or not one for each row.
    func addGroups(to rows: inout FileRows, _ workers: Workers) throws(DataError) {
        if let groupsPath {
            let data = try DataFile(groupsPath)
            try checkArrays(data, "groups")
            let name = data.format.hasNamedArrays ? group : nil
            return try addGroups(
                Self.targetArray(data, data.format, group, for: "groups"), named: name, to: &rows, workers)
        }
        guard let group, !format.hasColumns, !format.hasNamedArrays else { return }
        throw DataError(
            file: path, found: "rows without groups", expected: "a file of groups beside it, or no \(group)")
    }

    /// Reads the groups of rows from an array of the same file.
    func addGroups(to rows: inout FileRows, in file: DataFile, _ workers: Workers) throws(DataError) {
        guard groupsPath == nil, format.hasNamedArrays, let group else { return }
        try addGroups(Self.targetArray(file, format, group, for: "groups"), named: group, to: &rows, workers)
    }

    private func addGroups(
        _ array: TargetArray, named name: String?, to rows: inout FileRows, _ workers: Workers
    ) throws(DataError) {
        try rows.checkCount(array.rowCount, of: "groups", file: array.file.path, name)
        guard case .labels(let groups) = try array.targets(.label, name: name, workers) else {
            preconditionFailure("groups are no names")
        }
        rows.groups = groups
    }

    /// Refuses a file that holds no array.
    /// - Parameters:
    ///   - use: what there should be, as messages have it.
    ///   - others: formats that are possible beside those of arrays.
    private func checkArrays(_ file: DataFile, _ use: String, _ others: String = "") throws(DataError) {
        guard file.format.hasTargets else { return }
        throw DataError(
            file: file.path, found: "\(file.format.noun) of \(use)",
            expected: "\(others)NPY, NPZ, IDX or safetensors")
    }
}

extension FileRows {
    /// - Throws: `DataError` where there is not one of what a file holds for each row.
    fileprivate func checkCount(_ count: Int, of use: String, file: String, _ name: String?) throws(DataError) {
        guard count != rowCount else { return }
        throw DataError(
            file: file, column: name, found: "\(count) \(use)",
            expected: "\(rowCount), one for each row of \(self.file)")
    }

    /// Takes targets, one for each row.
    /// - Parameters:
    ///   - targets: the targets.
    ///   - file: the path of their file.
    ///   - name: their name there.
    ///   - origin: what was taken from each before it was rounded to float32.
    mutating func add(
        _ targets: Targets, of file: String, named name: String?, countedFrom origin: Double = 0
    ) throws(DataError) {
        let count =
            switch targets {
            case .numbers(let numbers): numbers.count
            case .labels(let column): column.codes.count
            }
        try checkCount(count, of: "targets", file: file, name)
        self.targets = targets
        targetFile = file
        targetName = name
        targetOrigin = origin
    }
}
