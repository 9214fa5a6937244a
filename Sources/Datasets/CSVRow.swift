/// A row of a CSV file while it is read.
struct CSVRow {
    var numbers: [Float]
    var categories: [String]
    var target: Float = 0
    var label = ""
    /// Whether nothing is missing that makes the row be left out.
    var isComplete = true

    init(_ layout: CSVLayout) {
        numbers = Array(repeating: 0, count: layout.numberNames.count)
        categories = Array(repeating: "", count: layout.categoryNames.count)
    }
}

extension CSVTable {
    mutating func append(_ row: CSVRow) {
        guard row.isComplete else {
            droppedRowCount += 1
            return
        }
        numbers.append(contentsOf: row.numbers)
        for place in categories.indices { categories[place].append(row.categories[place]) }
        if labels != nil {
            labels?.append(row.label)
        } else if targetName != nil {
            targets.append(row.target)
        }
        rowCount += 1
    }
}
