import Studies
import Testing

@Suite("A range test of learning rates")
struct RateRangeTests {
    /// Rates of 40 steps each power of ten, and the loss after a step at each.
    private func range(_ count: Int, loss: (Int) -> Double) -> RateRange {
        var rate = 1e-4
        return RateRange(
            (0..<count).map { step in
                defer { rate *= 1.0592537251772889 }
                return (rate, loss(step))
            })
    }

    @Test("smooths losses by a mean that forgets a tenth at each step")
    func smoothing() {
        let range = range(3) { [1, 2, 4][$0] }
        let expected = [1, (0.9 + 2) / 1.9, (0.81 + 1.8 + 4) / 2.71]
        for (point, expected) in zip(range.points, expected) { #expect(abs(point.smoothedLoss - expected) < 1e-15) }
        #expect(range.points.map(\.loss) == [1, 2, 4] && range.points[0].rate == 1e-4)
    }

    @Test("suggests a tenth of the rate at which the mean of losses is lowest")
    func suggestion() throws {
        let range = range(160) { step in step < 120 ? 10 - Double(step) / 20 : 4 + Double(step - 120) }
        let lowest = try #require(range.points.min { $0.smoothedLoss < $1.smoothedLoss })
        #expect(range.suggestion == lowest.rate / 10)
        // The mean follows the losses by some steps.
        #expect((range.points[119].rate...range.points[126].rate).contains(lowest.rate))
    }

    @Test("suggests nothing where the loss does not fall, or where there are no losses")
    func nothing() {
        #expect(range(50) { 1 + Double($0) }.suggestion == nil)
        #expect(range(50) { _ in 1 }.suggestion == nil)
        #expect(range(1) { _ in 1 }.suggestion == nil && range(0) { _ in 1 }.suggestion == nil)
    }

    @Test("ends at a loss that is no number")
    func divergence() {
        #expect(range(20) { $0 == 12 ? .nan : 1 / Double($0 + 1) }.points.count == 12)
        #expect(range(20) { $0 == 12 ? .infinity : 1 / Double($0 + 1) }.suggestion != nil)
    }
}
