public import Measures

extension Evaluation {
    /// The measures by name.
    public var measures: MeasuredValues {
        var values = MeasuredValues()
        values[.loss] = .number(loss)
        switch self {
        case .regression(let measures):
            values[.mse] = .number(measures.mse)
            values[.rmse] = .number(measures.rmse)
            values[.mae] = .number(measures.mae)
            values[.r2] = .number(measures.r2)
            values[.residualStandardDeviation] = .number(measures.residualStandardDeviation)
            values[.gaussianNLL] = .number(measures.gaussianNegativeLogLikelihood)
        case .classification(let measures):
            values[.logLoss] = .number(measures.meanLoss)
            values[.accuracy] = .number(measures.accuracy)
            values[.balancedAccuracy] = .number(measures.macroRecall)
            values[.precisionMacro] = .number(measures.macroPrecision)
            values[.f1Macro] = .number(measures.macroF1)
            values[.klDivergence] = .number(measures.divergence)
        }
        return values
    }
}
