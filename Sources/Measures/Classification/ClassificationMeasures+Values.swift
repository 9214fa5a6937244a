extension ClassificationMeasures {
    /// The measures by name; those that are not of so many classes are missing.
    public var values: MeasuredValues {
        var values = MeasuredValues()
        values[.loss] = MeasuredValue(meanLoss)
        values[.rocAUC] = rankings?.rocAUC
        values[.rocAUCWeighted] = rankings?.rocAUCWeighted
        values[.averagePrecision] = rankings?.averagePrecision
        values[.logLoss] = MeasuredValue(meanLoss)
        values[.brierScore] = MeasuredValue(brierScore)
        values[.accuracy] = .number(accuracy)
        values[.balancedAccuracy] = .number(macroRecall)
        values[.precision] =
            classes.last?.precision.map { .number($0) } ?? .undefined("no row is said to be of the second class")
        values[.recall] = classes.last?.recall.map { .number($0) } ?? .undefined("no row is of the second class")
        values[.f1] =
            classes.last?.f1.map { .number($0) }
            ?? .undefined("no row is of the second class, and none is said to be of it")
        values[.precisionMacro] = .number(macroPrecision)
        values[.f1Macro] = .number(macroF1)
        values[.f1Weighted] = .number(weightedF1)
        values[.matthewsCorrelation] = matthewsCorrelation
        values[.cohenKappa] = cohenKappa
        values[.top5Accuracy] = brierScore.isNaN ? MeasuredValue(.nan) : .number(topFiveAccuracy)
        values[.expectedCalibrationError] = MeasuredValue(expectedCalibrationError)
        values[.klDivergence] = MeasuredValue(divergence)
        for measure in Measure.allCases where !measure.applies(toClassCount: classes.count) { values[measure] = nil }
        return values
    }

    /// What a model that ignores the features comes to on the same rows: one that says the class that most rows have, the
    /// first of several, with each class's share as its probability.
    public var baseline: MeasuredValues {
        let shares = labelDistribution.probabilities
        let largest = shares.max() ?? 0
        let largestClass = shares.firstIndex(of: largest) ?? 0
        let presentCount = Double(shares.count { $0 > 0 })
        let noOtherClass = MeasuredValue.undefined("all rows are of one class")
        let f1 = 2 * largest / (1 + largest)
        var values = MeasuredValues()
        values[.loss] = .number(labelEntropy)
        values[.logLoss] = .number(labelEntropy)
        values[.brierScore] = .number(shares.reduce(0) { $0 + $1 * (1 - $1) } / (shares.count == 2 ? 2 : 1))
        values[.accuracy] = .number(largest)
        values[.balancedAccuracy] = .number(1 / presentCount)
        values[.recall] =
            shares.last == 0 ? .undefined("no row is of the second class") : .number(largestClass == 1 ? 1 : 0)
        values[.f1] =
            shares.last == 0 ? .undefined("no row is of the second class") : .number(largestClass == 1 ? f1 : 0)
        values[.f1Macro] = .number(f1 / presentCount)
        values[.f1Weighted] = .number(f1 * largest)
        values[.expectedCalibrationError] = .number(0)
        values[.cohenKappa] = presentCount > 1 ? .number(0) : noOtherClass
        if rankings != nil {
            values[.rocAUC] = presentCount > 1 ? .number(0.5) : noOtherClass
            values[.rocAUCWeighted] = values[.rocAUC]
            values[.averagePrecision] =
                shares.contains(0)
                ? .undefined("a class has no row")
                : .number(shares.count == 2 ? shares[1] : 1 / Double(shares.count))
        }
        for measure in Measure.allCases where !measure.applies(toClassCount: classes.count) { values[measure] = nil }
        return values
    }

    /// Mean of F1 over the classes, weighted by the rows of each.
    private var weightedF1: Double {
        classes.reduce(0) { $0 + $1.supportWeight * ($1.f1 ?? 0) } / weight
    }

    /// Σₖ of what is predicted to be of class k times what is of it.
    private var chanceAgreement: Double { classes.reduce(0) { $0 + $1.predictedWeight * $1.supportWeight } }

    /// Gorodkin (2004), equation 8, by the sums of rows and columns.
    private var matthewsCorrelation: MeasuredValue {
        guard classes.count(where: { $0.supportWeight > 0 }) > 1 else { return .undefined("all rows are of one class") }
        guard classes.count(where: { $0.predictedWeight > 0 }) > 1 else {
            return .undefined("all rows are said to be of one class")
        }
        func variance(_ weight: KeyPath<ClassMeasures, Double>) -> Double {
            self.weight * self.weight - classes.reduce(0) { $0 + $1[keyPath: weight] * $1[keyPath: weight] }
        }
        let covariance = weight * classes.reduce(0) { $0 + $1.correctWeight } - chanceAgreement
        return MeasuredValue(covariance / (variance(\.supportWeight) * variance(\.predictedWeight)).squareRoot())
    }

    private var cohenKappa: MeasuredValue {
        guard !classes.contains(where: { $0.supportWeight == weight && $0.predictedWeight == weight }) else {
            return .undefined("all rows are of one class, and are said to be of it")
        }
        let byChance = chanceAgreement / (weight * weight)
        return MeasuredValue((accuracy - byChance) / (1 - byChance))
    }

    private var expectedCalibrationError: Double {
        guard !brierScore.isNaN else { return .nan }
        return calibration.reduce(0) { $0 + abs($1.correctWeight - $1.confidence) } / weight
    }
}
