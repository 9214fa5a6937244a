public import Kernels

/// A linear model with one output z = w·x + b: linear regression with its losses, of which some predict eᶻ, and logistic
/// regression, whose output is the probability 1 / (1 + e⁻ᶻ) of class 1.
///
/// The squared loss is the maximum-likelihood fit under Gaussian noise, the absolute loss that under Laplace noise.
public struct LinearModel: SparseModel {
    /// Features of a row.
    public let featureCount: Int
    /// The loss of a row.
    public let loss: PointLoss
    /// The feature that is added to the output as it is: an offset of the linear score, whose weight stays 0; nil for none.
    public let offsetColumn: Int?
    /// `weight` of shape [1, featureCount], then `bias` of shape [1].
    public let layout: ParameterLayout
    /// Two classes for the logistic loss, a regression for the others.
    public var task: LearningTask { loss == .logistic ? .classification(classCount: 2) : .regression }
    /// The loss, where it is not the logistic one.
    public var regressionLoss: PointLoss? { loss == .logistic ? nil : loss }
    /// One.
    public var outputCount: Int { 1 }
    /// None: a row's gradient goes straight to the sum.
    public var scratchCount: Int { 0 }
    private let kernels: KernelTable
    private let biasOffset: Int
    /// The loss.
    public var sparseHead: SparseHead? { .point(loss) }

    /// A model of rows.
    /// - Parameters:
    ///   - featureCount: features of a row.
    ///   - loss: the loss of a row.
    ///   - offsetColumn: the feature that is added to the output as it is; nil for none.
    ///   - kernels: the arithmetic of an instruction set; the same bits whichever.
    public init(
        featureCount: Int, loss: PointLoss = .squared, offsetColumn: Int? = nil, kernels: KernelTable
    ) {
        precondition(offsetColumn.map { (0..<featureCount).contains($0) } ?? true, "no such feature")
        self.featureCount = featureCount
        self.offsetColumn = offsetColumn
        self.loss = loss
        self.kernels = kernels
        layout = ParameterLayout([
            .weight("weight", outputs: 1, inputs: featureCount), .bias("bias", outputs: 1),
        ])
        biasOffset = layout.tensors[1].offset
    }

    /// Zeros.
    public func initialParameters(seed: UInt64) -> [Float] { [Float](repeating: 0, count: layout.count) }

    /// Sums ∇ℓ = ∂ℓ/∂z · [x, 1] and ℓ; see `Model`.
    public func sumGradient(
        over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int,
        parameters: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>,
        into gradient: UnsafeMutablePointer<Float>
    ) {
        kernels.linearGradient(
            LinearGradientJob(
                rows: rows, upcoming: upcoming, prefetchDistance: prefetchDistance, loss: loss,
                parameters: parameters, offsetColumn: offsetColumn, gradient: gradient))
    }

    /// Outputs are predictions as the loss's `Link` says; see `Model`.
    public func predict(
        _ rows: FeatureRows, rowCount: Int, targets: UnsafePointer<Float>?, parameters: UnsafePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, outputs: UnsafeMutablePointer<Float>,
        losses: UnsafeMutablePointer<Float>
    ) {
        kernels.linearPredictions(rows, rowCount, parameters, parameters[biasOffset], outputs)
        if let offsetColumn { for row in 0..<rowCount { outputs[row] += rows.number(offsetColumn, ofRow: row) } }
        if let targets {
            kernels.pointLosses(
                PointLossJob(
                    loss: loss, outputs: outputs, targets: targets, count: rowCount, stride: 1, derivatives: nil,
                    losses: losses))
        }
        kernels.predict(outputs, rowCount, link: loss.link)
    }
}
