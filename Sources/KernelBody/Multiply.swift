import KernelTable

/// Left · right: left is `rowCount` x `depth`, right is `depth` x `columnCount`, and its rows are read in whole vectors.
///
/// Every number is one chain of fused multiply-adds in the order of the depth, however the product is cut in blocks.
func multiply(_ job: ProductJob) {
    let right = ConsecutiveRows(stride: job.right.stride)
    // The columns of the left factor are next to each other.
    let steps = ConsecutiveRows(stride: 1)
    if let places = job.left.places {
        let rows = PickedRows(places: places, stride: job.left.stride)
        accumulate(job, leftRows: rows, leftSteps: steps, right: right, depthAtOnce: 256)
    } else {
        let rows = ConsecutiveRows(stride: job.left.stride)
        accumulate(job, leftRows: rows, leftSteps: steps, right: right, depthAtOnce: 256)
    }
}

/// Leftᵀ · right: left is `depth` x `rowCount`, right is `depth` x `columnCount`; otherwise as `multiply`.
func multiplyTransposedLeft(_ job: ProductJob) {
    let rows = ConsecutiveRows(stride: 1)
    let left = ConsecutiveRows(stride: job.left.stride)
    let right = ConsecutiveRows(stride: job.right.stride)
    if let places = job.left.places {
        let left = PickedRows(places: places, stride: job.left.stride)
        accumulate(job, leftRows: rows, leftSteps: left, right: right, depthAtOnce: 128)
    } else if let places = job.right.places {
        let right = PickedRows(places: places, stride: job.right.stride)
        accumulate(job, leftRows: rows, leftSteps: left, right: right, depthAtOnce: 128)
    } else {
        accumulate(job, leftRows: rows, leftSteps: left, right: right, depthAtOnce: 128)
    }
}

/// So many rows of the result at a time that they stay in the second-level cache while the depth goes by.
private let rowsAtOnce = 96

/// - Parameter depthAtOnce: so much that the parts of both factors that a block reads stay in the first-level cache.
@inline(__always)
private func accumulate(
    _ job: ProductJob, leftRows: some RowOffsets, leftSteps: some RowOffsets, right: some RowOffsets, depthAtOnce: Int
) {
    let pieceCount = max((job.depth + depthAtOnce - 1) / depthAtOnce, 1)
    var row = 0
    while row < job.rowCount {
        let rows = row..<min(row + rowsAtOnce, job.rowCount)
        for piece in 0..<pieceCount {
            let depth = job.depth * piece / pieceCount..<job.depth * (piece + 1) / pieceCount
            let start = piece == 0 ? job.start : .result
            var column = 0
            while column < job.columnCount {
                let block = ColumnBlock(
                    left: job.left.base, leftSteps: leftSteps, right: job.right.base + column, rightRows: right,
                    depth: depth, result: job.result + column, resultStride: job.resultStride)
                let begin: ProductJob.Start =
                    if case .row(let numbers) = start { .row(numbers + column) } else { start }
                let remaining = job.columnCount - column
                if remaining >= laneCount {
                    block.run(leftRows, rows, begin) { $0 }
                } else {
                    let mask = TailMask(keeping: remaining)
                    block.run(leftRows, rows, begin) { mask($0) }
                }
                column += laneCount
            }
        }
        row = rows.upperBound
    }
}

/// Sixteen columns of a product.
private struct ColumnBlock<LeftSteps: RowOffsets, RightRows: RowOffsets> {
    let left: UnsafePointer<Float>
    let leftSteps: LeftSteps
    let right: UnsafePointer<Float>
    let rightRows: RightRows
    let depth: Range<Int>
    let result: UnsafeMutablePointer<Float>
    let resultStride: Int

