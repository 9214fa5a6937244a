import Measures
import TestSupport
import Testing

@Suite struct ClassificationMeasuresTests {
    private struct Row {
        let predicted: Int
        let actual: Int
        let probabilities: [Float]
    }

    private static let peerRows = PeerNumbers.actual.indices.map { index in
        Row(
            predicted: PeerNumbers.predicted[index], actual: PeerNumbers.actual[index],
            probabilities: PeerNumbers.probabilities[index])
    }

    private static func sums(_ rows: some Sequence<Row>, classCount: Int) -> ClassificationSums {
        var sums = ClassificationSums(classCount: classCount)
        for row in rows {
            let loss = selfInformation(probability: Double(row.probabilities[row.actual]))
            sums.add(predicted: row.predicted, actual: row.actual, loss: loss, probabilities: row.probabilities)
        }
        return sums
    }

    private static func rows(seed: UInt64, count: Int, classCount: Int) -> [Row] {
        var random = SplitMix(state: seed)
        return (0..<count).map { _ in
            let weights = (0..<classCount).map { _ in Float.random(in: 0.01...1, using: &random) }
            let sum = weights.reduce(0, +)
            return Row(
                predicted: Int.random(in: 0..<classCount, using: &random),
                actual: Int.random(in: 0..<classCount, using: &random), probabilities: weights.map { $0 / sum })
        }
    }

    private static func expectClose(_ found: [Double?], _ expected: [Double?]) {
        #expect(found.count == expected.count)
        for (index, pair) in zip(found, expected).enumerated() {
            #expect((pair.0 == nil) == (pair.1 == nil), "class \(index)")
            #expect(isClose(pair.0 ?? 0, pair.1 ?? 0), "class \(index)")
        }
    }

    /// Class 2 is never predicted, class 3 is absent, class 4 is neither present nor predicted.
    @Test func numbersOfScikitLearn() {
        let measures = ClassificationMeasures(Self.sums(Self.peerRows, classCount: 5))
        #expect(measures.rowCount == PeerNumbers.actual.count)
        #expect(isClose(measures.accuracy, PeerNumbers.accuracy))
        // Rows of single-precision probabilities sum to 1 only to 1e-7, and scikit-learn had them divided by the sum.
        #expect(isClose(measures.meanLoss, PeerNumbers.logLoss, tolerance: 1e-7))
        #expect(measures.confusionMatrix == PeerNumbers.confusionMatrix.flatMap(\.self))
        Self.expectClose(measures.classes.map(\.precision), PeerNumbers.precision)
        Self.expectClose(measures.classes.map(\.recall), PeerNumbers.recall)
        Self.expectClose(measures.classes.map(\.f1), PeerNumbers.f1)
        #expect(isClose(measures.macroPrecision, PeerNumbers.macroPrecision))
        #expect(isClose(measures.macroRecall, PeerNumbers.macroRecall))
        #expect(isClose(measures.macroF1, PeerNumbers.macroF1))
        #expect(isClose(measures.labelEntropy, PeerNumbers.labelEntropy))
        #expect(isClose(measures.divergence, PeerNumbers.marginalDivergence))
    }

    @Test(arguments: UInt64(0)..<100)
    func anySplitIsTheWhole(_ seed: UInt64) {
        var random = SplitMix(state: seed)
        let (count, classCount) = (Int.random(in: 1...200, using: &random), Int.random(in: 1...12, using: &random))
        let rows = Self.rows(seed: seed, count: count, classCount: classCount)
        let whole = ClassificationMeasures(Self.sums(rows, classCount: classCount))
        var merged = ClassificationSums(classCount: classCount)
        var start = 0
        while start < count {
            let end = min(count, start + Int.random(in: 0...30, using: &random))
            merged.merge(Self.sums(rows[start..<end], classCount: classCount))
            start = end
        }
        let measures = ClassificationMeasures(merged)
        #expect(measures.rowCount == whole.rowCount)
        #expect(measures.classes == whole.classes)
        #expect(measures.confusionMatrix == whole.confusionMatrix)
        #expect(measures.accuracy == whole.accuracy)
        #expect(measures.labelEntropy == whole.labelEntropy)
        #expect(isClose(measures.meanLoss, whole.meanLoss))
        #expect(isClose(measures.divergence, whole.divergence))
    }

