import KernelTable

/// Derivatives and loss of a linear model with one output over the job's sparse rows; each row is read twice, the second
/// time from the caches.
func sparseGradient(_ job: SparseGradientJob) {
    switch job.loss {
    case .squared: sparseGradient(job, SquaredLoss())
    case .huber(let delta): sparseGradient(job, HuberLoss(delta: delta))
    case .absolute: sparseGradient(job, AbsoluteLoss())
    case .logistic: sparseGradient(job, LogisticLoss())
    }
}

@inline(__always)
private func sparseGradient(_ job: SparseGradientJob, _ loss: some RowLoss) {
    let features = job.rows.features, starts = features.starts!
    let blocks = Blocks(job)
    let prefetch = SparsePrefetch(job.rows, job.upcoming, distance: job.prefetchDistance)
    job.blockStarts.update(repeating: 0, count: job.blockCount + 1)
    for index in 0..<job.rows.count {
        prefetch(at: index)
        let row = SparseRow(features, starts, place(job, index))
        job.outputs[index] = row.dot(job.weights) * job.scale + job.bias
        blocks.forEachRun(of: row) { block, run in job.blockStarts[block + 1] += run.count }
    }
    for block in 0..<job.blockCount { job.blockStarts[block + 1] += job.blockStarts[block] }

    replaceOutputs(job, loss)

    // Each block's start serves as the place of its next product, and so moves on to the start of the next block.
    for index in 0..<job.rows.count {
        let row = SparseRow(features, starts, place(job, index))
        let derivative = job.outputs[index]
        blocks.forEachRun(of: row) { block, run in
            let result = job.contributions + job.blockStarts[block]
            for k in run {
                result[k &- run.lowerBound] = Contribution(column: row.columns[k], value: derivative * row.values[k])
            }
            job.blockStarts[block] += run.count
        }
    }
    for block in stride(from: job.blockCount, to: 0, by: -1) { job.blockStarts[block] = job.blockStarts[block - 1] }
    job.blockStarts[0] = 0
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
            outputs[lane] = job.outputs[start + lane]
            targets[lane] = job.rows.targets[place(job, start + lane)]
        }
        let (derivatives, losses) = loss(outputs, targets)
        for lane in 0..<count {
            job.outputs[start + lane] = derivatives[lane]
            biasGradient += derivatives[lane]
            lossSum += losses[lane]
        }
    }
    job.biasGradient.pointee = biasGradient
    job.lossSum.pointee = lossSum
}

@inline(__always)
private func place(_ job: SparseGradientJob, _ index: Int) -> Int {
    Int(truncatingIfNeeded: job.rows.places[index])
}

/// How columns are cut in blocks.
private struct Blocks {
    private let bits: Int

    @inline(__always)
    init(_ job: SparseGradientJob) { bits = job.blockBits }

    /// The numbers of a row that are in one block, for each block that has any: columns ascend.
    @inline(__always)
    func forEachRun(of row: SparseRow, _ body: (_ block: Int, _ run: Range<Int>) -> Void) {
        var k = 0
        while k < row.count {
            let block = row.column(k) &>> bits
            let end = (block &+ 1) &<< bits
            let start = k
            repeat { k += 1 } while k < row.count && row.column(k) < end
            body(block, start..<k)
        }
    }
}
