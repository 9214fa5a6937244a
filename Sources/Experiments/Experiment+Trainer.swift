public import Datasets
import Kernels
import Models
public import NUMA
public import Training

extension Experiment {
    /// A trainer at the begin of this experiment.
    /// - Parameter dataset: the experiment's training rows, placed for the same machine plan.
    public func makeTrainer(on dataset: Dataset, machine: MachinePlan) throws(NUMAError) -> Trainer {
        let kernels = machine.instructionSet.kernels
        let model = architecture.makeModel(
            featureCount: dataset.featureCount, classCount: dataset.classes?.count, kernels: kernels)
        return try Trainer(
            model: model, optimizer: configuration.optimizer(kernels), dataset: dataset, plan: plan, machine: machine)
    }

    /// What a trainer of this experiment has made of its model.
    /// - Parameter dataset: the experiment's training rows.
    public func trainedModel(_ trainer: Trainer, on dataset: Dataset, machine: MachinePlan) -> TrainedModel {
        TrainedModel(
            architecture: architecture, parameters: trainer.parameters, featureNames: dataset.featureNames,
            targetName: dataset.targetName, classes: dataset.classes, scaling: dataset.scaling,
            kernels: machine.instructionSet.kernels)
    }
}
