import Datasets
import Kernels
import Measures
import Models
import NUMA

/// Rows of one partition that one thread evaluates. Pieces are the same on every machine, and with them the order of sums.
struct EvaluatedPiece {
    /// What a piece came to.
    struct Result<Sums: Sendable>: Sendable {
        var sums: Sums
        var scores: RowScores
    }

    /// The approximate number of pieces: enough to keep all workers busy, and few enough to keep the sums of each.
    private static let count = 64

    let partition: Int
    let rows: Range<Int>

    /// The pieces of the partitions that are held here.
    static func cut(_ dataset: Dataset) -> [EvaluatedPiece] {
        let atOnce = EvaluatedBlock.rowsAtOnce
        let size = max((dataset.rowCount / count + atOnce - 1) / atOnce, 1) * atOnce
        return dataset.held.flatMap { index in
            let rowCount = dataset.partitions[index].rowCount
            return stride(from: 0, to: rowCount, by: size).map {
                EvaluatedPiece(partition: index, rows: $0..<min($0 + size, rowCount))
            }
        }
    }

    /// Sums over each piece, in the pieces' order.
    /// - Parameters:
    ///   - model: the model.
    ///   - parameters: numbers in the model's layout.
    ///   - dataset: the rows.
    ///   - workers: the threads that predict.
    ///   - none: the sums over no rows.
    ///   - keepsScores: whether the outputs of each row are kept, as `add` leaves them.
    ///   - add: adds a block to sums.
    static func evaluate<Sums: Sendable>(
        _ model: some Model, _ parameters: [Float], _ dataset: Dataset, _ workers: Workers, _ none: Sums,
        _ keepsScores: Bool, _ add: @Sendable (inout Sums, EvaluatedBlock) -> Void
    ) -> [Result<Sums>] {
        let pieces = cut(dataset)
        let placement = workers.placement
        return [Result<Sums>](unsafeUninitializedCapacity: pieces.count) { buffer, count in
            // Safe: each iteration writes an element of its own.
            nonisolated(unsafe) let buffer = buffer
            workers.perform(pieces.count) { index in
                let piece = pieces[index]
                let position = placement.position(
                    of: piece.partition - dataset.held.lowerBound, among: dataset.held.count)
                placement.withThread(at: position) {
                    var result = Result(sums: none, scores: RowScores(scoresPerRow: model.outputCount))
                    piece.forEachBlock(of: dataset, model, parameters) { block in
                        add(&result.sums, block)
                        if keepsScores { block.append(to: &result.scores, hasClasses: model.task != .regression) }
                    }
                    buffer.initializeElement(at: index, to: result)
                }
            }
            count = pieces.count
        }
    }

    /// Predicts the rows block by block.
    func forEachBlock(
        of dataset: Dataset, _ model: some Model, _ parameters: [Float], _ body: (EvaluatedBlock) -> Void
    ) {
        let partition = dataset.partitions[partition]
        let features = partition.features
        let atOnce = EvaluatedBlock.rowsAtOnce
        let size = StreamedRows.Size(
            rowCount: partition.isStreamed ? atOnce : 0, rowBytes: features.rowBytes, hasWeights: dataset.hasWeights)
        let outputSpace = atOnce * model.outputCount
        withScratch(model.scratchCount + outputSpace + 2 * atOnce + size.byteCount / 4) { memory in
            let outputs = memory + model.scratchCount
            let losses = outputs + outputSpace
            let ownWeights = losses + atOnce
            let made = StreamedRows(UnsafeMutableRawPointer(ownWeights + atOnce), size)
            for start in stride(from: rows.lowerBound, to: rows.upperBound, by: atOnce) {
                let count = min(atOnce, rows.upperBound - start)
                let rows =
                    partition.writer.map { made.make(start..<start + count, by: $0, form: features) }
                    ?? RowRun(
                        features: features.dropFirst(start), targets: partition.targets + start,
                        weights: partition.weights.map { $0 + start })
                model.predict(
                    rows.features, rowCount: count, targets: rows.targets, parameters: parameters, scratch: memory,
                    outputs: outputs, losses: losses)
                var weights = rows.weights
                if let factors = dataset.classFactors, let trained = weights {
                    for row in 0..<count {
                        let factor = factors[Int(rows.targets[row])]
                        ownWeights[row] = factor > 0 ? Float(Double(trained[row]) / factor) : 0
                    }
                    weights = UnsafePointer(ownWeights)
                }
                body(
                    EvaluatedBlock(
                        rowCount: count, outputCount: model.outputCount, outputs: outputs, targets: rows.targets,
                        weights: weights, losses: losses))
            }
        }
    }
}

/// Consecutive rows of one partition with their predictions.
struct EvaluatedBlock {
    /// Rows of a block, whose outputs stay in a core's caches.
    static let rowsAtOnce = 1024

    let rowCount: Int
    let outputCount: Int
    let outputs: UnsafeMutablePointer<Float>
    let targets: UnsafePointer<Float>
    let weights: UnsafePointer<Float>?
    let losses: UnsafePointer<Float>

    /// Adds the rows of a classification; the class of the highest probability is predicted, the first of several, unless
    /// a threshold says when the second of two classes is.
    func add(to sums: inout ClassificationSums, threshold: Float?) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: max(outputCount, 2)) { probabilities in
            for row in 0..<rowCount {
                if outputCount == 1 {
                    probabilities[0] = 1 - outputs[row]
                    probabilities[1] = outputs[row]
                } else {
                    for index in 0..<outputCount { probabilities[index] = outputs[row * outputCount + index] }
                }
                let predicted = threshold.map { probabilities[1] >= $0 ? 1 : 0 } ?? probabilities.indexOfLargest
                sums.add(
                    predicted: predicted, actual: Int(targets[row]), loss: Double(losses[row]),
                    probabilities: probabilities.baseAddress!, weight: weights.map { Double($0[row]) } ?? 1)
            }
        }
    }

    /// Puts the size of each row's error in the place of its prediction, in the unit that is measured in.
    func turnOutputsIntoErrors(unit: Double) {
        for row in 0..<rowCount {
            outputs[row] = Float(abs((Double(targets[row]) - Double(outputs[row])) * unit))
        }
    }

    /// Keeps the outputs, and what they are to be compared with.
    func append(to scores: inout RowScores, hasClasses: Bool) {
        func buffer(_ pointer: UnsafePointer<Float>) -> UnsafeBufferPointer<Float> {
            UnsafeBufferPointer(start: pointer, count: rowCount)
        }
        scores.append(
            scores: UnsafeBufferPointer(start: outputs, count: rowCount * outputCount),
            classes: hasClasses ? buffer(targets) : nil, weights: weights.map(buffer))
    }
}

extension UnsafeMutableBufferPointer<Float> {
    fileprivate var indexOfLargest: Int {
        var best = 0
        for index in indices where self[index] > self[best] { best = index }
        return best
    }
}
