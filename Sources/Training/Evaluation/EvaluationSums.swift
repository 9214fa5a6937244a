public import Datasets
import Kernels
public import Measures
public import Models
public import NUMA
public import Ranks

/// The sums over rows from which an evaluation is made.
public enum EvaluationSums: Sendable {
    /// Of a model that predicts a number.
    case regression(RegressionSums)
    /// Of a model that predicts a class.
    case classification(ClassificationSums)

    /// The sums over no rows.
    public init(of task: LearningTask) {
        switch task {
        case .regression: self = .regression(RegressionSums())
        case .classification(let classCount): self = .classification(ClassificationSums(classCount: classCount))
        }
    }

    /// Predicts every row and compares, in the target's unit, in parallel, with the same bits whatever the number of threads.
    /// They do depend on how rows are divided into sets, and on the order of the sets.
    /// - Parameters:
    ///   - dataset: rows to add; it may be empty.
    ///   - model: a model of this task.
    ///   - parameters: numbers in the model's layout.
    ///   - workers: the threads that predict.
    ///   - ranks: the processes that hold the partitions of the dataset, each its block; all of them must call.
    public mutating func add(
        _ dataset: Dataset, predictedBy model: some Model, parameters: [Float], workers: Workers,
        ranks: Communicator = .alone
    ) {
        switch self {
        case .regression(var total):
            let unit = dataset.targetScaling?.scale ?? 1
            let lossUnit = model.lossUnit(of: dataset)
            let pieces = evaluatePieces(model, parameters, dataset, workers, RegressionSums()) { sums, block in
                sums.add(
                    predictions: block.outputs, targets: block.targets, losses: block.losses, weights: block.weights,
                    unit: unit, lossUnit: lossUnit, count: block.rowCount)
            }
            for sums in ranks.together(pieces) { total.merge(sums) }
            self = .regression(total)
        case .classification(var total):
            let none = ClassificationSums(classCount: total.classCount)
            let pieces = evaluatePieces(model, parameters, dataset, workers, none) { $1.add(to: &$0) }
            for sums in ranks.together(pieces) { total.merge(sums) }
            self = .classification(total)
        }
    }

    /// The sum of the rows' weights; their number where they have none.
    public var weight: Double {
        switch self {
        case .regression(let sums): sums.weight
        case .classification(let sums): sums.weight
        }
    }

    /// The evaluation of the rows, of which at least one must weigh more than 0.
    public var evaluation: Evaluation {
        switch self {
        case .regression(let sums): .regression(RegressionMeasures(sums))
        case .classification(let sums): .classification(ClassificationMeasures(sums))
        }
    }
}

extension Model {
    /// What a loss of the rows is multiplied by to be in the target's unit: 1 where targets are not scaled.
    func lossUnit(of dataset: Dataset) -> Double {
        guard let scaling = dataset.targetScaling else { return 1 }
        return regressionLoss?.factor(ofUnit: scaling.scale) ?? 1
    }
}

/// Consecutive rows of one partition with their predictions.
struct EvaluatedBlock {
    /// Rows of a block, whose outputs stay in a core's caches.
    static let rowsAtOnce = 1024

    let rowCount: Int
    let outputCount: Int
    let outputs: UnsafePointer<Float>
    let targets: UnsafePointer<Float>
    let weights: UnsafePointer<Float>?
    let losses: UnsafePointer<Float>

    /// Adds the rows of a classification; the class of the highest probability is predicted, the first of several.
    func add(to sums: inout ClassificationSums) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: max(outputCount, 2)) { probabilities in
            for row in 0..<rowCount {
                if outputCount == 1 {
                    probabilities[0] = 1 - outputs[row]
                    probabilities[1] = outputs[row]
                } else {
                    for index in 0..<outputCount { probabilities[index] = outputs[row * outputCount + index] }
                }
                sums.add(
                    predicted: probabilities.indexOfLargest, actual: Int(targets[row]), loss: Double(losses[row]),
                    probabilities: probabilities.baseAddress!, weight: weights.map { Double($0[row]) } ?? 1)
            }
        }
    }
}

