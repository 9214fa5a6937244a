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

    /// Which measures are taken.
    public enum Extent: Hashable, Sendable {
        /// Those for which sums over the rows suffice.
        case sums
        /// All, also those for which rows are sorted (`Measure.needsSorting`).
        case all
    }

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
    ///   - extent: which measures are wanted.
    ///   - threshold: the least probability of the second of two classes with which it is predicted; nil where the most
    ///     probable class is.
    public init(
        of model: some Model, parameters: [Float], on dataset: Dataset, workers: Workers,
        ranks: Communicator = .alone, extent: Extent = .all, threshold: Float? = nil
    ) {
        var sums = EvaluationSums(of: model, extent: extent, threshold: threshold)
        sums.add(dataset, predictedBy: model, parameters: parameters, workers: workers, ranks: ranks)
        self = sums.evaluation(workers: workers)
    }
}
