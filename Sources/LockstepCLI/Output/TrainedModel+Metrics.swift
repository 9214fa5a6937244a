import Datasets
import Models
import Training

extension TrainedModel {
    /// How well it predicts a set; nil where the set has no rows.
    func evaluation(on dataset: Dataset, _ machine: MachinePlan) -> Evaluation? {
        guard dataset.rowCount > 0 else { return nil }
        return Evaluation(
            of: model, parameters: parameters, on: dataset, workers: machine.workers, ranks: machine.ranks)
    }
}
