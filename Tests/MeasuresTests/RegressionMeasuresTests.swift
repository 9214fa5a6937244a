import Measures
import TestSupport
import Testing

@Suite struct RegressionMeasuresTests {
    private struct Rows {
        var predictions: [Float]
        var targets: [Float]
        var losses: [Float]

        init(predictions: [Float], targets: [Float]) {
            self.predictions = predictions
            self.targets = targets
            losses = zip(predictions, targets).map { abs($0 - $1) }
        }

        /// Far from 0, where sums of squares would cancel.
        init(seed: UInt64, count: Int) {
            var random = SplitMix(state: seed)
            let targets = (0..<count).map { _ in Float.random(in: 9_990...10_010, using: &random) }
            self.init(predictions: targets.map { $0 + Float.random(in: -2...3, using: &random) }, targets: targets)
        }

        func sums(_ rows: Range<Int>) -> RegressionSums {
            var sums = RegressionSums()
            add(rows, to: &sums)
            return sums
        }

        func add(_ rows: Range<Int>, to sums: inout RegressionSums) {
            sums.add(
                predictions: Array(predictions[rows]), targets: Array(targets[rows]), losses: Array(losses[rows]),
                count: rows.count)
        }

        var measures: RegressionMeasures { RegressionMeasures(sums(targets.indices)) }
    }

    private static func expectClose(_ found: RegressionMeasures, _ expected: RegressionMeasures) {
        #expect(found.rowCount == expected.rowCount)
        #expect(isClose(found.meanLoss, expected.meanLoss))
        #expect(isClose(found.mse, expected.mse))
        #expect(isClose(found.mae, expected.mae))
        #expect(isClose(found.r2.number ?? .nan, expected.r2.number ?? .nan))
        #expect(isClose(found.residualStandardDeviation, expected.residualStandardDeviation))
    }

    @Test func numbersOfScikitLearn() {
        let rows = Rows(predictions: PeerNumbers.predictions, targets: PeerNumbers.targets)
        let measures = rows.measures
        #expect(measures.rowCount == rows.targets.count)
        #expect(isClose(measures.mse, PeerNumbers.mse))
        #expect(isClose(measures.rmse, PeerNumbers.rmse))
        #expect(isClose(measures.mae, PeerNumbers.mae))
        #expect(isClose(measures.r2.number ?? .nan, PeerNumbers.r2))
        #expect(isClose(measures.residualStandardDeviation, PeerNumbers.residualStandardDeviation))
        #expect(isClose(measures.gaussianNegativeLogLikelihood, PeerNumbers.gaussianLikelihood))
        // The losses that were passed in are |y − ŷ| in single precision.
        #expect(isClose(measures.meanLoss, measures.mae, tolerance: 1e-6))
    }

    @Test(arguments: UInt64(0)..<100)
    func anySplitIsTheWhole(_ seed: UInt64) {
        var random = SplitMix(state: seed)
        let count = Int.random(in: 2...400, using: &random)
        let rows = Rows(seed: seed, count: count)
        var (added, merged, folded) = (RegressionSums(), RegressionSums(), RegressionSums())
        var start = 0
        while start < count {
            // Some parts are empty.
            let end = min(count, start + Int.random(in: 0...50, using: &random))
            rows.add(start..<end, to: &added)
            merged.merge(rows.sums(start..<end))
            var last = rows.sums(start..<end)
            last.merge(folded)
            folded = last
            start = end
        }
        #expect(added == merged)
        Self.expectClose(RegressionMeasures(merged), rows.measures)
        Self.expectClose(RegressionMeasures(folded), rows.measures)
    }

    @Test func mergingNothingChangesNothing() {
        let sums = Rows(seed: 1, count: 33).sums(0..<33)
        var (first, second) = (sums, RegressionSums())
        first.merge(RegressionSums())
        second.merge(sums)
        #expect(first == sums)
        #expect(second == sums)
        #expect(RegressionSums().rowCount == 0)
    }

    @Test func oneRow() {
        let measures = Rows(predictions: [3], targets: [1]).measures
        #expect(measures.rowCount == 1)
        #expect(measures.mse == 4)
        #expect(measures.rmse == 2)
        #expect(measures.mae == 2)
        #expect(measures.meanLoss == 2)
        #expect(measures.r2 == .undefined("there is one row only"))
        #expect(measures.explainedVariance == measures.r2)
        #expect(measures.residualStandardDeviation == 0)
    }

    @Test(arguments: [2, 7, 64, 1000])
    func equalTargets(_ count: Int) {
        let targets = Array(repeating: Float(0.1), count: count)
        var rows = Rows(predictions: targets, targets: targets)
        func r2() -> MeasuredValue {
            var sums = RegressionSums()
            for start in stride(from: 0, to: count, by: 9) { rows.add(start..<min(start + 9, count), to: &sums) }
            return RegressionMeasures(sums).r2
        }
        #expect(r2() == .undefined("all targets are equal"))
        rows.predictions[count / 2] = 0.2
        #expect(r2() == .undefined("all targets are equal"))
    }

    @Test func perfectPredictions() {
        let targets: [Float] = [1, 5, -2]
        let measures = Rows(predictions: targets, targets: targets).measures
        #expect(measures.mse == 0)
        #expect(measures.r2 == .number(1))
        #expect(measures.values[.gaussianNLL]?.reason == "every prediction is right")
        #expect(measures.residualStandardDeviation == 0)
        #expect(measures.gaussianNegativeLogLikelihood == -.infinity)
    }

    @Test func aDivergedModel() {
        let infinite = Rows(predictions: [.infinity, 0], targets: [1, 2]).measures
        #expect(infinite.mse == .infinity)
        #expect(infinite.r2 == .number(-.infinity))
        #expect(infinite.gaussianNegativeLogLikelihood == .infinity)
        let undefined = Rows(predictions: [.nan, 0], targets: [1, 2]).measures
        #expect(undefined.mse.isNaN)
        #expect(undefined.values[.mse] == .undefined("a prediction is no number"))
        #expect(undefined.gaussianNegativeLogLikelihood.isNaN)
    }

    /// mse = (mean residual)² + (standard deviation of the residuals)².
    @Test(arguments: UInt64(0)..<50)
    func errorIsBiasAndSpread(_ seed: UInt64) {
        let rows = Rows(seed: seed, count: 200)
        let bias = zip(rows.targets, rows.predictions).reduce(0) { $0 + Double($1.0) - Double($1.1) } / 200
        let (measures, spread) = (rows.measures, rows.measures.residualStandardDeviation)
        #expect(isClose(measures.mse, bias * bias + spread * spread))
    }

    @Test(arguments: UInt64(0)..<50)
    func itsLikelihoodIsThatOfTheLikeliestVariance(_ seed: UInt64) {
        let rows = Rows(seed: seed, count: 100)
        let residuals = zip(rows.targets, rows.predictions).map { Double($0) - Double($1) }
        let measures = rows.measures
        func likelihood(_ factor: Double) -> Double {
            NormalDistribution(mean: 0, standardDeviation: factor * measures.rmse)
                .meanNegativeLogLikelihood(of: residuals)
        }
        #expect(isClose(measures.gaussianNegativeLogLikelihood, likelihood(1)))
        for factor in [0.5, 0.99, 1.01, 2] { #expect(likelihood(factor) > measures.gaussianNegativeLogLikelihood) }
    }
}
