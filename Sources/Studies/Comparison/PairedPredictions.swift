import Datasets
public import KernelTable
import Measures
public import Models
public import Training

/// The predictions of two models for the same rows.
public struct PairedPredictions: Sendable {
    /// Why two sets of predictions cannot be compared.
    public struct Mismatch: Error, CustomStringConvertible {
        /// What is different.
        public let description: String
    }

    /// What one of the models says of the rows.
    private struct Side: Sendable {
        let values: [Double]
        let probabilities: [Float]
        let losses: [Double]
    }

    /// The number of rows.
    public let rowCount: Int
    /// Whether numbers or classes are predicted.
    public let task: LearningTask
    /// The weights of the rows; nil where each counts as 1.
    let weights: [Float]?
    private let targets: [Double]
    private let sides: [Side]
    /// The loss that decides which measures are taken of numbers.
    private let loss: PointLoss?
    /// For classes what their rankings need, for numbers the sizes of errors, of each model.
    private let scores: [[Float]]
    private let classes: [Float]
    /// For numbers targets, predictions and losses in single precision, targets and predictions counted from `origin`.
    private let nearTargets: [Float]
    private let nearValues: [[Float]]
    private let nearLosses: [[Float]]
    private let origin: Double

    /// Pairs predictions by their rows.
    /// - Parameters:
    ///   - first: at least one row.
    ///   - second: of the same rows, in any order.
    ///   - loss: that of the first model, where it predicts a number: it decides which measures are taken.
    /// - Throws: `Mismatch` where the rows, their targets or their weights are not the same.
    public init(
        _ first: RowPredictions, _ second: RowPredictions, judging loss: PointLoss? = nil
    ) throws(Mismatch) {
        guard first.predictions.task == second.predictions.task else {
            throw Mismatch(description: "one predicts classes, the other numbers or other classes")
        }
        let orders = [first, second].map { side in side.rows.indices.sorted { side.rows[$0] < side.rows[$1] } }
        guard first.sourceRowCount == second.sourceRowCount, first.rows.count == second.rows.count,
            zip(orders[0], orders[1]).allSatisfy({ first.rows[$0] == second.rows[$1] })
        else { throw Mismatch(description: "they are of different rows") }
        guard zip(orders[0], orders[1]).allSatisfy({ first.targets[$0] == second.targets[$1] }) else {
            throw Mismatch(description: "their rows have different targets")
        }
        let weighted = [first, second].enumerated().map { index, side in
            side.weights.map { weights in orders[index].map { weights[$0] } }
        }
        guard weighted[0] == weighted[1] else { throw Mismatch(description: "their rows have different weights") }
        guard (weighted[0] ?? [1]).contains(where: { $0 > 0 }), !first.rows.isEmpty else {
            throw Mismatch(description: "no row counts")
        }
        rowCount = first.rows.count
        task = first.predictions.task
        weights = weighted[0]
        targets = orders[0].map { first.targets[$0] }
        self.loss = loss
        var classCount = 0
        if case .classification(let count) = task { classCount = count }
        sides = zip([first, second], orders).map { side, order in
            Side(
                values: order.map { side.predictions.values[$0] },
                probabilities: order.flatMap { row in
                    side.predictions.probabilities[row * classCount..<(row + 1) * classCount]
                }, losses: order.map { side.losses[$0] })
        }
        let (targets, sides) = (targets, sides)
        guard classCount == 0 else {
            scores = sides.map { side in
                classCount == 2
                    ? stride(from: 1, to: side.probabilities.count, by: 2).map { side.probabilities[$0] }
                    : side.probabilities
            }
            classes = targets.map { Float($0) }
            (nearTargets, nearValues, nearLosses, origin) = ([], [], [], 0)
            return
        }
        let mean = targets.reduce(0, +) / Double(targets.count)
        scores = sides.map { side in zip(side.values, targets).map { Float(abs($0 - $1)) } }
        classes = []
        origin = mean
        nearTargets = targets.map { Float($0 - mean) }
        nearValues = sides.map { side in side.values.map { Float($0 - mean) } }
        nearLosses = sides.map { side in side.losses.map { Float($0) } }
    }

    /// The measures of one of the models.
    /// - Parameters:
    ///   - side: 0 for the first, 1 for the second.
    ///   - weights: how much each row counts; nil for 1 each.
    /// - Returns: nil where no row counts.
    func measures(of side: Int, weights: [Float]?) -> MeasuredValues? {
        if let weights, !weights.contains(where: { $0 > 0 }) { return nil }
        guard case .classification(let classCount) = task else { return regression(side, weights) }
        var sums = ClassificationSums(classCount: classCount)
        sides[side].probabilities.withUnsafeBufferPointer { probabilities in
            guard let base = probabilities.baseAddress else { return }
            for row in 0..<rowCount {
                let weight = weights?[row] ?? 1
                guard weight > 0 else { continue }
                sums.add(
                    predicted: Int(sides[side].values[row]), actual: Int(targets[row]), loss: sides[side].losses[row],
                    probabilities: base + row * classCount, weight: Double(weight))
            }
        }
        let scores = RowScores(
            scoresPerRow: classCount == 2 ? 1 : classCount, scores: scores[side], classes: classes,
            weights: weights ?? [])
        let rankings = scores.rankings(classCount: classCount) { count, body in (0..<count).forEach(body) }
        return ClassificationMeasures(sums, rankings: rankings).values
    }

    private func regression(_ side: Int, _ weights: [Float]?) -> MeasuredValues {
        var sums = RegressionSums(judging: loss)
        nearTargets.withUnsafeBufferPointer { targets in
            nearValues[side].withUnsafeBufferPointer { values in
                nearLosses[side].withUnsafeBufferPointer { losses in
                    func add(_ weights: UnsafePointer<Float>?) {
                        sums.add(
                            predictions: values.baseAddress!, targets: targets.baseAddress!,
                            losses: losses.baseAddress!, weights: weights, origin: origin, count: rowCount)
                    }
                    if let weights {
                        weights.withUnsafeBufferPointer { add($0.baseAddress) }
                    } else {
                        add(nil)
                    }
                }
            }
        }
        let errors = RowScores(scoresPerRow: 1, scores: scores[side], classes: [], weights: weights ?? [])
        return RegressionMeasures(sums, medianAbsoluteError: errors.median).values
    }
}
