import Synchronization

/// The numbers of a CSV file that was read without mistakes: they stay in the file, and are read again whenever they are
/// asked for.
final class CSVMatrix: FeatureMatrix {
    private let file: DataFile
    private let places: CSVRowPlaces
    private let layout: ColumnLayout
    private let form: CSVForm
    /// Whether a row was not what it had been.
    private let hasFailed = Atomic(false)

    let rowCount: Int
    let columnCount: Int

    /// - Parameters:
    ///   - file: a file whose content stays in it.
    ///   - places: where its rows are.
    ///   - layout: what its columns are read as.
    ///   - form: how its text is written.
    init(_ file: DataFile, _ places: CSVRowPlaces, _ layout: ColumnLayout, form: CSVForm) {
        self.file = file
        self.places = places
        self.layout = layout.numbersOnly
        self.form = form
        rowCount = places.rowCount
        columnCount = layout.numberNames.count
    }

    func write(row: Int, to features: UnsafeMutablePointer<Float>) { write(rows: row..<row + 1, to: features) }

    func write(rows: Range<Int>, to features: UnsafeMutablePointer<Float>) {
        guard columnCount > 0 else { return }
        var row = ColumnRow(layout)
        var rest = rows
        while !rest.isEmpty {
            let piece = places.piece(of: rest)
            file.withBytes(piece.bytes) {
                write(piece.rows, in: $0, by: &row, to: features + (rest.lowerBound - rows.lowerBound) * columnCount)
            }
            rest = piece.rows.upperBound..<rest.upperBound
        }
    }

    /// Writes the rows of a piece.
    private func write(
        _ rows: Range<Int>, in text: UnsafeRawBufferPointer, by row: inout ColumnRow,
        to features: UnsafeMutablePointer<Float>
    ) {
        var scanner = CSVScanner(rows: text, file: file.path, form: form)
        layout.roles.withUnsafeBufferPointer { roles in
            for index in rows {
                let next = index + 1
                scanner.position = places.distance(from: rows.lowerBound, to: index)
                // Where the file was cut, no line's end would stop a row.
                scanner.end = next < rows.upperBound ? places.distance(from: rows.lowerBound, to: next) : text.count
                do throws(DataError) {
                    // Numbers may be missing where they were allowed to be, and nowhere else.
                    let start = scanner.position
                    try scanner.read(&row, roles, layout, .number, .kept)
                    if !layout.originsAreZero { scanner.countFromOrigins(&row, beginningAt: start, layout, .number) }
                } catch {
                    row.numbers.update(repeating: 0)
                    hasFailed.store(true, ordering: .relaxed)
                }
                let place = features + (index - rows.lowerBound) * columnCount
                place.update(from: row.numbers.baseAddress!, count: columnCount)
            }
        }
    }

    func readAhead(rows: Range<Int>) {
        var rest = rows
        while !rest.isEmpty {
            let piece = places.piece(of: rest)
            file.readAhead(piece.bytes)
            rest = piece.rows.upperBound..<rest.upperBound
        }
    }

    /// - Throws: `DataError` where the file has changed since it was opened, or could not be read.
    func check() throws(DataError) {
        try file.check()
        guard !hasFailed.load(ordering: .relaxed) else {
            throw DataError(file: file.path, found: "other rows", expected: "those of a moment ago")
        }
    }
}
