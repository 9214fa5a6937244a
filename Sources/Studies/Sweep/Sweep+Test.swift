import Datasets
import Experiments
import Kernels
import Models
public import Training

extension Sweep {
    /// How well a trial's model predicts the test rows: to be asked once, of the best trial, when the sweep is over.
    /// - Parameters:
    ///   - model: the trial's model.
    ///   - result: what the trial came to.
    /// - Returns: nil where the configuration names no test rows.
    /// - Throws: what loading data throws.
    public func testEvaluation(of model: TrainedModel, from result: TrialResult) throws -> Evaluation? {
        let configuration = try plan.configuration(of: result)
        guard configuration.has(Schema.Data.File.section), configuration[Schema.Data.File.test] != nil,
            let test = try Experiment(configuration).loadData(for: machine).test, test.rowCount > 0
        else { return nil }
        return Evaluation(
            of: model.model, parameters: model.parameters, on: test, workers: machine.workers,
            ranks: machine.ranks)
    }
}