    /// Six rows at a time: twelve 256-bit sums, two factors and one broadcast fit sixteen registers.
    @inline(__always)
    func run(
        _ leftRows: some RowOffsets, _ rows: Range<Int>, _ start: ProductJob.Start, _ keep: (Lanes) -> Lanes
    ) {
        var row = rows.lowerBound
        while row + 6 <= rows.upperBound {
            six(leftRows, row, start, keep)
            row += 6
        }
        if row + 4 <= rows.upperBound {
            four(leftRows, row, start, keep)
            row += 4
        }
        while row < rows.upperBound {
            one(leftRows, row, start, keep)
            row += 1
        }
    }

    @inline(__always)
    private func initial(_ row: Int, _ start: ProductJob.Start) -> Lanes {
        switch start {
        case .zeros: Lanes()
        case .row(let numbers): lanes(at: numbers)
        case .result: lanes(at: result + row &* resultStride)
        }
    }

    @inline(__always)
    private func six(
        _ rows: some RowOffsets, _ row: Int, _ start: ProductJob.Start, _ keep: (Lanes) -> Lanes
    ) {
        let left0 = left + rows[row], left1 = left + rows[row + 1], left2 = left + rows[row + 2]
        let left3 = left + rows[row + 3], left4 = left + rows[row + 4], left5 = left + rows[row + 5]
        var sum0 = initial(row, start), sum1 = initial(row + 1, start), sum2 = initial(row + 2, start)
        var sum3 = initial(row + 3, start), sum4 = initial(row + 4, start), sum5 = initial(row + 5, start)
        for step in depth {
            let factor = keep(lanes(at: right + rightRows[step]))
            let offset = leftSteps[step]
            sum0 = fused(factor, Lanes(repeating: left0[offset]), plus: sum0)
            sum1 = fused(factor, Lanes(repeating: left1[offset]), plus: sum1)
            sum2 = fused(factor, Lanes(repeating: left2[offset]), plus: sum2)
            sum3 = fused(factor, Lanes(repeating: left3[offset]), plus: sum3)
            sum4 = fused(factor, Lanes(repeating: left4[offset]), plus: sum4)
            sum5 = fused(factor, Lanes(repeating: left5[offset]), plus: sum5)
        }
        var out = result + row &* resultStride
        store(sum0, at: out)
        out += resultStride
        store(sum1, at: out)
        out += resultStride
        store(sum2, at: out)
        out += resultStride
        store(sum3, at: out)
        out += resultStride
        store(sum4, at: out)
        out += resultStride
        store(sum5, at: out)
    }

    @inline(__always)
    private func four(
        _ rows: some RowOffsets, _ row: Int, _ start: ProductJob.Start, _ keep: (Lanes) -> Lanes
    ) {
        let left0 = left + rows[row], left1 = left + rows[row + 1]
        let left2 = left + rows[row + 2], left3 = left + rows[row + 3]
        var sum0 = initial(row, start), sum1 = initial(row + 1, start)
        var sum2 = initial(row + 2, start), sum3 = initial(row + 3, start)
        for step in depth {
            let factor = keep(lanes(at: right + rightRows[step]))
            let offset = leftSteps[step]
            sum0 = fused(factor, Lanes(repeating: left0[offset]), plus: sum0)
            sum1 = fused(factor, Lanes(repeating: left1[offset]), plus: sum1)
            sum2 = fused(factor, Lanes(repeating: left2[offset]), plus: sum2)
            sum3 = fused(factor, Lanes(repeating: left3[offset]), plus: sum3)
        }
        var out = result + row &* resultStride
        store(sum0, at: out)
        out += resultStride
        store(sum1, at: out)
        out += resultStride
        store(sum2, at: out)
        out += resultStride
        store(sum3, at: out)
    }

    @inline(__always)
    private func one(
        _ rows: some RowOffsets, _ row: Int, _ start: ProductJob.Start, _ keep: (Lanes) -> Lanes
    ) {
        let left = left + rows[row]
        var sum = initial(row, start)
        for step in depth {
            sum = fused(
                keep(lanes(at: right + rightRows[step])), Lanes(repeating: left[leftSteps[step]]), plus: sum)
        }
        store(sum, at: result + row &* resultStride)
    }
}
