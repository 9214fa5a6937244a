public import Datasets
import Models

extension TrainedModel {
    /// How well it predicts a set, of which each rank of the plan holds its block; nil where the set has no rows.
    /// Collective.
    public func evaluation(on dataset: Dataset, _ machine: MachinePlan) -> Evaluation? {
        guard dataset.rowCount > 0 else { return nil }
        return Evaluation(
            of: model, parameters: parameters, on: dataset, workers: machine.workers, ranks: machine.ranks)
    }
}
