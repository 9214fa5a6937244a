public import Datasets
import Kernels
public import Measures
public import Models
public import NUMA
public import Ranks

/// The sums over rows from which an evaluation is made, and where it is to be whole what is kept of each row.
public struct EvaluationSums: Sendable {
    private enum Sums: Sendable {
        case regression(RegressionSums)
        case classification(ClassificationSums)
    }

    private var sums: Sums
    /// What is kept of each row; nil where sums are to suffice.
    private var scores: RowScores?
    private let threshold: Float?

    /// The sums over no rows.
    /// - Parameters:
    ///   - model: whose predictions are to be added.
    ///   - extent: which measures are wanted.
    ///   - threshold: the least probability of the second of two classes with which it is predicted; nil where the most
    ///     probable class is.
    public init(of model: some Model, extent: Evaluation.Extent = .all, threshold: Float? = nil) {
        self.threshold = threshold
        switch model.task {
        case .regression:
            sums = .regression(RegressionSums(judging: model.regressionLoss))
            scores = extent == .all ? RowScores(scoresPerRow: 1) : nil
        case .classification(let classCount):
            precondition(threshold == nil || classCount == 2, "a threshold of more than two classes")
            sums = .classification(ClassificationSums(classCount: classCount))
            scores = extent == .all ? RowScores(scoresPerRow: model.outputCount) : nil
        }
    }

    /// Predicts every row and compares, in the target's unit, in parallel, with the same bits whatever the number of threads.
    /// Those of sums do depend on how rows are divided into sets, and on the order of the sets. Rows of a training count as
    /// much as they weigh by themselves, without the weights of their classes.
    /// - Parameters:
    ///   - dataset: rows to add; it may be empty.
    ///   - model: the model.
    ///   - parameters: numbers in the model's layout.
    ///   - workers: the threads that predict.
    ///   - ranks: the processes that hold the partitions of the dataset, each its block; all of them must call.
    public mutating func add(
        _ dataset: Dataset, predictedBy model: some Model, parameters: [Float], workers: Workers,
        ranks: Communicator = .alone
    ) {
        if let scores, scores.scores.count + dataset.rowCount * scores.scoresPerRow > RowScores.limit {
            self.scores?.drop()
        }
        let keepsScores = scores.map { !$0.isOverfull } ?? false
        switch sums {
        case .regression(var total):
            let unit = dataset.targetScaling?.scale ?? 1
            let origin = dataset.targetScaling?.mean ?? 0
            let lossUnit = model.lossUnit(of: dataset)
            let none = total.empty
            let pieces = EvaluatedPiece.evaluate(model, parameters, dataset, workers, none, keepsScores) {
                sums, block in
                sums.add(
                    predictions: block.outputs, targets: block.targets, losses: block.losses, weights: block.weights,
                    unit: unit, origin: origin, lossUnit: lossUnit, count: block.rowCount)
                if keepsScores { block.turnOutputsIntoErrors(unit: unit) }
            }
            for sums in ranks.together(pieces.map(\.sums)) { total.merge(sums) }
            sums = .regression(total)
            append(pieces.map(\.scores), ranks)
        case .classification(var total):
            let none = ClassificationSums(classCount: total.classCount)
            let pieces = EvaluatedPiece.evaluate(
                model, parameters, dataset, workers, none, keepsScores
            ) { [threshold] in $1.add(to: &$0, threshold: threshold) }
            for sums in ranks.together(pieces.map(\.sums)) { total.merge(sums) }
            sums = .classification(total)
            append(pieces.map(\.scores), ranks)
        }
    }

    /// Keeps the rows of all ranks' pieces. Collective.
    private mutating func append(_ pieces: [RowScores], _ ranks: Communicator) {
        guard var all = scores, !all.isOverfull else { return }
        scores = nil
        if ranks.size == 1 {
            for piece in pieces { all.append(piece) }
        } else {
            let gathered = [\RowScores.scores, \.classes, \.weights].map { path in
                ranks.allGather(numbers: pieces.flatMap { $0[keyPath: path] }).flatMap { $0 }
            }
            all.append(
                RowScores(
                    scoresPerRow: all.scoresPerRow, scores: gathered[0], classes: gathered[1], weights: gathered[2]))
        }
        scores = all
    }

    /// The sum of the rows' weights; their number where they have none.
    public var weight: Double {
        switch sums {
        case .regression(let sums): sums.weight
        case .classification(let sums): sums.weight
        }
    }

    /// The evaluation of the rows, of which at least one must weigh more than 0.
    /// - Parameter workers: the threads that sort what is kept of the rows.
    public func evaluation(workers: Workers) -> Evaluation {
        switch sums {
        case .regression(let sums): .regression(RegressionMeasures(sums, medianAbsoluteError: scores?.median))
        case .classification(let sums):
            .classification(
                ClassificationMeasures(
                    sums, rankings: scores?.rankings(classCount: sums.classCount) { workers.perform($0, $1) }))
        }
    }

    /// The decision threshold of the second of two classes that is best for these rows; nil where no row is of it, or the
    /// rows were too many to keep.
    public func bestThreshold(for objective: ThresholdObjective) -> Float? { scores?.bestThreshold(for: objective) }
}

extension Model {
    /// What a loss of the rows is multiplied by to be in the target's unit: 1 where targets are not scaled.
    func lossUnit(of dataset: Dataset) -> Double {
        guard let scaling = dataset.targetScaling else { return 1 }
        return regressionLoss?.factor(ofUnit: scaling.scale) ?? 1
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
