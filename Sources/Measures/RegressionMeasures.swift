import Glibc

/// How well a regression predicts rows. Means are over weights: a row of weight 2 counts as two rows, one of weight 0 as
/// none, as with scikit-learn's `sample_weight`.
///
/// All but `gaussianNegativeLogLikelihood` have the same bits on every machine, and may decide when a run stops.
public struct RegressionMeasures: Hashable, Sendable {
    /// The number of rows, whatever they weigh.
    public let rowCount: Int
    /// Mean of the losses that were passed in.
    public let meanLoss: Double
    /// Mean of (y − ŷ)², in squared units of the target.
    public let mse: Double
    /// Mean of |y − ŷ|, in units of the target.
    public let mae: Double
    /// Coefficient of determination 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; where all targets are equal 1 for perfect predictions
    /// and 0 otherwise.
    public let r2: Double
    /// Mean of (y − ȳ)², in squared units of the target: the mse of a model that always says the targets' mean.
    public let targetVariance: Double
    /// Standard deviation of the residuals y − ŷ around their own mean, with the sum of the weights (the number of
    /// rows) as divisor, in units of the target: what is left of `rmse` once a constant error is taken away.
    public let residualStandardDeviation: Double

    /// The measures of these sums.
    /// - Parameter sums: over at least one row whose weight is not 0.
    public init(_ sums: RegressionSums) {
        precondition(sums.weight > 0, "measures are of at least one row that counts")
        let weight = sums.weight
        rowCount = sums.rowCount
        meanLoss = sums.losses / weight
        mse = sums.squares / weight
        mae = sums.magnitudes / weight
        let spread = sums.targets.squares
        targetVariance = spread / weight
        r2 = spread > 0 ? 1 - sums.squares / spread : sums.squares == 0 ? 1 : 0
        residualStandardDeviation = (sums.residuals.squares / weight).squareRoot()
    }

    /// Square root of `mse`, in units of the target.
    public var rmse: Double { mse.squareRoot() }

    /// Mean of −ln p(y) in nats where y is normal around ŷ with variance `mse`, the likeliest of all variances:
    /// ½ ln(2π · mse) + ½.
    ///
    /// Negative where the density is above 1, −∞ for perfect predictions, where the likelihood has no bound, and
    /// infinite or NaN where `mse` is. To be reported only: its last bit depends on libm.
    /// Source: Bishop, Pattern Recognition and Machine Learning, section 3.1.1.
    public var gaussianNegativeLogLikelihood: Double { 0.5 * log(2 * Double.pi * mse) + 0.5 }
}
