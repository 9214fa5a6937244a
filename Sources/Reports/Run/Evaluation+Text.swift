import Measures
public import Training

extension Evaluation {
    /// The measures by name, each name with a prefix; entropies in nats.
    public func members(prefix: String = "") -> [(key: String, value: JSONValue)] {
        let named: [(String, Double)]
        switch self {
        case .regression(let measures):
            named = [
                ("loss", loss), ("mse", measures.mse), ("rmse", measures.rmse), ("mae", measures.mae),
                ("r2", measures.r2), ("residual_standard_deviation", measures.residualStandardDeviation),
                ("gaussian_nll", measures.gaussianNegativeLogLikelihood),
            ]
        case .classification(let measures):
            named = [
                ("loss", loss), ("accuracy", measures.accuracy), ("cross_entropy", measures.meanLoss),
                ("label_entropy", measures.labelEntropy), ("kl_divergence", measures.divergence),
                ("macro_precision", measures.macroPrecision), ("macro_recall", measures.macroRecall),
                ("macro_f1", measures.macroF1),
            ]
        }
        return [("\(prefix)rows", .integer(rowCount))] + named.map { ("\(prefix)\($0)", .number($1)) }
    }

    /// The main measures on one line.
    public var line: String {
        let measures = mainMeasures.map { "\($0) \(Format.metric($1))" }.joined(separator: "  ")
        return "\(measures)  (\(Format.count(rowCount, "row")))"
    }

    /// What people look at first.
    var mainMeasures: [(name: String, value: Double)] {
        switch self {
        case .regression(let measures):
            [("mse", measures.mse), ("rmse", measures.rmse), ("mae", measures.mae), ("r2", measures.r2)]
        case .classification(let measures):
            [
                ("accuracy", measures.accuracy), ("cross-entropy", measures.meanLoss),
                ("macro F1", measures.macroF1),
            ]
        }
    }
}
