import Measures

extension Measure {
    /// The name as headings have it, with the unit where it is not a share.
    var title: String {
        switch self {
        case .loss: "loss"
        case .rocAUC: "ROC AUC"
        case .rocAUCWeighted: "ROC AUC, weighted"
        case .averagePrecision: "average precision"
        case .logLoss: "log loss, nats"
        case .brierScore: "Brier score"
        case .accuracy: "accuracy"
        case .balancedAccuracy: "balanced accuracy"
        case .precision: "precision"
        case .recall: "recall"
        case .f1: "F1"
        case .precisionMacro: "macro precision"
        case .f1Macro: "macro F1"
        case .f1Weighted: "weighted F1"
        case .matthewsCorrelation: "Matthews' correlation"
        case .cohenKappa: "Cohen's kappa"
        case .top5Accuracy: "top-5 accuracy"
        case .expectedCalibrationError: "expected calibration error"
        case .klDivergence: "divergence of mean prediction, nats"
        case .mse: "mean squared error"
        case .rmse: "root mean squared error"
        case .mae: "mean absolute error"
        case .medianAbsoluteError: "median absolute error"
        case .mape: "mean absolute percentage error, as a share"
        case .r2: "R²"
        case .explainedVariance: "explained variance"
        case .pinballLoss: "pinball loss"
        case .deviance: "mean deviance"
        case .d2: "D², the share of the deviance that is explained"
        case .residualStandardDeviation: "residual standard deviation"
        case .gaussianNLL: "Gaussian negative log-likelihood, nats"
        }
    }
}
