import Optimizers

/// What the steps of a span work with, whatever the model: views of memory that a `Trainer` owns.
struct StepContext {
    let rows: StepRows
    let sums: StepSums
    let parameters: StepParameters
    let averaging: StepAveraging
    let progress: UnsafeMutablePointer<SpanProgress>
    let interruption: Interruption?

    var optimizer: Optimizer { parameters.optimizer }

    /// Small models are folded as shards are completed, and updated by whoever finishes last.
    var roundCount: Int {
        if parameters.blocks.count < ParameterBlock.fewestForRounds { return 1 }
        return optimizer.needsNorm ? 3 : 2
    }

    /// Records the step's loss and prepares its update; false if the loss is not finite, and then the step is not
    /// taken.
    func beginUpdate(ofStep step: Int, loss: Float) -> Bool {
        guard loss.isFinite else {
            progress.pointee.hasDiverged = true
            return false
        }
        let steps = rows.steps
        let rowCount = steps.rowCount(ofStep: step)
        progress.pointee.totals.stepCount += 1
        progress.pointee.totals.rowCount += rowCount
        progress.pointee.totals.lossSum += Double(loss)
        progress.pointee.update = optimizer.step(steps.ofRun(step), of: steps.totalSteps, rowCount: rowCount)
        progress.pointee.averageShare = averaging.share(afterSteps: steps.ofRun(step) + 1)
        return true
    }

    /// Sums a block over the shards, and measures it if the norm is needed.
    func reduce(_ block: Int) {
        sums.fold(parameters.blocks[block].numbers)
        if optimizer.needsNorm { measure(block) }
    }

    /// Computes the share of a block in the squared norm of the gradient.
    func measure(_ block: Int) { parameters.measure(block, step: progress.pointee.update) }

    /// Scales the step down if the norm of the whole gradient, added up in the blocks' order, is too large.
    func clip() {
        progress.pointee.update = optimizer.clipped(progress.pointee.update, squaredNorm: parameters.squaredNorm)
    }

    /// Updates a block, and gives its parameters their share in the average.
    func update(_ block: Int) {
        parameters.update(block, step: progress.pointee.update)
        parameters.average(block, share: progress.pointee.averageShare)
    }

    /// Updates all parameters from the gradient's sum, on one thread.
    func updateAll() {
        if optimizer.needsNorm {
            for block in 0..<parameters.blocks.count { measure(block) }
            clip()
        }
        for block in 0..<parameters.blocks.count { update(block) }
    }
}
