import Files
public import NUMA

extension RowFile {
    /// More stray words than these, or in a larger share of the rows, are not taken for missing values.
    private static let strayLimit = (words: 3, share: 0.05)

    /// Looks at all rows. The target is the column, or the array, that the file of rows names; columns that it leaves out are
    /// passed over, and those that it calls categorical have names.
    /// - Parameter workers: the threads that read.
    /// - Throws: `DataError` where the file cannot be read, has no rows, or lacks the target.
    public func survey(by workers: Workers) throws -> FileSurvey {
        guard format.hasColumns else { return try surveyArrays(workers) }
        try holdPipe()
        let names = try columnNames()
        let place: Int? = try targetsPath == nil ? targetPlace(among: names) : nil
        let categorical = try ColumnLayout.places(of: self.columns.categorical, among: names, file: path)
        var hashed: [Int: Int] = [:]
        for (name, count) in self.columns.encoding.hash {
            hashed[try ColumnLayout.place(of: name, among: names, file: path)] = count
        }
        let groups = try ColumnLayout.places(of: group.map { [$0] } ?? [], among: names, file: path)
        let ignored = try ColumnLayout.places(of: self.columns.ignored, among: names, file: path)
            .union(groups.subtracting(categorical).subtracting(hashed.keys))
        let named = categorical.union([place].compactMap(\.self))
        let counted = Set(
            [place].compactMap(\.self) + names.indices.filter { ColumnSurvey.mayIdentifyRows(names[$0], at: $0) })
        var (columns, csv) = try surveyColumns(named: named, counting: counted, workers)
        let strayWords = columns.flatMap { Self.strayWords($0) }
        var file = self
        if !strayWords.isEmpty {
            file.csv.missingWords += strayWords
            (columns, csv) = try file.surveyColumns(named: named, counting: counted, workers)
        }
        // Names of a column are known only where its numbers are read as names too.
        let mixed = Set(
            columns.indices.filter { !named.contains($0) && columns[$0].hasNames && columns[$0].numberCount > 0 })
        if !mixed.isEmpty {
            let again = try file.surveyColumns(named: mixed, counting: counted, workers).columns
            for index in mixed { columns[index] = again[index] }
        }
        for index in categorical { columns[index].isCategorical = true }
        for (index, count) in hashed { columns[index].hashedCount = count }
        for index in ignored { columns[index].isIgnored = true }
        let rowCount = columns[0].rowCount
        let target = try place.map { columns[$0] } ?? targetsApart(of: rowCount, like: csv, workers)
        return FileSurvey(
            file: path, format: format, rowCount: rowCount, columns: columns, featureCount: nil, target: target,
            isTargetApart: place == nil, csv: csv, strayWords: strayWords)
    }

    private func targetPlace(among names: [String]) throws(DataError) -> Int {
        guard let target else { preconditionFailure("a table without a target") }
        return try explaining(path) { () throws(DataError) in
            try ColumnLayout.place(of: target, among: names, file: path)
        }
    }

    /// Looks at the targets of so many rows, which are in a file of their own.
    private func targetsApart(of rowCount: Int, like csv: CSVOptions?, _ workers: Workers) throws -> ColumnSurvey {
        guard let targetsPath else { preconditionFailure("no file of targets") }
        let data = try DataFile(targetsPath)
        let survey: ColumnSurvey
        if data.format.hasColumns {
            var file = targetsTable(targetsPath, like: csv)
            file.target = try Self.targetColumn(target, among: file.columnNames(), of: targetsPath)
            survey = try file.survey(by: workers).target
        } else {
            let (array, name) = try targetArray(in: data)
            guard case .labels(let labels) = try array.targets(.label, name: name, workers) else {
                preconditionFailure("targets that are no names")
            }
            survey = ColumnSurvey(labels, name: name ?? target ?? "y")
        }
        guard survey.rowCount == rowCount else {
            throw DataError(
                file: targetsPath, found: "\(survey.rowCount) targets",
                expected: "\(rowCount), one for each row of \(path)")
        }
        return survey
    }

    /// What the target may be: the names of columns or arrays; none where the format has no names.
    /// - Throws: `DataError` where the file cannot be read.
    public func targetCandidates() throws(DataError) -> [String] {
        try holdPipe()
        return switch format {
        case .csv, .parquet: try columnNames()
        case .npz: try ArchiveFile(DataFile(paths[0])).names
        case .safetensors: try TensorFile(DataFile(paths[0])).names
        case .npy, .idx, .libsvm: []
        }
    }

    /// The texts of a column of numbers that stand in a few rows in place of one.
    private static func strayWords(_ column: ColumnSurvey) -> [String] {
        let share = Double(column.textCount) / Double(max(column.numberCount + column.textCount, 1))
        guard column.numberCount > 0, column.textCount > 0, share < strayLimit.share, !column.texts.isCut,
            column.truthCount == 0, !column.hasLeadingZeros
        else { return [] }
        let words = column.texts.values.filter { Double($0) == nil }
        return words.count <= strayLimit.words ? words : []
    }

    private func surveyColumns(
        named: Set<Int>, counting counted: Set<Int>, _ workers: Workers
    ) throws(DataError) -> (columns: [ColumnSurvey], csv: CSVOptions?) {
        var whole: [ColumnSurvey] = []
        var csv = csv
        for path in paths {
            let columns: [ColumnSurvey]
            if format == .csv {
                (columns, csv.preferred) = try CSVReader.survey(
                    path, named: named, counting: counted, csv: csv, workers)
            } else {
                columns = try ParquetReader.survey(path, counting: counted, workers)
            }
            if whole.isEmpty {
                whole = columns
            } else {
                try Self.append(columns, of: path, to: &whole)
            }
        }
        return (whole, csv.preferred)
    }

    /// Adds the columns of a later file, found by their names.
    private static func append(
        _ columns: [ColumnSurvey], of path: String, to whole: inout [ColumnSurvey]
    ) throws(DataError) {
        for index in whole.indices {
            let name = whole[index].name
            guard let column = columns.first(where: { $0.name == name }) else {
                throw DataError(file: path, problem: "no column named \(OneLine.quoted(name))")
            }
            whole[index].append(contentsOf: column)
        }
    }

    /// Looks at targets that are no column, and counts features.
    private func surveyArrays(_ workers: Workers) throws -> FileSurvey {
        let rows = try read(targets: .label, workers: workers)
        guard case .labels(let labels) = rows.targets else { preconditionFailure("rows without labels") }
        let survey = ColumnSurvey(labels, name: rows.targetName ?? target ?? "y")
        return FileSurvey(
            file: path, format: format, rowCount: rows.rowCount, columns: [], featureCount: rows.featureNames.count,
            target: survey, isTargetApart: targetsPath != nil, csv: nil, strayWords: [])
    }
}

extension ColumnSurvey {
    /// Targets of arrays.
    fileprivate init(_ labels: LabelColumn, name: String) {
        self.init(name: name, countsNumbers: true)
        for (name, count) in zip(labels.names, labels.counts) {
            if let number = Double(name), number.isFinite {
                add(number: number, times: count)
            } else {
                add(text: name, times: count)
            }
        }
    }
}
