extension FileRows {
    /// The rows of several files, those of each after those of the one before.
    /// - Parameters:
    ///   - parts: at least one.
    ///   - names: the features of all rows; nil for as many as those have that have the most.
    init(joining parts: [FileRows], named names: FeatureNames?) {
        self = parts[0]
        guard parts.count > 1 else { return }
        let count = parts.map(\.matrix.columnCount).max() ?? 0
        featureNames = names ?? .numbered(count: count)
        featureOrigins = featureOrigins.map { $0 + [Double](repeating: 0, count: count - $0.count) }
        matrix = JoinedMatrix(parts.map { [featureOrigins] in $0.matrix.widened(to: count, featureOrigins) })
        origin = .parts(parts.map { RowOrigin.Part(origin: $0.origin, rowCount: $0.rowCount) })
        if parts.contains(where: { $0.weights != nil }) {
            weights = parts.flatMap { $0.weights ?? [Float](repeating: 1, count: $0.rowCount) }
        }
        for part in parts.dropFirst() {
            switch (targets, part.targets) {
            case (.numbers(let numbers), .numbers(let others)): targets = .numbers(numbers + others)
            case (.labels(var labels), .labels(let others)):
                labels.append(contentsOf: others)
                targets = .labels(labels)
            default: break
            }
            if let others = part.groups { groups?.append(contentsOf: others) }
            droppedRowCount += part.droppedRowCount
            untargetedRowCount += part.untargetedRowCount
            unknownNames.add(part.unknownNames)
        }
    }

    /// Some rows, in their order.
    func selecting(_ rows: [Int]) -> FileRows {
        func select(_ column: LabelColumn) -> LabelColumn {
            var selected = LabelColumn()
            selected.append(column.names, codes: rows.map { column.codes[$0] })
            return selected
        }
        var selected = self
        if let encoded = matrix as? EncodedMatrix {
            selected.matrix = EncodedMatrix(
                numbers: SelectedMatrix(encoded.numbers, rows: rows), origins: encoded.origins,
                codes: encoded.codes.map { codes in rows.map { codes[$0] } }, sharings: encoded.sharings,
                columns: encoded.columns)
        } else {
            selected.matrix = SelectedMatrix(matrix, rows: rows)
        }
        switch targets {
        case .numbers(let numbers): selected.targets = .numbers(rows.map { numbers[$0] })
        case .labels(let column): selected.targets = .labels(select(column))
        case nil: break
        }
        selected.weights = weights.map { weights in rows.map { weights[$0] } }
        selected.groups = groups.map(select)
        selected.origin = .rows(file: file)
        return selected
    }
}

extension FeatureMatrix {
    /// The same rows with so many features, counted from these origins, of which further ones are 0, where rows are sparse.
    fileprivate func widened(to count: Int, _ origins: [Double]?) -> any FeatureMatrix {
        guard var sparse = self as? SparseMatrix else { return self }
        sparse.columnCount = count
        sparse.origins = origins
        return sparse
    }
}

/// Some rows of a matrix.
struct SelectedMatrix: FeatureMatrix {
    private let matrix: any FeatureMatrix
    private let rows: [Int]

    init(_ matrix: any FeatureMatrix, rows: [Int]) {
        self.matrix = matrix
        self.rows = rows
    }

    var rowCount: Int { rows.count }
    var columnCount: Int { matrix.columnCount }

    func write(row: Int, to features: UnsafeMutablePointer<Float>) { matrix.write(row: rows[row], to: features) }

    func check() throws(DataError) { try matrix.check() }
}
