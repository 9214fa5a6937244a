import Datasets
import Training

extension TrainedModel {
    /// Metrics on a set; nil where it has no rows.
    func metrics(on dataset: Dataset, _ machine: MachinePlan) -> RegressionMetrics? {
        guard dataset.rowCount > 0 else { return nil }
        return RegressionMetrics(of: model, parameters: parameters, on: dataset, placement: machine.placement)
    }
}
