import KernelTable

/// Left · rightᵀ: left is `rowCount` x `depth`, right is `columnCount` x `depth`; the rows of both are read in whole
/// vectors, and what follows the rows of the right factor is finite. For few columns, where `multiply` would leave lanes empty.
///
/// Every number is a dot product in sixteen lanes, whose sum comes in the fixed order of `sum`.
func multiplyTransposedRight(_ job: ProductJob) {
    if let places = job.left.places {
        dotProducts(job, PickedRows(places: places, stride: job.left.stride))
    } else {
        dotProducts(job, ConsecutiveRows(stride: job.left.stride))
    }
}

/// Bytes of the right factor at a time: few enough to stay in the first-level cache beside three rows of the left one.
private let rightBytesAtOnce = 16 << 10

@inline(__always)
private func dotProducts(_ job: ProductJob, _ leftRows: some RowOffsets) {
    let rowBytes = max(job.depth, 1) * MemoryLayout<Float>.stride
    let columnsAtOnce = job.columnCount <= 16 ? job.columnCount : max(rightBytesAtOnce / rowBytes / 2 * 2, 2)
    var column = 0
    while column < job.columnCount {
        let columns = column..<min(column + columnsAtOnce, job.columnCount)
        var row = 0
        while row + 3 <= job.rowCount {
            let left = job.left.base
            threeRows(
                job, left + leftRows[row], left + leftRows[row + 1], left + leftRows[row + 2], row: row, columns)
            row += 3
        }
        while row < job.rowCount {
            oneRow(job, job.left.base + leftRows[row], row: row, columns)
            row += 1
        }
        column = columns.upperBound
    }
}

/// Three rows by two columns at a time: twelve 256-bit sums and the four factors fit sixteen registers.
@inline(__always)
private func threeRows(
    _ job: ProductJob, _ left0: UnsafePointer<Float>, _ left1: UnsafePointer<Float>, _ left2: UnsafePointer<Float>,
    row: Int, _ columns: Range<Int>
) {
    let wholeDepth = job.depth / laneCount * laneCount
    let mask = TailMask(keeping: job.depth - wholeDepth)
    var column = columns.lowerBound
    while column + 2 <= columns.upperBound {
        let right0 = job.right.base + column &* job.right.stride
        let right1 = right0 + job.right.stride
        var sum00 = Lanes(), sum01 = Lanes(), sum10 = Lanes(), sum11 = Lanes(), sum20 = Lanes(), sum21 = Lanes()
        var k = 0
        while k < wholeDepth {
            let factor0 = lanes(at: right0 + k), factor1 = lanes(at: right1 + k)
            let x0 = lanes(at: left0 + k)
            sum00 = fused(x0, factor0, plus: sum00)
            sum01 = fused(x0, factor1, plus: sum01)
            let x1 = lanes(at: left1 + k)
            sum10 = fused(x1, factor0, plus: sum10)
            sum11 = fused(x1, factor1, plus: sum11)
            let x2 = lanes(at: left2 + k)
            sum20 = fused(x2, factor0, plus: sum20)
            sum21 = fused(x2, factor1, plus: sum21)
            k += laneCount
        }
        if k < job.depth {
            let factor0 = lanes(at: right0 + k), factor1 = lanes(at: right1 + k)
            let x0 = mask(lanes(at: left0 + k)), x1 = mask(lanes(at: left1 + k)), x2 = mask(lanes(at: left2 + k))
            sum00 = fused(x0, factor0, plus: sum00)
            sum01 = fused(x0, factor1, plus: sum01)
            sum10 = fused(x1, factor0, plus: sum10)
            sum11 = fused(x1, factor1, plus: sum11)
            sum20 = fused(x2, factor0, plus: sum20)
            sum21 = fused(x2, factor1, plus: sum21)
        }
        let first = sums(sum00, sum01, sum10, sum11)
        put(first[0], job, row, column)
        put(first[1], job, row, column + 1)
        put(first[2], job, row + 1, column)
        put(first[3], job, row + 1, column + 1)
        put(sum(sum20), job, row + 2, column)
        put(sum(sum21), job, row + 2, column + 1)
        column += 2
    }
    if column < columns.upperBound {
        let right = job.right.base + column &* job.right.stride
        put(dot(Float32Vector(left0), right, job.depth), job, row, column)
        put(dot(Float32Vector(left1), right, job.depth), job, row + 1, column)
        put(dot(Float32Vector(left2), right, job.depth), job, row + 2, column)
    }
}

@inline(__always)
private func oneRow(_ job: ProductJob, _ left: UnsafePointer<Float>, row: Int, _ columns: Range<Int>) {
    for column in columns {
        put(dot(Float32Vector(left), job.right.base + column &* job.right.stride, job.depth), job, row, column)
    }
}

/// Writes a sum, adding last what it starts from.
@inline(__always)
private func put(_ sum: Float, _ job: ProductJob, _ row: Int, _ column: Int) {
    let place = job.result + row &* job.resultStride + column
    switch job.start {
    case .zeros: place.pointee = sum
    case .row(let numbers): place.pointee = sum + numbers[column]
    case .result: place.pointee += sum
    }
}
