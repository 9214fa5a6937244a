public import Kernels

/// Linear regression ŷ = w·x + b with the squared loss ½(ŷ − y)²: the maximum-likelihood fit under Gaussian noise.
public struct LinearRegression: Model {
    /// Features of a row.
    public let featureCount: Int
    /// `weight`, then `bias`.
    public let layout: ParameterLayout
    private let gradient: KernelTable.LinearGradient
    private let predict: KernelTable.LinearPredictions
    private let biasOffset: Int

    /// A model of rows with `featureCount` features: `weight` of shape [1, featureCount] and `bias` of shape [1].
    public init(featureCount: Int, kernels: KernelTable) {
        self.featureCount = featureCount
        let layout = ParameterLayout([("weight", [1, featureCount]), ("bias", [1])])
        self.layout = layout
        self.biasOffset = layout.tensors[1].offset
        self.gradient = kernels.linearGradient
        self.predict = kernels.linearPredictions
    }

    /// Sums ∇ℓ = (ŷ − y) · [x, 1] and ℓ = ½(ŷ − y)²; see `Model`.
    public func sumGradient(
        over rows: GatheredRows, upcoming: GatheredRows, prefetchDistance: Int,
        parameters: UnsafePointer<Float>, into gradient: UnsafeMutablePointer<Float>
    ) {
        self.gradient(
            LinearGradientJob(
                rows: rows, upcoming: upcoming, prefetchDistance: prefetchDistance, featureCount: featureCount,
                parameters: parameters, gradient: gradient))
    }

    /// Predictions ŷ of consecutive rows, dense and row-major, with 64 readable bytes past the last.
    public func predict(
        _ features: UnsafePointer<Float>, rowCount: Int, parameters: UnsafePointer<Float>,
        into predictions: UnsafeMutablePointer<Float>
    ) {
        predict(features, featureCount, rowCount, parameters, parameters[biasOffset], predictions)
    }
}
