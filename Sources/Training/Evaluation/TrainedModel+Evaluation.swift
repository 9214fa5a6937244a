public import Datasets
public import Measures
import Models

extension TrainedModel {
    /// How well it predicts a set, of which each rank of the plan holds its block; nil where the set has no rows.
    /// Collective.
    /// - Parameters:
    ///   - dataset: the rows.
    ///   - machine: the workers that predict, and the ranks.
    ///   - extent: which measures are wanted.
    public func evaluation(
        on dataset: Dataset, _ machine: MachinePlan, extent: Evaluation.Extent = .all
    ) -> Evaluation? {
        guard dataset.rowCount > 0 else { return nil }
        return Evaluation(
            of: model, parameters: parameters, on: dataset, workers: machine.workers, ranks: machine.ranks,
            extent: extent, threshold: threshold)
    }

    /// The decision threshold of the second of two classes that is best for some rows; nil where no row is of it. Collective.
    /// - Parameters:
    ///   - objective: what it is chosen for.
    ///   - dataset: the rows, of which each rank of the plan holds its block.
    ///   - machine: the workers that predict, and the ranks.
    public func bestThreshold(
        for objective: ThresholdObjective, on dataset: Dataset, _ machine: MachinePlan
    ) -> Float? {
        var sums = EvaluationSums(of: model)
        sums.add(
            dataset, predictedBy: model, parameters: parameters, workers: machine.workers, ranks: machine.ranks)
        return sums.bestThreshold(for: objective)
    }
}
