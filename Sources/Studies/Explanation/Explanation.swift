public import Datasets
public import Experiments
import KernelTable
public import Measures
import Models
public import Training

/// What a model has learned.
public struct Explanation: Sendable {
    /// What is asked of an explanation.
    public struct Request: Sendable {
        /// The measure that permuted columns make worse; nil for the logarithmic loss of classes, and the root mean squared
        /// error of numbers.
        public var measure: Measure?
        /// How often each column is permuted.
        public var repeatCount = 5
        /// The most rows that importance and dependence look at.
        public var mostRows = 5000
        /// The columns whose importance is measured; nil for all.
        public var columns: [String]?
        /// The share of confidence intervals that hold the truth.
        public var level = 0.95

        /// The defaults.
        public init() {}
    }

    /// Coefficients by feature and class; nil where the model is not linear.
    public let coefficients: [Coefficient]?
    /// How well the rows determine them, or why that is not known.
    public let inference: Result<CoefficientInference, InferenceRefusal>
    /// How much the model relies on each column; nil where there are no rows to look at, or too many columns.
    public let importance: PermutationImportance?
    /// The part of the rows that importance was measured on.
    public let part: HeldOutSplit.Part?
    /// How often each column was permuted.
    public let repeatCount: Int
    /// How predictions follow the most important columns.
    public let dependence: [PartialDependence]

    /// The most columns whose importance is measured where none are asked for by name.
    public static let mostColumns = 1000
    private static let mostDependences = 6

    /// A column that was asked for, and is not there.
    public struct UnknownColumn: Error {
        /// Its name.
        public let name: String
        /// The columns that are there.
        public let columns: [String]
    }

    /// What a model alone tells.
    public init(of model: TrainedModel) {
        coefficients = Coefficient.all(of: model)
        inference = .failure(.noRows)
        importance = nil
        part = nil
        repeatCount = 0
        dependence = []
    }

    /// What a model and the rows of its run tell.
    /// - Parameters:
    ///   - model: the run's model.
    ///   - configuration: the run's configuration.
    ///   - data: its rows, all held by this process.
    ///   - request: what is asked.
    ///   - machine: the threads that work; the same bits whatever their number.
    /// - Throws: `UnknownColumn`, `PermutationImportance.Undefined`, or a `NUMAError`.
    public init(
        of model: TrainedModel, trainedAs configuration: Configuration, on data: ExperimentData, _ request: Request,
        _ machine: MachinePlan
    ) throws {
        coefficients = Coefficient.all(of: model)
        inference = Self.inference(of: model, configuration, data.training, request.level, machine)
        let (part, dataset) = data.judges
        let rows = SampledRows(from: dataset, mostRows: request.mostRows)
        self.part = part
        repeatCount = request.repeatCount
        let all = FeatureGroup.groups(of: rows, model.encoding)
        guard let groups = try Self.chosen(request.columns, from: all) else {
            importance = nil
            dependence = []
            return
        }
        let importance = try PermutationImportance(
            of: model, on: rows, columns: groups,
            measure: request.measure ?? Self.usualMeasure(of: model), repeatCount: request.repeatCount,
            seed: UInt64(configuration[Schema.seed]), machine)
        self.importance = importance
        let strongest = importance.columns.map(\.group).filter { $0.names != nil || $0.features.count == 1 }
            .prefix(Self.mostDependences)
        dependence = PartialDependence.measure(of: model, on: rows, columns: Array(strongest), machine)
    }

    private static func usualMeasure(of model: TrainedModel) -> Measure {
        guard let loss = model.architecture.regressionLoss else { return .logLoss }
        return loss.kind.deviance == nil ? .rmse : .deviance
    }

    /// The columns to look at; nil where they are too many.
    private static func chosen(_ names: [String]?, from all: [FeatureGroup]) throws(UnknownColumn) -> [FeatureGroup]? {
        guard let names else { return all.count <= mostColumns ? all : nil }
        return try names.map { (name) throws(UnknownColumn) in
            guard let group = all.first(where: { $0.name == name }) else {
                throw UnknownColumn(name: name, columns: all.map(\.name))
            }
            return group
        }
    }

    private static func inference(
        of model: TrainedModel, _ configuration: Configuration, _ rows: Dataset, _ level: Double, _ machine: MachinePlan
    ) -> Result<CoefficientInference, InferenceRefusal> {
        if let refusal = InferenceRefusal(of: configuration) { return .failure(refusal) }
        return Result { () throws(InferenceRefusal) in
            try CoefficientInference(of: model, on: rows, level: level, workers: machine.workers)
        }
    }
}

extension InferenceRefusal {
    /// Why a configuration's parameters are not those of maximum likelihood; nil where they may be.
    fileprivate init?(of configuration: Configuration) {
        for key in [Schema.Training.l1, Schema.Training.l2, Schema.Optimizer.weightDecay]
        where configuration.has(key) && configuration[key] != 0 {
            self = .penalised(key: key.path, value: "\(configuration[key])")
            return
        }
        guard configuration[Schema.Training.classWeight] == .uniform else {
            self = .weightedClasses
            return
        }
        return nil
    }
}
