public import Datasets
import Kernels
import Models
public import NUMA
import Optimizers
public import Training

extension Experiment {
    /// A trainer at the begin of this experiment.
    /// - Parameter dataset: the experiment's training rows, placed for the same machine plan.
    public func makeTrainer(on dataset: Dataset, machine: MachinePlan) throws(NUMAError) -> Trainer {
        let kernels = machine.instructionSet.kernels
        return try Trainer(
            model: LinearRegression(featureCount: dataset.featureCount, kernels: kernels),
            optimizer: SGD(learningRate: learningRate, kernels: kernels), dataset: dataset, plan: plan,
            machine: machine)
    }
}

extension Configuration {
    /// The run's directory, with the run's name filled in.
    public var runDirectory: String {
        self[Schema.Output.directory].replacing("{name}", with: self[Schema.name])
    }
}
