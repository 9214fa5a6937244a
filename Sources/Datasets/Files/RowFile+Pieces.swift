public import NUMA

extension RowFile {
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
            let piece = try FileRows($0)
            try checkTargetRange(of: piece)
            try body(piece)
        }
    }
}
