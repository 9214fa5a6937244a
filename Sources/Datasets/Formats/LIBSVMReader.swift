extension LIBSVMFile {
    /// All rows, with their numbers in memory.
    func rows(named features: FeatureNames?) throws(DataError) -> FileRows {
        var starts = [0]
        starts.reserveCapacity(rowCount + 1)
        for count in counts { starts.append(starts.last! + Int(count)) }
        var numbers = [UInt32](repeating: 0, count: 2 * numberCount)
        try numbers.withUnsafeMutableBufferPointer { (numbers) throws(DataError) in
            guard let base = numbers.baseAddress else { return }
            // Safe: each row has a place of its own.
            nonisolated(unsafe) let first = base
            try readNumbers { [starts] row in first + 2 * starts[row] }
        }
        return fileRows(SparseMatrix(numbers: numbers, starts: starts, columnCount: columnCount), named: features)
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
