/// Rows of a CSV file, and where they are in it.
struct CSVRows {
    /// The rows.
    var table: ColumnTable
    /// Where the rows are whose numbers stay in the file; none where they are in the table.
    private(set) var places = CSVRowPlaces()

    init(file: String, layout: ColumnLayout, targets kind: FileRows.TargetKind, leavesNumbers: Bool) {
        table = ColumnTable(file: file, layout: layout, targets: kind, keepsNumbers: !leavesNumbers)
    }

    /// Adds a row that was read from these bytes of the file.
    /// - Throws: `DataError` where there is no memory for it.
    mutating func append(_ row: borrowing ColumnRow, at bytes: Range<Int>) throws(DataError) {
        if row.isComplete, row.hasTarget, !table.keepsNumbers { places.append(bytes) }
        try table.append(row)
    }

    /// Adds the rows of the piece that follows in the file.
    mutating func append(contentsOf piece: CSVRows) {
        places.append(contentsOf: piece.places)
        table.append(contentsOf: piece.table)
    }
}
