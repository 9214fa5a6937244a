public import Datasets
import Kernels
public import Measures
public import Models
public import NUMA
public import Ranks

/// How well a model predicts rows; computed in double precision, in one fixed order.
public enum Evaluation: Hashable, Sendable {
    /// Of a model that predicts a number.
    case regression(RegressionMeasures)
    /// Of a model that predicts a class.
    case classification(ClassificationMeasures)

    /// Mean of the loss that the model is trained on, without penalties.
    public var loss: Double {
        switch self {
        case .regression(let measures): measures.meanLoss
        case .classification(let measures): measures.meanLoss
        }
    }

    /// The number of rows.
    public var rowCount: Int {
        switch self {
        case .regression(let measures): measures.rowCount
        case .classification(let measures): measures.rowCount
        }
    }

    /// Predicts every row and compares, in parallel, with the same bits whatever the number of threads.
    /// - Parameters:
    ///   - model: the model.
    ///   - parameters: numbers in the model's layout.
    ///   - dataset: at least one row whose weight is not 0.
    ///   - workers: the threads that predict.
    ///   - ranks: the processes that hold the partitions of the dataset, each its block; all of them must call.
    public init(
        of model: some Model, parameters: [Float], on dataset: Dataset, workers: Workers,
        ranks: Communicator = .alone
    ) {
        var sums = EvaluationSums(of: model.task)
        sums.add(dataset, predictedBy: model, parameters: parameters, workers: workers, ranks: ranks)
        self = sums.evaluation
    }
}
