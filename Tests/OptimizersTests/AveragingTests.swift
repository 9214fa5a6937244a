import Foundation
import Optimizers
import Testing

@Suite struct AveragingTests {
    /// The weights of all numbers in the last mean, as the shares give them.
    private func weights(_ averaging: Averaging, count: Int, interval: Int = 1) -> [Double] {
        (1...count).reduce(into: []) { weights, newest in
            let share = averaging.shareOfNewest(of: newest, everySteps: interval)
            weights = weights.map { $0 * (1 - share) } + [share]
        }
    }

    private func expect(_ found: [Double], areInProportionTo expected: [Double]) {
        let sum = expected.reduce(0, +)
        for (found, expected) in zip(found, expected) { #expect(abs(found - expected / sum) < 1e-13) }
        #expect(abs(found.reduce(0, +) - 1) < 1e-12)
    }

    @Test(arguments: [1, 2, 7, 100])
    func countsLaterStepsMore(count: Int) {
        expect(
            weights(.polyak, count: count),
            areInProportionTo: (1...count).map { Double($0 * ($0 + 1) * ($0 + 2)) })
        #expect(weights(.none, count: count) == Array(repeating: 0, count: count - 1) + [1])
    }

    @Test(arguments: [1, 2, 7, 100], [0, 0.5, 0.99])
    func forgetsExponentially(count: Int, decay: Double) {
        for interval in [1, 3] {
            expect(
                weights(.ema(decay: decay), count: count, interval: interval),
                areInProportionTo: (1...count).map { pow(decay, Double((count - $0) * interval)) })
        }
    }
}
