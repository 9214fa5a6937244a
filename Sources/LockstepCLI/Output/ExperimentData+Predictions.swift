import Datasets
import Experiments
import Models
import Ranks
import Reports
import Training

extension ExperimentData {
    /// How a model predicts the test rows, or else the validation rows, or else those that it was trained on. Collective.
    /// - Parameters:
    ///   - test: the measures of the test rows.
    ///   - validation: those of the validation rows.
    ///   - ranks: the processes that hold the rows.
    /// - Throws: where rows that are not kept are not to be trusted any more.
    func predictions(
        of model: TrainedModel, test: Evaluation?, validation: Evaluation?, ranks: Communicator
    ) throws -> PredictionReport {
        let rows: (dataset: Dataset, split: String, evaluation: Evaluation?) =
            if let dataset = self.test, dataset.rowCount > 0 {
                (dataset, "test", test)
            } else if self.validation.rowCount > 0 {
                (self.validation, "validation", validation)
            } else {
                (training, "training", nil)
            }
        let sample = PredictionSample(of: model.model, parameters: model.parameters, from: rows.dataset, ranks: ranks)
        try rows.dataset.check()
        return PredictionReport(sample, of: rows.split, evaluation: rows.evaluation, classes: model.classes)
    }
}
