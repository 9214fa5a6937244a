/// A row of a CSV file while it is read, in memory that it owns.
struct CSVRow: ~Copyable {
    let numbers: UnsafeMutableBufferPointer<Float>
    var categories: [String]
    var target: Float = 0
    var label = ""
    /// Whether nothing is missing that makes the row be left out.
    var isComplete = true

    init(_ layout: CSVLayout) {
        numbers = .allocate(capacity: layout.numberNames.count)
        numbers.initialize(repeating: 0)
        categories = Array(repeating: "", count: layout.categoryNames.count)
    }

    deinit { numbers.deallocate() }
}

extension CSVTable {
    /// Adds a row that was read from these bytes of the file.
    mutating func append(_ row: borrowing CSVRow, at bytes: Range<Int>) {
        guard row.isComplete else {
            droppedRowCount += 1
            return
        }
        if leavesNumbers { places.append(bytes) } else { numbers.append(contentsOf: row.numbers) }
        for place in categories.indices { categories[place].append(row.categories[place]) }
        if labels != nil {
            labels?.append(row.label)
        } else if targetName != nil {
            targets.append(row.target)
        }
        rowCount += 1
    }
}