    @Test(arguments: UInt64(0)..<50)
    func countsAreMarginsOfTheConfusionMatrix(_ seed: UInt64) throws {
        let (count, classCount) = (150, 7)
        let rows = Self.rows(seed: seed, count: count, classCount: classCount)
        let measures = ClassificationMeasures(Self.sums(rows, classCount: classCount))
        let matrix = try #require(measures.confusionMatrix)
        for (index, measure) in measures.classes.enumerated() {
            #expect(measure.support == (0..<classCount).reduce(0) { $0 + matrix[index * classCount + $1] })
            #expect(measure.predictedCount == (0..<classCount).reduce(0) { $0 + matrix[$1 * classCount + index] })
            #expect(measure.correctCount == matrix[index * classCount + index])
            if let precision = measure.precision, let recall = measure.recall, precision + recall > 0 {
                #expect(isClose(measure.f1 ?? .nan, 2 * precision * recall / (precision + recall)))
            }
        }
        #expect(matrix.reduce(0, +) == count)
        #expect(isClose(measures.accuracy, Double(rows.count { $0.predicted == $0.actual }) / Double(count)))
    }

    @Test func oneRow() {
        let row = Row(predicted: 1, actual: 0, probabilities: [0.25, 0.75])
        let measures = ClassificationMeasures(Self.sums([row], classCount: 2))
        #expect(measures.rowCount == 1)
        #expect(measures.accuracy == 0)
        #expect(measures.confusionMatrix == [0, 1, 0, 0])
        #expect(measures.classes.map(\.precision) == [nil, 0])
        #expect(measures.classes.map(\.recall) == [0, nil])
        #expect(measures.classes.map(\.f1) == [0, 0])
        #expect(measures.macroPrecision == 0 && measures.macroRecall == 0 && measures.macroF1 == 0)
        #expect(measures.labelEntropy == 0)
        // A single one-hot label: the divergence is its cross-entropy, ln 4.
        #expect(isClose(measures.divergence, 1.3862943611198906))
        #expect(measures.divergence == measures.meanLoss)
    }

    @Test func calibrationInTheMeanIsNoDivergence() {
        let rows = [
            Row(predicted: 0, actual: 1, probabilities: [0.75, 0.25]),
            Row(predicted: 1, actual: 0, probabilities: [0.25, 0.75]),
        ]
        let measures = ClassificationMeasures(Self.sums(rows, classCount: 2))
        #expect(measures.divergence == 0)
        #expect(measures.accuracy == 0)
        #expect(isClose(measures.labelEntropy, 0.6931471805599453))
    }

    @Test func aPresentClassOfNoProbability() {
        let row = Row(predicted: 1, actual: 0, probabilities: [0, 1])
        let measures = ClassificationMeasures(Self.sums([row], classCount: 2))
        #expect(measures.divergence == .infinity)
        #expect(measures.meanLoss == .infinity)
    }

    @Test func aDivergedModel() {
        var sums = ClassificationSums(classCount: 2)
        sums.add(predicted: 0, actual: 0, loss: .nan, probabilities: [.nan, .nan])
        let measures = ClassificationMeasures(sums)
        #expect(measures.meanPrediction == nil)
        #expect(measures.divergence.isNaN)
        #expect(measures.meanLoss.isNaN)
        #expect(measures.accuracy == 1)
    }

    @Test func manyClassesHaveCountsAlone() {
        for (classCount, hasMatrix) in [(256, true), (257, false)] {
            let rows = Self.rows(seed: 9, count: 300, classCount: classCount)
            var sums = Self.sums(rows[..<100], classCount: classCount)
            sums.merge(Self.sums(rows[100...], classCount: classCount))
            let measures = ClassificationMeasures(sums)
            #expect((measures.confusionMatrix != nil) == hasMatrix)
            #expect(measures.classes.reduce(0) { $0 + $1.support } == 300)
            #expect(measures.classes.reduce(0) { $0 + $1.predictedCount } == 300)
        }
    }
}