extension UnsafeMutableBufferPointer<Float> {
    var indexOfLargest: Int {
        var best = 0
        for index in indices where self[index] > self[best] { best = index }
        return best
    }
}

/// Rows of one partition that one thread evaluates. Pieces are the same on every machine, and with them the order of sums.
struct EvaluatedPiece {
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

    /// Predicts the rows block by block.
    func forEachBlock(
        of dataset: Dataset, _ model: some Model, _ parameters: [Float], _ body: (EvaluatedBlock) -> Void
    ) {
        let partition = dataset.partitions[partition]
        let features = partition.features
        let size = StreamedRows.Size(
            rowCount: partition.isStreamed ? EvaluatedBlock.rowsAtOnce : 0, rowBytes: features.rowBytes,
            hasWeights: dataset.hasWeights)
        let outputSpace = EvaluatedBlock.rowsAtOnce * model.outputCount
        withScratch(model.scratchCount + outputSpace + EvaluatedBlock.rowsAtOnce + size.byteCount / 4) { memory in
            let outputs = memory + model.scratchCount
            let losses = outputs + outputSpace
            let made = StreamedRows(UnsafeMutableRawPointer(losses + EvaluatedBlock.rowsAtOnce), size)
            for start in stride(from: rows.lowerBound, to: rows.upperBound, by: EvaluatedBlock.rowsAtOnce) {
                let count = min(EvaluatedBlock.rowsAtOnce, rows.upperBound - start)
                let rows =
                    partition.writer.map { made.make(start..<start + count, by: $0, form: features) }
                    ?? RowRun(
                        features: features.dropFirst(start), targets: partition.targets + start,
                        weights: partition.weights.map { $0 + start })
                model.predict(
                    rows.features, rowCount: count, targets: rows.targets, parameters: parameters, scratch: memory,
                    outputs: outputs, losses: losses)
                body(
                    EvaluatedBlock(
                        rowCount: count, outputCount: model.outputCount, outputs: outputs, targets: rows.targets,
                        weights: rows.weights, losses: losses))
            }
        }
    }
}

/// Sums over each piece, in the pieces' order.
private func evaluatePieces<Sums: WordCoded>(
    _ model: some Model, _ parameters: [Float], _ dataset: Dataset, _ workers: Workers, _ none: Sums,
    _ add: @Sendable (inout Sums, EvaluatedBlock) -> Void
) -> [Sums] {
    let pieces = EvaluatedPiece.cut(dataset)
    let placement = workers.placement
    return [Sums](unsafeUninitializedCapacity: pieces.count) { buffer, count in
        // Safe: each iteration writes an element of its own.
        nonisolated(unsafe) let buffer = buffer
        workers.perform(pieces.count) { index in
            let piece = pieces[index]
            let position = placement.position(
                of: piece.partition - dataset.held.lowerBound, among: dataset.held.count)
            placement.withThread(at: position) {
                var sums = none
                piece.forEachBlock(of: dataset, model, parameters) { add(&sums, $0) }
                buffer.initializeElement(at: index, to: sums)
            }
        }
        count = pieces.count
    }
}

extension Communicator {
    /// The sums of all ranks' pieces, in the pieces' order. Collective.
    fileprivate func together<Sums: WordCoded>(_ pieces: [Sums]) -> [Sums] {
        guard size > 1 else { return pieces }
        let wordCount = pieces.first?.words.count ?? 0
        let own = pieces.flatMap(\.words)
        let width = Int(allReduceMaximum(UInt64(wordCount)))
        return allGather(own.withUnsafeBytes { Array($0) }).flatMap { bytes in
            let words = bytes.withUnsafeBytes { Array($0.bindMemory(to: UInt64.self)) }
            return stride(from: 0, to: words.count, by: max(width, 1)).map { Sums(words: words[$0..<$0 + width]) }
        }
    }
}
