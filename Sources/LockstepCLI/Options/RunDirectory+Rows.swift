import Datasets
import Experiments
import Files
import Models
import Reports
import Training

extension RunDirectory {
    /// Checks that the rows of a run's experiment.yaml are those that its model was trained on, as far as the model's file tells.
    /// - Throws: `FileError` where they are not.
    func check(_ rows: ExperimentData, against model: TrainedModel) throws(FileError) {
        guard rows.training.featureCount == model.model.featureCount else {
            throw FileError(
                file: self.model, place: "weight", found: "\(model.model.featureCount) features",
                expected: "\(rows.training.featureCount), as in experiment.yaml")
        }
        guard rows.training.scaling == model.scaling else {
            throw FileError(
                file: self.model, place: "scaling.offset and scaling.scale", found: "other numbers",
                expected: "those of experiment.yaml")
        }
        guard rows.training.targetScaling == model.targetScaling else {
            throw FileError(
                file: self.model, place: "target.mean and target.scale", found: "other numbers",
                expected: "those of experiment.yaml")
        }
        guard rows.training.classes == model.classes else {
            throw FileError(
                file: self.model, place: "metadata classes", found: "other classes",
                expected: "those of experiment.yaml"
            )
        }
        if let known = model.rows, let difference = rows.fingerprints.difference(from: known) {
            throw FileError(
                file: experiment, place: "data", found: difference, expected: "the rows that the run trained on")
        }
    }
}
