extension LIBSVMFile {
    /// All rows, with their numbers in memory, counted from origins where these are large beside their differences.
    func rows(named features: FeatureNames?, origins choice: OriginChoice = .zero) throws(DataError) -> FileRows {
        let names = features ?? .numbered(count: columnCount)
        let chosen = try chosenOrigins(choice, names)
        let origins = chosen.origins.features.isEmpty ? nil : names.all.map { chosen.origins.features[$0] ?? 0 }
        var starts = [0]
        starts.reserveCapacity(rowCount + 1)
        for count in counts { starts.append(starts.last! + Int(count)) }
        var numbers = [UInt32](repeating: 0, count: 2 * numberCount)
        try numbers.withUnsafeMutableBufferPointer { (numbers) throws(DataError) in
            guard let base = numbers.baseAddress else { return }
            // Safe: each row has a place of its own.
            nonisolated(unsafe) let first = base
            try readNumbers(countedFrom: origins) { [starts] row in first + 2 * starts[row] }
        }
        var matrix = SparseMatrix(numbers: numbers, starts: starts, columnCount: columnCount)
        matrix.origins = origins
        var rows = fileRows(matrix, named: features)
        rows.featureOrigins = origins
        rows.roundedColumns = chosen.roundedColumns + rows.roundedColumns
        return rows
    }

    /// The origins of columns that all of the first rows have a number in; elsewhere there are zeros.
    private func chosenOrigins(_ choice: OriginChoice, _ names: FeatureNames) throws(DataError) -> ChosenOrigins {
        if case .given(let origins) = choice { return ChosenOrigins(.given(origins), for: []) { _ in nil } }
        guard choice != .zero else { return ChosenOrigins(.zero, for: []) { _ in nil } }
        let rows = try firstNumbers()
        var numbers: [Int: [Double]] = [:]
        for row in rows { for (column, value) in row { numbers[column, default: []].append(value) } }
        let columns = numbers.keys.filter { numbers[$0]!.count == rows.count }.sorted()
        let columnNames = columns.map { names[$0] }
        return ChosenOrigins(choice, for: columnNames) { origins in
            let taken = columnNames.map { origins.features[$0] ?? 0 }
            return OriginSample(
                columns: zip(columns, taken).map { column, origin in numbers[column]!.map { Float($0 - origin) } },
                targets: [])
        }
    }

    /// All rows, without any numbers.
    func withoutNumbers(named features: FeatureNames?) -> FileRows {
        let starts = [Int](repeating: 0, count: rowCount + 1)
        return fileRows(SparseMatrix(numbers: [], starts: starts, columnCount: columnCount), named: features)
    }

    /// The rows with what a matrix says to be their numbers.
    func fileRows(_ matrix: any FeatureMatrix, named features: FeatureNames?) -> FileRows {
        var rows = FileRows(
            file: path, featureNames: features ?? .numbered(count: columnCount), matrix: matrix, targets: targets,
            targetName: nil, origin: origin)
        if unknownRowCount > 0 { rows.unknownNames = [UnknownNames(column: nil, rowCount: unknownRowCount)] }
        return targetOrigins.map { rows.counted(from: $0, hasTargets: true) } ?? rows
    }
}
