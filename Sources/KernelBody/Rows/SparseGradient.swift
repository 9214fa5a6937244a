import KernelTable

/// Derivatives and losses of a linear model over the job's sparse rows; each row is read twice, the second time from the
/// caches.
func sparseGradient(_ job: SparseGradientJob) {
    switch job.model.head {
    case .point(let loss): specialize(PointGradientWork(job: job), for: loss)
    case .softmax(let classCount): softmaxGradient(job, classCount)
    }
}

private struct PointGradientWork: LossWork {
    let job: SparseGradientJob

    @inline(__always)
    func callAsFunction(_ loss: some RowLoss) {
        let bias = job.model.bias.pointee, scale = job.model.scale, weights = job.model.weights
        let derivatives = job.result.derivatives
        let offsetColumn = job.model.offsetColumn
        firstReading(job) { index, row in
            let output = row.dot(weights) * scale + bias
            derivatives[index] = offsetColumn.map { output + row.number(ofColumn: $0) } ?? output
        }
        replaceOutputs(job, loss)
        let all = job.result.all
        secondReading(job) { index, row, run, start in
            let derivative = derivatives[index]
            var place = start
            for k in run {
                all[place] = Contribution(column: row.columns[k], value: derivative * row.values[k])
                place &+= 1
            }
        }
        guard let offsetColumn else { return }
        for place in 0..<job.result.blockStarts[job.blockCount] where Int(all[place].column) == offsetColumn {
            all[place].value = 0
        }
    }
}

private func softmaxGradient(_ job: SparseGradientJob, _ classCount: Int) {
    let stride = job.model.stride, count = job.rows.count
    let derivatives = job.result.derivatives
    firstReading(job) { index, row in row.logits(job.model, derivatives + index &* stride) }
    let targets = job.result.scratch!, losses = targets + count
    for index in 0..<count { targets[index] = job.rows.targets[place(job, index)] }
    softmax(
        SoftmaxJob(
            logits: derivatives, stride: stride, rowCount: count, classCount: classCount, labels: targets,
            losses: losses, result: .gradient))
    weighRows(
        RowWeightJob(rows: job.rows, derivatives: derivatives, stride: stride, count: classCount, losses: losses))
    let biasCount = job.model.head.biasCount
    var lossSum: Float = 0
    job.result.tail.update(repeating: 0, count: biasCount)
    for index in 0..<count {
        add(job.result.tail, derivatives + index &* stride, biasCount)
        lossSum += losses[index]
    }
    job.result.tail[biasCount] = lossSum
    let all = job.result.all, rows = job.result.rows
    secondReading(job) { index, row, run, start in
        var place = start
        for k in run {
            all[place] = Contribution(column: row.columns[k], value: row.values[k])
            rows[place] = UInt32(truncatingIfNeeded: index)
            place &+= 1
        }
    }
}

/// Calls `body` for each row, and finds where each block's contributions will start.
@inline(__always)
private func firstReading(_ job: SparseGradientJob, _ body: (_ index: Int, _ row: SparseRow) -> Void) {
    let features = job.rows.features, starts = features.starts!, blockStarts = job.result.blockStarts
    let prefetch = SparsePrefetch(job.rows, job.upcoming, distance: job.prefetchDistance)
    blockStarts.update(repeating: 0, count: job.blockCount + 1)
    for index in 0..<job.rows.count {
        prefetch(at: index)
        let row = SparseRow(features, starts, place(job, index))
        body(index, row)
        if isTracked(job) {
            let ends = job.result.runEnds! + index &* job.blockCount
            row.findRuns(job.blockBits, job.blockCount, ends: ends)
            var start: UInt32 = 0
            for block in 0..<job.blockCount {
                blockStarts[block + 1] += Int(truncatingIfNeeded: ends[block] &- start)
                start = ends[block]
            }
        } else {
            row.forEachRun(job.blockBits) { block, run in blockStarts[block + 1] += run.count }
        }
    }
    for block in 0..<job.blockCount { blockStarts[block + 1] += blockStarts[block] }
}

/// Calls `body` for the numbers of each row that are in one block, with the place of their contributions.
@inline(__always)
private func secondReading(
    _ job: SparseGradientJob, _ body: (_ index: Int, _ row: SparseRow, _ run: Range<Int>, _ start: Int) -> Void
) {
    let features = job.rows.features, starts = features.starts!, blockStarts = job.result.blockStarts
    // Each block's start serves as the place of its next contribution, and so moves on to the start of the next block.
    for index in 0..<job.rows.count {
        let row = SparseRow(features, starts, place(job, index))
        if isTracked(job) {
            let ends = job.result.runEnds! + index &* job.blockCount
            var first = 0
            for block in 0..<job.blockCount {
                let end = Int(truncatingIfNeeded: ends[block])
                let start = blockStarts[block]
                blockStarts[block] = start &+ (end &- first)
                body(index, row, first..<end, start)
                first = end
            }
        } else {
            row.forEachRun(job.blockBits) { block, run in
                let start = blockStarts[block]
                blockStarts[block] = start &+ run.count
                body(index, row, run, start)
            }
        }
    }
    for block in stride(from: job.blockCount, to: 0, by: -1) { blockStarts[block] = blockStarts[block - 1] }
    blockStarts[0] = 0
}

/// Replaces the rows' outputs by the derivatives of their losses, and sums both up in order.
@inline(__always)
private func replaceOutputs(_ job: SparseGradientJob, _ loss: some RowLoss) {
    var biasGradient: Float = 0
    var lossSum: Float = 0
    for start in stride(from: 0, to: job.rows.count, by: 4) {
        let count = min(4, job.rows.count - start)
        var outputs = SIMD4<Float>(), targets = SIMD4<Float>()
        for lane in 0..<count {
            outputs[lane] = job.result.derivatives[start + lane]
            targets[lane] = job.rows.targets[place(job, start + lane)]
        }
        var (derivatives, losses) = loss(outputs, targets)
        if job.rows.weights != nil {
            var weights = SIMD4<Float>()
            for lane in 0..<count { weights[lane] = weight(job.rows, start + lane) }
            derivatives = weighted(derivatives, weights)
            losses = weighted(losses, weights)
        }
        for lane in 0..<count {
            job.result.derivatives[start + lane] = derivatives[lane]
            biasGradient += derivatives[lane]
            lossSum += losses[lane]
        }
    }
    job.result.tail[0] = biasGradient
    job.result.tail[laneCount] = lossSum
}

@inline(__always)
private func isTracked(_ job: SparseGradientJob) -> Bool { job.blockCount <= ShardContributions.mostTrackedBlocks }

@inline(__always)
private func place(_ job: SparseGradientJob, _ index: Int) -> Int {
    Int(truncatingIfNeeded: job.rows.places[index])
}
