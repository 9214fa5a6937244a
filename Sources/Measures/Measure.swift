public import Vocabulary

/// A measure of how good predictions are, by its one name: in configurations, flags, files and messages.
public enum Measure: String, Term {
    /// Mean of the loss that the model is trained on, without penalties.
    case loss
    /// Area under the receiver operating characteristic, the probability that a row of the class has a higher score than one
    /// that is not of it, where equal scores count a half; for more than two classes the mean over one against the rest.
    /// Source: Hanley and McNeil, The meaning and use of the area under a ROC curve, 1982.
    case rocAUC = "roc_auc"
    /// Likewise, for more than two classes weighted by the rows of each class.
    case rocAUCWeighted = "roc_auc_weighted"
    /// Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds from high to low, of precision P and recall R; for more than two classes the mean
    /// over one against the rest. Source: Zhu, Recall, precision and average precision, 2004.
    case averagePrecision = "average_precision"
    /// Mean of −ln q(label), in nats: the cross-entropy of the labels under the model.
    case logLoss = "log_loss"
    /// Mean of (q − y)² for two classes, of Σₖ (qₖ − yₖ)² for more, where y is 1 for the row's class and else 0.
    /// Source: Brier, Verification of forecasts expressed in terms of probability, 1950.
    case brierScore = "brier_score"
    /// The share of rows whose class is predicted.
    case accuracy
    /// Mean of the recall over the classes that rows have.
    case balancedAccuracy = "balanced_accuracy"
    /// TP / (TP + FP) of the second of two classes.
    case precision
    /// TP / (TP + FN) of the second of two classes.
    case recall
    /// 2 TP / (2 TP + FP + FN) of the second of two classes.
    case f1
    /// Mean of the precision over the classes that are predicted.
    case precisionMacro = "precision_macro"
    /// Mean of F1 over the classes that are there or are predicted.
    case f1Macro = "f1_macro"
    /// Mean of F1 over the classes, weighted by the rows of each.
    case f1Weighted = "f1_weighted"
    /// The correlation of actual and predicted classes.
    /// Source: Gorodkin, Comparing two K-category assignments by a K-category correlation coefficient, 2004.
    case matthewsCorrelation = "matthews_correlation"
    /// (pₒ − pₑ) / (1 − pₑ), where pₒ is the accuracy, and pₑ what it would be by chance.
    /// Source: Cohen, A coefficient of agreement for nominal scales, 1960.
    case cohenKappa = "cohen_kappa"
    /// The share of rows whose class is among the five most probable.
    case top5Accuracy = "top_5_accuracy"
    /// Mean distance of the share of right answers from the mean probability of the answers, over the rows of each of 15 bins
    /// of equal width of that probability. Source: Guo et al., On calibration of modern neural networks, 2017.
    case expectedCalibrationError = "expected_calibration_error"
    /// D(p̂‖q̄), in nats: how far the classes that the model expects, over all rows, are from those that are there.
    case klDivergence = "kl_divergence"
    /// Mean of (y − ŷ)².
    case mse
    /// Square root of `mse`.
    case rmse
    /// Mean of |y − ŷ|.
    case mae
    /// Median of |y − ŷ|.
    case medianAbsoluteError = "median_absolute_error"
    /// Mean of |y − ŷ| / |y|.
    case mape
    /// 1 − Σ(y − ŷ)² / Σ(y − ȳ)².
    case r2
    /// 1 − the variance of y − ŷ / the variance of y.
    case explainedVariance = "explained_variance"
    /// Mean of τ (y − ŷ) where y > ŷ and of (τ − 1)(y − ŷ) elsewhere, of the quantile τ that the model predicts; else of the
    /// median, τ = ½. Source: Koenker and Bassett, Regression quantiles, 1978.
    case pinballLoss = "pinball_loss"
    /// Mean of the unit deviances of the Poisson or the gamma distribution, of a model with such a loss.
    /// Source: McCullagh and Nelder, Generalized Linear Models, 1989.
    case deviance
    /// 1 − the deviance / that of a model that always says the targets' mean: the share of the deviance that is explained.
    /// Source: Hastie, Tibshirani and Wainwright, Statistical Learning with Sparsity, 2015, equation 3.11.
    case d2
    /// Standard deviation of y − ŷ around their own mean.
    case residualStandardDeviation = "residual_standard_deviation"
    /// Mean of −ln p(y), in nats, where y is normal around ŷ with variance `mse`.
    case gaussianNLL = "gaussian_nll"

