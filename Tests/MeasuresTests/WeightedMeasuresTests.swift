import Measures
import TestSupport
import Testing

@Suite struct WeightedMeasuresTests {
    /// Rows with whole weights, and the same rows as often as these say.
    private struct Rows {
        var weights: [Float]
        var predictions: [Float]
        var targets: [Float]
        var losses: [Float]

        /// - Parameter areOnes: whether each weight is 1; otherwise some are 0.
        init(count: Int, areOnes: Bool = false, _ random: inout SplitMix) {
            func numbers(_ range: ClosedRange<Float>) -> [Float] {
                (0..<count).map { _ in .random(in: range, using: &random) }
            }
            weights = numbers(0...3.99).map { areOnes ? 1 : $0.rounded(.down) }
            if !areOnes { weights[count / 2] = 2 }
            predictions = numbers(-3...5)
            targets = numbers(-3...5)
            losses = numbers(0...2)
            // What has no weight may be anything.
            for row in weights.indices where weights[row] == 0 { (predictions[row], losses[row]) = (.nan, .infinity) }
        }

        func sums(_ rows: Range<Int>) -> RegressionSums {
            var sums = RegressionSums()
            sums.add(
                predictions: Array(predictions[rows]), targets: Array(targets[rows]), losses: Array(losses[rows]),
                weights: Array(weights[rows]), count: rows.count)
            return sums
        }

        var repeatedSums: RegressionSums {
            let rows = weights.indices.flatMap { Array(repeating: $0, count: Int(weights[$0])) }
            var sums = RegressionSums()
            sums.add(
                predictions: rows.map { predictions[$0] }, targets: rows.map { targets[$0] },
                losses: rows.map { losses[$0] }, count: rows.count)
            return sums
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func aWeightOfTwoIsTheRowTwice(_ seed: UInt64) {
        var random = SplitMix(state: seed)
        let rows = Rows(count: .random(in: 2...80, using: &random), &random)
        let cut = Int.random(in: 0...rows.weights.count, using: &random)
        var sums = rows.sums(0..<cut)
        sums.merge(rows.sums(cut..<rows.weights.count))
        let (found, expected) = (RegressionMeasures(sums), RegressionMeasures(rows.repeatedSums))
        #expect(found.rowCount == rows.weights.count)
        #expect(sums.weight == Double(expected.rowCount))
        for (name, measure) in [
            ("loss", \.meanLoss), ("mse", \.mse), ("mae", \.mae), ("rmse", \.rmse), ("pinball", \.pinballLoss),
            ("deviation", \.residualStandardDeviation),
        ] as [(String, KeyPath<RegressionMeasures, Double>)] {
            #expect(close(found[keyPath: measure], expected[keyPath: measure]), "\(name)")
        }
        for measure in [Measure.r2, .explainedVariance, .mape] {
            let (found, expected) = (found.values[measure]?.number, expected.values[measure]?.number)
            #expect((found == nil) == (expected == nil) && close(found ?? 0, expected ?? 0), "\(measure)")
        }
    }

    @Test func onesChangeNoBit() {
        var random = SplitMix(state: 3)
        let rows = Rows(count: 50, areOnes: true, &random)
        #expect(rows.sums(0..<50) == rows.repeatedSums)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func aWeightOfTwoIsTheRowOfAClassTwice(_ seed: UInt64) {
        var random = SplitMix(state: seed)
        let classCount = Int.random(in: 2...5, using: &random)
        var (weighted, repeated) = (
            ClassificationSums(classCount: classCount), ClassificationSums(classCount: classCount)
        )
        var counts = [Int](repeating: 0, count: classCount)
        for row in 0..<60 {
            let weight = row == 7 ? 1 : Int.random(in: 0...3, using: &random)
            let (predicted, actual) = (Int.random(in: 0..<classCount, using: &random), row % classCount)
            let loss = weight == 0 ? .nan : Double.random(in: 0...2, using: &random)
            let probabilities = (0..<classCount).map { _ in Float.random(in: 0...1, using: &random) }
            counts[actual] += 1
            weighted.add(
                predicted: predicted, actual: actual, loss: loss, probabilities: probabilities, weight: Double(weight))
            for _ in 0..<weight {
                repeated.add(predicted: predicted, actual: actual, loss: loss, probabilities: probabilities)
            }
        }
        let (found, expected) = (ClassificationMeasures(weighted), ClassificationMeasures(repeated))
        // Counts are of rows.
        #expect(found.rowCount == 60 && found.classes.map(\.support) == counts)
        #expect(found.confusionMatrix?.reduce(0, +) == 60)
        for (name, measure) in [
            ("loss", \.meanLoss), ("accuracy", \.accuracy), ("precision", \.macroPrecision), ("recall", \.macroRecall),
            ("F1", \.macroF1), ("entropy", \.labelEntropy), ("divergence", \.divergence), ("Brier", \.brierScore),
        ] as [(String, KeyPath<ClassificationMeasures, Double>)] {
            #expect(close(found[keyPath: measure], expected[keyPath: measure]), "\(name)")
        }
        for (found, expected) in zip(found.classes, expected.classes) {
            #expect(found.precision == expected.precision && found.recall == expected.recall && found.f1 == expected.f1)
        }
        #expect(ClassificationSums(words: weighted.words[...]) == weighted)
    }

    private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 * max(abs(a), abs(b), 1) }
}
