import Glibc

/// How well a regression predicts rows.
///
/// All but `gaussianNegativeLogLikelihood` have the same bits on every machine, and may decide when a run stops.
public struct RegressionMeasures: Hashable, Sendable {
    /// The number n of rows.
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
    /// Standard deviation of the residuals y − ŷ around their own mean, with n as divisor, in units of the target:
    /// what is left of `rmse` once a constant error is taken away.
    public let residualStandardDeviation: Double

    /// The measures of these sums.
    /// - Parameter sums: over at least one row.
    public init(_ sums: RegressionSums) {
        precondition(sums.rowCount > 0, "measures are of at least one row")
        let count = Double(sums.rowCount)
        rowCount = sums.rowCount
        meanLoss = sums.losses / count
        mse = sums.squares / count
        mae = sums.magnitudes / count
        let spread = sums.targets.squares
        r2 = spread > 0 ? 1 - sums.squares / spread : sums.squares == 0 ? 1 : 0
        residualStandardDeviation = (sums.residuals.squares / count).squareRoot()
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
