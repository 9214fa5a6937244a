import Models
public import Training

/// Every row of a source as it was predicted by the model of its fold, in the source's order. A row that was in no fold,
/// as the first ones where folds go forward in time, has NaN for its values.
public struct OutOfFoldPredictions: Sendable {
    /// The predictions.
    public let predictions: Predictions
    /// The target of each row: a number in the target's unit, or the index of its class.
    public let targets: [Double]
    /// The weight of each row; nil where each counts as 1.
    public let weights: [Float]?
    /// The loss of each row.
    public let losses: [Double]

    /// Puts the predictions of folds together.
    /// - Parameter folds: at least one, of the same source and task.
    public init(_ folds: [RowPredictions]) {
        let rowCount = folds[0].sourceRowCount
        let task = folds[0].predictions.task
        var classCount = 0
        if case .classification(let count) = task { classCount = count }
        var (values, targets, losses) = (
            [Double](repeating: .nan, count: rowCount), [Double](repeating: .nan, count: rowCount),
            [Double](repeating: .nan, count: rowCount)
        )
        var probabilities = [Float](repeating: .nan, count: rowCount * classCount)
        var weights = folds[0].weights.map { _ in [Float](repeating: .nan, count: rowCount) }
        for fold in folds {
            for (place, row) in fold.rows.enumerated() {
                values[row] = fold.predictions.values[place]
                targets[row] = fold.targets[place]
                losses[row] = fold.losses[place]
                if let given = fold.weights { weights?[row] = given[place] }
                for index in 0..<classCount {
                    probabilities[row * classCount + index] =
                        fold.predictions.probabilities[place * classCount + index]
                }
            }
        }
        predictions = Predictions(task: task, values: values, probabilities: probabilities)
        self.targets = targets
        self.weights = weights
        self.losses = losses
    }
}
