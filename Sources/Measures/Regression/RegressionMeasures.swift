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
    /// Mean of |y − ŷ| / |y|; undefined where a target is 0.
    public let mape: MeasuredValue
    /// Mean of τ (y − ŷ) where y > ŷ, and of (τ − 1)(y − ŷ) elsewhere, in units of the target.
    public let pinballLoss: Double
    /// Median of |y − ŷ|, in units of the target; nil where it was not taken.
    public let medianAbsoluteError: MeasuredValue?
    /// Coefficient of determination 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; undefined where all targets are equal.
    public let r2: MeasuredValue
    /// 1 − the variance of y − ŷ / the variance of y; undefined where all targets are equal.
    public let explainedVariance: MeasuredValue
    /// Mean of the unit deviances of a distribution; nil where none was wanted.
    public let deviance: MeasuredValue?
    /// 1 − the deviance / that of a model that always says the targets' mean; nil where none was wanted.
    public let d2: MeasuredValue?
    private let baselineDeviance: MeasuredValue?
    /// Mean of (y − ȳ)², in squared units of the target: the mse of a model that always says the targets' mean.
    public let targetVariance: Double
    /// Standard deviation of the residuals y − ŷ around their own mean, with the sum of the weights (the number of
    /// rows) as divisor, in units of the target: what is left of `rmse` once a constant error is taken away.
    public let residualStandardDeviation: Double

    /// The measures of these sums.
    /// - Parameters:
    ///   - sums: over at least one row whose weight is not 0.
    ///   - medianAbsoluteError: that of the same rows; nil where it was not taken.
    public init(_ sums: RegressionSums, medianAbsoluteError: MeasuredValue? = nil) {
        precondition(sums.weight > 0, "measures are of at least one row that counts")
        let weight = sums.weight
        rowCount = sums.rowCount
        meanLoss = sums.losses / weight
        mse = sums.squares / weight
        mae = sums.magnitudes / weight
        pinballLoss = sums.pinballs / weight
        mape =
            sums.zeroTargetCount > 0
            ? .undefined("a target is 0") : MeasuredValue(sums.relativeMagnitudes / weight)
        self.medianAbsoluteError = medianAbsoluteError
        let spread = sums.targets.squares
        targetVariance = sums.leastTarget < sums.greatestTarget ? spread / weight : 0
        let noSpread: MeasuredValue? =
            sums.countedRowCount < 2
            ? .undefined("there is one row only") : targetVariance == 0 ? .undefined("all targets are equal") : nil
        r2 = noSpread ?? MeasuredValue(1 - sums.squares / spread)
        explainedVariance = noSpread ?? MeasuredValue(1 - sums.residuals.squares / spread)
        deviance = sums.deviances?.mean
        d2 = sums.deviances.map { $0.mean.number == nil ? $0.mean : noSpread ?? $0.explained }
        baselineDeviance = sums.deviances?.baseline
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

    /// The measures by name.
    public var values: MeasuredValues {
        var values = MeasuredValues()
        values[.loss] = MeasuredValue(meanLoss)
        values[.mse] = MeasuredValue(mse)
        values[.rmse] = MeasuredValue(rmse)
        values[.mae] = MeasuredValue(mae)
        values[.medianAbsoluteError] = medianAbsoluteError
        values[.mape] = mape
        values[.r2] = r2
        values[.explainedVariance] = explainedVariance
        values[.pinballLoss] = MeasuredValue(pinballLoss)
        values[.deviance] = deviance
        values[.d2] = d2
        values[.residualStandardDeviation] = MeasuredValue(residualStandardDeviation)
        values[.gaussianNLL] =
            mse == 0 ? .undefined("every prediction is right") : MeasuredValue(gaussianNegativeLogLikelihood)
        return values
    }

    /// What a model that always says the targets' mean comes to on the same rows.
    public var baseline: MeasuredValues {
        var values = MeasuredValues()
        values[.mse] = .number(targetVariance)
        values[.rmse] = .number(targetVariance.squareRoot())
        values[.r2] = r2.number == nil ? r2 : .number(0)
        values[.explainedVariance] = explainedVariance.number == nil ? explainedVariance : .number(0)
        values[.deviance] = baselineDeviance
        values[.d2] = d2.map { $0.number == nil ? $0 : .number(0) }
        return values
    }
}
