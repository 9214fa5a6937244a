import Measures
import Optimizers
import TestSupport
import Testing

@Suite struct EarlyStoppingTests {
    private func verdicts(_ losses: [Double], _ stopping: EarlyStopping) -> [EarlyStopping.Verdict] {
        var stopping = stopping
        return losses.map { stopping.observe($0) }
    }

    @Test func stopsAfterEpochsInARowWithoutImprovement() {
        #expect(
            verdicts([5, 4, 4, 4.5, 3.9, 3.9, 6, 4], EarlyStopping(patience: 3))
                == [.improved, .improved, .waiting, .waiting, .improved, .waiting, .waiting, .stop])
        #expect(verdicts([1, 0.5, 0.5], EarlyStopping(patience: 1)) == [.improved, .improved, .stop])
    }

    /// Improvements that are too small do not add up unnoticed: they are measured from the best loss.
    @Test func asksForAMinimumImprovement() {
        #expect(
            verdicts([4, 3.75, 3.5, 3.25, 3.25], EarlyStopping(patience: 3, minimumImprovement: 0.5))
                == [.improved, .waiting, .waiting, .improved, .waiting])
    }

    @Test func whatIsNoLossIsNoImprovement() {
        #expect(verdicts([.nan, .nan, 1], EarlyStopping(patience: 2)) == [.waiting, .stop, .improved])
        #expect(verdicts([1, .nan, .infinity], EarlyStopping(patience: 2)) == [.improved, .waiting, .stop])
        #expect(verdicts([.infinity, 7], EarlyStopping(patience: 2)) == [.waiting, .improved])
    }

    @Test func knowsWhichDirectionIsBetter() {
        let stopping = EarlyStopping(metric: .rocAUC, patience: 2, minimumImprovement: 0.1)
        #expect(verdicts([0.5, 0.55, 0.7, 0.6, 0.75], stopping) == [.improved, .waiting, .improved, .waiting, .stop])
        #expect(verdicts([.nan, 0.5], EarlyStopping(metric: .f1, patience: 2)) == [.waiting, .improved])
    }

    /// Against the definition, loss by loss, and with a stop and a resumption before each.
    @Test func remembersNothingElse() {
        var random = SplitMix(state: 78)
        for _ in 0..<300 {
            let patience = Int.random(in: 1...4, using: &random)
            let minimum = Double.random(in: 0...2, using: &random)
            var stopping = EarlyStopping(patience: patience, minimumImprovement: minimum)
            var (best, since) = (Double.infinity, 0)
            for _ in 0..<30 {
                let loss = Double.random(in: 0...10, using: &random)
                let isImprovement = loss < best - minimum
                if isImprovement { best = loss }
                since = isImprovement ? 0 : since + 1
                let expected: EarlyStopping.Verdict = isImprovement ? .improved : since >= patience ? .stop : .waiting
                var resumed = EarlyStopping(
                    patience: patience, minimumImprovement: minimum, best: stopping.best,
                    epochsWithoutImprovement: stopping.epochsWithoutImprovement)
                #expect(stopping.observe(loss) == expected)
                #expect(resumed.observe(loss) == expected)
                #expect(stopping == resumed)
            }
        }
    }
}
