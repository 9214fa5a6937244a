import KernelTable

/// Adds products, in their order, to the sums of their columns.
func addContributions(_ sums: ColumnSums, _ contributions: UnsafePointer<Contribution>, _ count: Int) {
    let numbers = sums.numbers
    guard var list = ListedColumns(sums, adding: count) else {
        for index in 0..<count {
            let each = contributions[index]
            numbers[Int(truncatingIfNeeded: each.column) &- sums.firstColumn] += each.value
        }
        return
    }
    for index in 0..<count {
        let each = contributions[index]
        let column = Int(truncatingIfNeeded: each.column) &- sums.firstColumn
        list.note(column)
        numbers[column] += each.value
    }
    list.keep()
}

/// Adds the sums of the same columns to others, and clears them.
func moveSums(_ sums: ColumnSums, _ addend: ColumnSums) {
    let numbers = sums.numbers, others = addend.numbers
    let count = addend.count.pointee
    guard count != ColumnSums.all else {
        sums.count.pointee = ColumnSums.all
        var k = 0
        while k + laneCount <= sums.columnCount {
            store(lanes(at: numbers + k) + lanes(at: others + k), at: numbers + k)
            k += laneCount
        }
        while k < sums.columnCount {
            numbers[k] += others[k]
            k += 1
        }
        return addend.clear()
    }
    guard var list = ListedColumns(sums, adding: count) else {
        for index in 0..<count {
            let column = Int(truncatingIfNeeded: addend.list[index])
            numbers[column] += others[column]
        }
        return addend.clear()
    }
    for index in 0..<count {
        let column = Int(truncatingIfNeeded: addend.list[index])
        list.note(column)
        numbers[column] += others[column]
    }
    list.keep()
    addend.clear()
}

/// The list of columns that have a sum, while others are added.
private struct ListedColumns {
    private let sums: ColumnSums
    private var count: Int

    /// Nil where the list would grow too long; then there is none any more.
    @inline(__always)
    init?(_ sums: ColumnSums, adding more: Int) {
        count = sums.count.pointee
        self.sums = sums
        guard count <= sums.listLimit, more <= sums.listLimit &- count else {
            sums.count.pointee = ColumnSums.all
            return nil
        }
    }

    /// Adds a column where it is not in the list.
    @inline(__always)
    mutating func note(_ column: Int) {
        sums.list[count] = UInt32(truncatingIfNeeded: column)
        count += 1 &- Int(sums.marks[column])
        sums.marks[column] = 1
    }

    @inline(__always)
    func keep() { sums.count.pointee = count }
}
