/// How well a classification predicts rows. Counts are of rows; means, shares and ratios are over weights: a row of weight
/// 2 counts as two rows, one of weight 0 as none, as with scikit-learn's `sample_weight`.
///
/// All but `labelEntropy` and `divergence` have the same bits on every machine, and may decide when a run stops.
public struct ClassificationMeasures: Hashable, Sendable {
    /// The number of rows, whatever they weigh.
    public let rowCount: Int
    /// Mean of the losses that were passed in: the cross-entropy of the labels under the model, in nats, where each loss
    /// is −ln q(label).
    public let meanLoss: Double
    /// The share of rows whose class is predicted.
    public let accuracy: Double
    /// The measures of each of the K classes.
    public let classes: [ClassMeasures]
    /// K × K counts of rows, whatever they weigh, a row for each actual class and a column for each predicted one, row after row; nil for more than
    /// `ClassificationSums.confusionMatrixLimit` classes.
    public let confusionMatrix: [Int]?
    /// p̂(k) = nₖ / n, the share of rows that are of each class, as much as these weigh.
    public let labelDistribution: Distribution
    /// q̄(k) ∝ Σᵢ qᵢ(k), the mean over rows i of the probabilities that the model gives each class, divided by their sum
    /// since those of a row sum to 1 only nearly; nil where they are no distribution, as after a model has diverged.
    public let meanPrediction: Distribution?
    /// Mean of (q − y)² for two classes, of Σₖ (qₖ − yₖ)² for more.
    public let brierScore: Double
    /// The share of rows whose class is among the five most probable, where of equal ones the later class counts as more
    /// probable, as with scikit-learn.
    public let topFiveAccuracy: Double
    /// The rows by the probability of their predicted class.
    public let calibration: [CalibrationBin]
    /// Measures for which the rows were sorted; nil where these were not taken.
    public let rankings: ClassRankings?
    let weight: Double

    /// The measures of these sums.
    /// - Parameters:
    ///   - sums: over at least one row whose weight is not 0.
    ///   - rankings: those of the same rows; nil where they were not taken.
    public init(_ sums: ClassificationSums, rankings: ClassRankings? = nil) {
        precondition(sums.weight > 0, "measures are of at least one row that counts")
        guard let labelDistribution = try? Distribution(weights: sums.actualWeights) else {
            preconditionFailure("the weights of at least one row are in proportion to a distribution")
        }
        self.labelDistribution = labelDistribution
        meanPrediction = try? Distribution(weights: sums.probabilitySums)
        rowCount = sums.rowCount
        meanLoss = sums.losses / sums.weight
        accuracy = sums.correctWeights.reduce(0, +) / sums.weight
        classes = (0..<sums.classCount).map { index in
            ClassMeasures(
                support: sums.actualCounts[index], predictedCount: sums.predictedCounts[index],
                correctCount: sums.correctCounts[index], supportWeight: sums.actualWeights[index],
                predictedWeight: sums.predictedWeights[index], correctWeight: sums.correctWeights[index])
        }
        confusionMatrix = sums.confusionMatrix
        weight = sums.weight
        brierScore = sums.squares / sums.weight / (sums.classCount == 2 ? 2 : 1)
        topFiveAccuracy = sums.topFiveWeight / sums.weight
        calibration = sums.calibration
        self.rankings = rankings
    }

    /// Mean of the precision over the classes that have one.
    public var macroPrecision: Double { Self.mean(classes.compactMap(\.precision)) }

    /// Mean of the recall over the classes that have one, also known as balanced accuracy.
    public var macroRecall: Double { Self.mean(classes.compactMap(\.recall)) }

    /// Mean of F1 over the classes that have one.
    public var macroF1: Double { Self.mean(classes.compactMap(\.f1)) }

    /// H(p̂) in nats: the cross-entropy of the best model that ignores the features. To be reported only: its last bit
    /// depends on libm.
    public var labelEntropy: Double { labelDistribution.entropy() }

    /// D(p̂‖q̄) = Σ p̂(k) ln(p̂(k) / q̄(k)) in nats: how far the classes that the model expects, over all rows, are from
    /// those that are there. 0 is calibrated in the mean, which says nothing of single rows; NaN where there is no
    /// `meanPrediction`. To be reported only: its last bit depends on libm.
    ///
    /// The mean over rows of the divergence of a label from the model needs no measure: it is the cross-entropy.
    public var divergence: Double {
        meanPrediction.map { labelDistribution.divergence(from: $0) } ?? .nan
    }

    /// At least one row is of a class and predicted to be of one, so that at least one class has each ratio.
    private static func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(values.count)
    }
}
