public import NUMA

/// What must be known of a file before its rows can be read some at a time.
public struct RowSurvey: Sendable {
    /// The number of rows.
    public let rowCount: Int
    /// The number of rows that are left out since they lack a feature or a weight.
    public let droppedRowCount: Int
    /// The number of rows that are left out since they lack a target.
    public let untargetedRowCount: Int
    /// The features of a row.
    public let featureNames: FeatureNames
    /// The classes that labels name; nil where no labels were asked for.
    public let classes: ClassLabels?
}

extension RowFile {
    /// Rows of a table that are in memory at a time.
    private static let rowsAtOnce = 1 << 14

    /// Reads the file once; of a table with little in memory.
    /// - Parameters:
    ///   - kind: What is read as the target; nil for rows without one.
    ///   - workers: The threads that read.
    /// - Throws: `DataError` as `read` does, and where labels cannot be classes.
    public func survey(targets kind: FileRows.TargetKind?, workers: Workers) throws -> RowSurvey {
        try holdPipe()
        guard format.hasColumns, kind == nil || targetsPath == nil else {
            let rows = try read(targets: kind, workers: workers)
            return RowSurvey(
                rowCount: rows.rowCount, droppedRowCount: rows.droppedRowCount,
                untargetedRowCount: rows.untargetedRowCount, featureNames: rows.featureNames,
                classes: try rows.classes())
        }
        var table: ColumnTable?
        try forEachTable(
            ofRows: Self.rowsAtOnce, choice(kind, nil), columnOptions(kind), kind ?? .number, workers
        ) { piece in
            let piece = piece.withCrossings()
            if table == nil { table = piece.withoutRows() } else { table?.note(piece) }
        }
        guard let table else { preconditionFailure("a file of no rows was read") }
        let rows = try FileRows(table)
        do {
            return RowSurvey(
                rowCount: table.rowCount, droppedRowCount: table.droppedRowCount,
                untargetedRowCount: table.untargetedRowCount, featureNames: rows.featureNames,
                classes: try rows.classes())
        } catch {
            try findRow(thatIsNoClassIn: rows, workers)
            throw error
        }
    }

    /// Looks for the first row with a label that is no class among all labels.
    /// - Throws: `DataError` with its place.
    private func findRow(thatIsNoClassIn all: FileRows, _ workers: Workers) throws {
        guard case .labels(let labels) = all.targets, labels.areNumbers else { return }
        try forEachPiece(
            ofRows: Self.rowsAtOnce, targets: .label, features: all.featureNames, workers: workers
        ) { piece in
            guard case .labels(let column) = piece.targets else { return }
            try ClassLabels.check(column, in: piece)
        }
    }
}