    /// What rows have for targets.
    public enum Targets: Hashable, Sendable {
        /// Classes.
        case classes
        /// Numbers.
        case numbers
    }

    /// What a measure is counted in.
    public enum Unit: Hashable, Sendable {
        /// A share or a ratio, without a unit.
        case ratio
        /// The natural unit of information.
        case nats
        /// The unit of the target.
        case target
        /// The square of the unit of the target.
        case squaredTarget
        /// That of the loss.
        case loss
    }

    /// What targets it needs; nil where it is of both.
    public var targets: Targets? {
        switch self {
        case .loss: nil
        case .rocAUC, .rocAUCWeighted, .averagePrecision, .logLoss, .brierScore, .accuracy, .balancedAccuracy,
            .precision,
            .recall, .f1, .precisionMacro, .f1Macro, .f1Weighted, .matthewsCorrelation, .cohenKappa, .top5Accuracy,
            .expectedCalibrationError, .klDivergence:
            .classes
        case .mse, .rmse, .mae, .medianAbsoluteError, .mape, .r2, .explainedVariance, .pinballLoss,
            .deviance, .d2, .residualStandardDeviation, .gaussianNLL:
            .numbers
        }
    }

    /// Whether more is better.
    public var isBetterWhenHigher: Bool {
        switch self {
        case .rocAUC, .rocAUCWeighted, .averagePrecision, .accuracy, .balancedAccuracy, .precision, .recall, .f1,
            .precisionMacro, .f1Macro, .f1Weighted, .matthewsCorrelation, .cohenKappa, .top5Accuracy, .r2,
            .explainedVariance, .d2:
            true
        case .loss, .logLoss, .brierScore, .expectedCalibrationError, .klDivergence, .mse, .rmse, .mae,
            .medianAbsoluteError, .mape, .pinballLoss, .deviance, .residualStandardDeviation, .gaussianNLL:
            false
        }
    }

    /// What it is counted in.
    public var unit: Unit {
        switch self {
        case .loss, .deviance: .loss
        case .logLoss, .klDivergence, .gaussianNLL: .nats
        case .mse: .squaredTarget
        case .rmse, .mae, .medianAbsoluteError, .pinballLoss, .residualStandardDeviation: .target
        case .rocAUC, .rocAUCWeighted, .averagePrecision, .brierScore, .accuracy, .balancedAccuracy, .precision,
            .recall,
            .f1, .precisionMacro, .f1Macro, .f1Weighted, .matthewsCorrelation, .cohenKappa, .top5Accuracy,
            .expectedCalibrationError, .mape, .r2, .explainedVariance, .d2:
            .ratio
        }
    }

    /// Whether sums over the rows do not suffice for it: all rows' predictions are sorted.
    public var needsSorting: Bool {
        switch self {
        case .rocAUC, .rocAUCWeighted, .averagePrecision, .medianAbsoluteError: true
        default: false
        }
    }

    /// Whether it is a measure of models for so many classes; nil for models that predict a number.
    public func applies(toClassCount classCount: Int?) -> Bool {
        guard let classCount else { return targets != .classes }
        return switch self {
        case .precision, .recall, .f1: classCount == 2
        case .rocAUCWeighted: classCount > 2
        case .top5Accuracy: classCount > 5
        default: targets != .numbers
        }
    }

    /// Whether a value of it is better than another one.
    public func isBetter(_ value: Double, than other: Double) -> Bool {
        isBetterWhenHigher ? value > other : value < other
    }
}
