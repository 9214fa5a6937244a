import Optimizers

/// The parameters' side of a step: the blocks that workers share, the optimizer and its state, the nodes' copies.
struct StepParameters {
    let optimizer: Optimizer
    /// For each node's position, the parameters that its workers read. The first are the ones that are updated.
    let views: UnsafeBufferPointer<UnsafeMutablePointer<Float>>
    let count: Int
    let firstState: UnsafeMutablePointer<Float>?
    let secondState: UnsafeMutablePointer<Float>?
    /// The parameters' average; nil where the run has none.
    let average: UnsafeMutablePointer<Float>?
    let blocks: UnsafeBufferPointer<ParameterBlock>
    let ranges: UnsafePointer<ParameterBlock.Range>
    let blockNorms: UnsafeMutablePointer<Double>
    /// The gradient, summed over all shards.
    let gradientSum: UnsafePointer<Float>

    private var parameters: UnsafeMutablePointer<Float> { views[0] }

    /// Computes the share of a block in the squared norm of the gradient.
    func measure(_ block: Int, step: UpdateStep) {
        var norm = 0.0
        for index in blocks[block].ranges {
            let range = ranges[index]
            norm += optimizer.squaredNorm(
                parameters: parameters + range.start, gradientSum: gradientSum + range.start, count: range.count,
                isWeight: range.isWeight, step: step)
        }
        blockNorms[block] = norm
    }

    /// The squared norm of the gradient once all blocks are measured, added up in their order.
    var squaredNorm: Double {
        var norm = 0.0
        for block in 0..<blocks.count { norm += blockNorms[block] }
        return norm
    }

    func update(_ block: Int, step: UpdateStep) {
        for index in blocks[block].ranges { update(ranges[index], step: step) }
    }

    func update(_ range: ParameterBlock.Range, step: UpdateStep) {
        optimizer.update(
            parameters + range.start, gradientSum: gradientSum + range.start,
            firstState: firstState.map { $0 + range.start }, secondState: secondState.map { $0 + range.start },
            count: range.count, isWeight: range.isWeight, step: step)
        refresh(range.start..<range.start + range.count)
    }

    /// Gives a block's parameters a share in the average.
    /// - Parameters:
    ///   - block: the block.
    ///   - share: the share, 0 for nothing.
    ///   - weightFactor: what weights are multiplied by to be what they stand for.
    func average(_ block: Int, share: Float, weightFactor: Float = 1) {
        guard share > 0, let average else { return }
        for index in blocks[block].ranges {
            let range = ranges[index]
            let factor = range.isWeight ? weightFactor : 1
            for number in range.start..<range.start + range.count {
                average[number] += (parameters[number] * factor - average[number]) * share
            }
        }
    }

    /// Brings the other nodes' copies of some parameters up to date.
    func refresh(_ numbers: Range<Int>) {
        for copy in views.dropFirst() {
            (copy + numbers.lowerBound).update(from: parameters + numbers.lowerBound, count: numbers.count)
        }
    }
}
