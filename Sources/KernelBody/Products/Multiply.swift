import KernelTable

/// Left · right: left is `rowCount` x `depth`, right is `depth` x `columnCount`, and its rows are read in whole vectors.
///
/// Every number is one chain of fused multiply-adds in the order of the depth, however the product is cut into blocks.
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

/// Rows of the result at a time: few enough to stay in the second-level cache while the depth is summed.
private let rowsAtOnce = 96

/// - Parameter depthAtOnce: little enough for the parts of both factors that a block reads to stay in the first-level cache.
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
                #if THIRTY_TWO_VECTORS
                    if remaining >= LanePair.count {
                        block.run(leftRows, rows, begin) { (columns: LanePair) in columns }
                        column += LanePair.count
                        continue
                    }
                #endif
                if remaining >= laneCount {
                    block.run(leftRows, rows, begin) { (columns: Lanes) in columns }
                } else {
                    let mask = TailMask(keeping: remaining)
                    block.run(leftRows, rows, begin) { (columns: Lanes) in mask(columns) }
                }
                column += laneCount
            }
        }
        row = rows.upperBound
    }
}

/// Some columns of a product that are next to each other.
private struct ColumnBlock<LeftSteps: RowOffsets, RightRows: RowOffsets> {
    let left: UnsafePointer<Float>
    let leftSteps: LeftSteps
    let right: UnsafePointer<Float>
    let rightRows: RightRows
    let depth: Range<Int>
    let result: UnsafeMutablePointer<Float>
    let resultStride: Int

    /// Six rows at a time: sums of sixteen columns, which are twelve of 256 bits, two factors and one broadcast fit
    /// sixteen registers, and pairs of vectors of 512 bits fit thirty-two.
    @inline(__always)
    func run<Block: Columns>(
        _ leftRows: some RowOffsets, _ rows: Range<Int>, _ start: ProductJob.Start, _ keep: (Block) -> Block
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
    private func initial<Block: Columns>(_ row: Int, _ start: ProductJob.Start) -> Block {
        switch start {
        case .zeros: Block()
        case .row(let numbers): Block(at: numbers)
        case .result: Block(at: result + row &* resultStride)
        }
    }

    @inline(__always)
    private func six<Block: Columns>(
        _ rows: some RowOffsets, _ row: Int, _ start: ProductJob.Start, _ keep: (Block) -> Block
    ) {
        let left0 = left + rows[row], left1 = left + rows[row + 1], left2 = left + rows[row + 2]
        let left3 = left + rows[row + 3], left4 = left + rows[row + 4], left5 = left + rows[row + 5]
        var sum0: Block = initial(row, start), sum1: Block = initial(row + 1, start)
        var sum2: Block = initial(row + 2, start), sum3: Block = initial(row + 3, start)
        var sum4: Block = initial(row + 4, start), sum5: Block = initial(row + 5, start)
        for step in depth {
            let numbers = keep(Block(at: right + rightRows[step]))
            let offset = leftSteps[step]
            sum0.add(numbers, times: left0[offset])
            sum1.add(numbers, times: left1[offset])
            sum2.add(numbers, times: left2[offset])
            sum3.add(numbers, times: left3[offset])
            sum4.add(numbers, times: left4[offset])
            sum5.add(numbers, times: left5[offset])
        }
        var out = result + row &* resultStride
        sum0.write(to: out)
        out += resultStride
        sum1.write(to: out)
        out += resultStride
        sum2.write(to: out)
        out += resultStride
        sum3.write(to: out)
        out += resultStride
        sum4.write(to: out)
        out += resultStride
        sum5.write(to: out)
    }

    @inline(__always)
    private func four<Block: Columns>(
        _ rows: some RowOffsets, _ row: Int, _ start: ProductJob.Start, _ keep: (Block) -> Block
    ) {
        let left0 = left + rows[row], left1 = left + rows[row + 1]
        let left2 = left + rows[row + 2], left3 = left + rows[row + 3]
        var sum0: Block = initial(row, start), sum1: Block = initial(row + 1, start)
        var sum2: Block = initial(row + 2, start), sum3: Block = initial(row + 3, start)
        for step in depth {
            let numbers = keep(Block(at: right + rightRows[step]))
            let offset = leftSteps[step]
            sum0.add(numbers, times: left0[offset])
            sum1.add(numbers, times: left1[offset])
            sum2.add(numbers, times: left2[offset])
            sum3.add(numbers, times: left3[offset])
        }
        var out = result + row &* resultStride
        sum0.write(to: out)
        out += resultStride
        sum1.write(to: out)
        out += resultStride
        sum2.write(to: out)
        out += resultStride
        sum3.write(to: out)
    }

    @inline(__always)
    private func one<Block: Columns>(
        _ rows: some RowOffsets, _ row: Int, _ start: ProductJob.Start, _ keep: (Block) -> Block
    ) {
        let left = left + rows[row]
        var sum: Block = initial(row, start)
        for step in depth {
            sum.add(keep(Block(at: right + rightRows[step])), times: left[leftSteps[step]])
        }
        sum.write(to: result + row &* resultStride)
    }
}
