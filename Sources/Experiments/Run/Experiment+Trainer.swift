import Datasets
import Kernels
import Models
import NUMA
import Optimizers
public import Training

extension Experiment {
    /// A trainer at the start of this experiment. Collective.
    /// - Parameters:
    ///   - data: the experiment's rows, placed for the same machine plan.
    ///   - machine: workers, memory nodes and instruction set.
    ///   - neighbor: the model to begin with, in place of what the configuration says.
    /// - Throws: `NUMAError` where memory does not suffice; `FileError` where the model to begin with cannot be read or is of
    ///   another kind.
    public func makeTrainer(
        on data: ExperimentData, machine: MachinePlan, from neighbor: TrainedModel? = nil
    ) throws -> any TrainingMethod {
        let dataset = data.training
        let model = model(of: dataset, machine)
        let start = try startingPoint(of: model, on: data, machine, from: neighbor)
        if let settings = configuration.solver {
            return try Solver(
                model: model, settings: settings, dataset: dataset, plan: plan, machine: machine, from: start)
        }
        let optimizer = configuration.optimizer(
            automaticRate: { automaticRate(of: $0, for: model, on: dataset, machine) }, machine.instructionSet.kernels)
        return try Trainer(
            model: model, optimizer: optimizer, dataset: dataset, plan: plan, machine: machine, from: start)
    }

    private var dropout: Dropout? {
        let key = Schema.Model.dropout
        return configuration.has(key)
            ? Dropout(probability: Float(configuration[key]), seed: UInt64(configuration[Schema.seed])) : nil
    }

    /// The model, for rows such as these.
    func model(of dataset: Dataset, _ machine: MachinePlan) -> any Model {
        architecture.makeModel(
            featureCount: dataset.featureCount, classCount: dataset.classes?.count,
            targetUnit: dataset.targetScaling?.scale ?? 1,
            offsetColumn: configuration.offsetColumn(among: dataset.featureNames), dropout: dropout,
            isSparse: dataset.isSparse,
            kernels: machine.instructionSet.kernels)
    }

    /// The learning rate of a rule where it is left to the program. Collective.
    func automaticRate(
        of rule: UpdateRule, for model: any Model, on dataset: Dataset, _ machine: MachinePlan
    ) -> Float {
        let curvature =
            rule.scalesByPastGradients
            ? RowCurvature(ofSampleOf: dataset, ranks: machine.ranks)
            : RowCurvature(of: dataset, workers: machine.workers, ranks: machine.ranks)
        return AutomaticRate(curvature, batchSize: plan.batchSize, l2: configuration[Schema.Training.l2])
            .rate(of: rule, for: model)
    }

    /// The model as a trainer of this experiment has trained it, with the decision threshold that is best for the validation
    /// rows, where one is asked for. Collective.
    /// - Parameters:
    ///   - trainer: a trainer of this experiment.
    ///   - data: the experiment's rows.
    ///   - machine: workers, memory nodes and instruction set.
    public func trainedModel(_ trainer: any TrainingMethod, on data: ExperimentData, machine: MachinePlan)
        -> TrainedModel
    {
        let dataset = data.training
        var model = TrainedModel(
            architecture: architecture, parameters: trainer.parameters, in: trainer.model.layout,
            featureNames: dataset.featureNames,
            targetName: dataset.targetName,
            offsetName: configuration.has(Schema.Data.File.section) ? configuration[Schema.Data.File.offset] : nil,
            classes: dataset.classes, scaling: dataset.scaling,
            targetScaling: dataset.targetScaling, kernels: machine.instructionSet.kernels)
        model.rows = data.fingerprints
        if let objective = configuration.thresholdObjective {
            model.threshold = model.bestThreshold(for: objective, on: data.validation, machine)
        }
        typealias Keys = Schema.Data.File
        guard configuration.has(Keys.section) else { return model }
        model.weightName = configuration[Keys.weight]
        model.csv = data.csv
        model.encoding = data.encoding
        model.unknown = configuration.trainingFile.columns.unknown
        if configuration.trainingFile.format == .libsvm { model.firstIndex = configuration[Keys.firstIndex] }
        return model
    }
}
