import KernelTable

/// Adds a block's contributions of one shard, in their order, to the sums of their columns.
func addContributions(_ sums: ColumnSums, _ shard: ShardContributions, _ block: Int) {
    let start = shard.blockStarts[block]
    let count = shard.blockStarts[block + 1] &- start
    let contributions = shard.all + start
    if sums.stride == 1 {
        let numbers = sums.numbers
        forEach(contributions, count, sums) { column, value, _ in numbers[column] += value }
    } else {
        let rows = shard.rows + start, stride = sums.stride
        forEach(contributions, count, sums) { column, value, index in
            addProduct(
                shard.derivatives + Int(truncatingIfNeeded: rows[index]) &* stride, value,
                to: sums.numbers + column &* stride, stride)
        }
    }
}

/// Calls `add` for each contribution, with its column counted from the start of the block, and keeps the list.
@inline(__always)
private func forEach(
    _ contributions: UnsafePointer<Contribution>, _ count: Int, _ sums: ColumnSums,
    _ add: (_ column: Int, _ value: Float, _ index: Int) -> Void
) {
    let firstColumn = sums.firstColumn
    if var list = ListedColumns(sums, adding: count) {
        for index in 0..<count {
            let each = contributions[index]
            let column = Int(truncatingIfNeeded: each.column) &- firstColumn
            list.note(column)
            add(column, each.value, index)
        }
        list.keep()
    } else {
        for index in 0..<count {
            let each = contributions[index]
            add(Int(truncatingIfNeeded: each.column) &- firstColumn, each.value, index)
        }
    }
}

/// Adds the sums of the same columns to others, and clears them.
func moveSums(_ sums: ColumnSums, _ addend: ColumnSums) {
    let count = addend.count.pointee, stride = sums.stride
    if count == ColumnSums.all {
        sums.count.pointee = ColumnSums.all
        let numbers = sums.numbers, others = addend.numbers, end = sums.columnCount &* stride
        let wholeEnd = end / laneCount * laneCount
        add(numbers, others, wholeEnd)
        for k in wholeEnd..<end { numbers[k] += others[k] }
    } else if var list = ListedColumns(sums, adding: count) {
        for index in 0..<count {
            let column = Int(truncatingIfNeeded: addend.list[index])
            list.note(column)
            move(column, sums, addend)
        }
        list.keep()
    } else {
        for index in 0..<count { move(Int(truncatingIfNeeded: addend.list[index]), sums, addend) }
    }
    addend.clear()
}

@inline(__always)
private func move(_ column: Int, _ sums: ColumnSums, _ addend: ColumnSums) {
    if sums.stride == 1 {
        sums.numbers[column] += addend.numbers[column]
    } else {
        add(sums.numbers + column &* sums.stride, addend.numbers + column &* sums.stride, sums.stride)
    }
}

@inline(__always)
private func addProduct(
    _ derivatives: UnsafePointer<Float>, _ value: Float, to sum: UnsafeMutablePointer<Float>, _ count: Int
) {
    let factor = Lanes(repeating: value)
    var k = 0
    while k < count {
        store(fused(lanes(at: derivatives + k), factor, plus: lanes(at: sum + k)), at: sum + k)
        k &+= laneCount
    }
}

/// The list of columns that have a sum, while others are added.
private struct ListedColumns {
    private let sums: ColumnSums
    private var count: Int

    /// Nil where the list would grow too long; from then on there is none.
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
        count &+= 1 &- Int(truncatingIfNeeded: sums.marks[column])
        sums.marks[column] = 1
    }

    @inline(__always)
    func keep() { sums.count.pointee = count }
}
