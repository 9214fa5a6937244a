import Reports
import TestSupport
import Testing

@Suite("A histogram")
struct HistogramTests {
    @Test("counts every number once, around their mean and deviation", arguments: [1, 2, 7, 100, 5000])
    func counts(count: Int) {
        var random = SplitMix(state: UInt64(count))
        let numbers = (0..<count).map { _ in Double.random(in: -3...5, using: &random) }
        let histogram = Histogram(of: numbers + [.nan, .infinity])
        let mean = numbers.reduce(0, +) / Double(count)
        let deviation = (numbers.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(count)).squareRoot()
        #expect(abs(histogram.mean - mean) < 1e-12 && abs(histogram.standardDeviation - deviation) < 1e-12)
        guard count > 1 else {
            #expect(histogram.counts.isEmpty && histogram.width == 0)
            return
        }
        #expect(histogram.counts.reduce(0, +) == count && (8...60).contains(histogram.counts.count))
        for (bin, inBin) in histogram.counts.enumerated().dropLast() {
            let low = histogram.low + Double(bin) * histogram.width
            let slack = histogram.width * 1e-9
            // A number at an edge may be counted on either side.
            #expect(numbers.filter { $0 >= low + slack && $0 < low + histogram.width - slack }.count <= inBin)
        }
    }

    @Test("of equal numbers, or none, has no bins")
    func constant() {
        #expect(Histogram(of: [2, 2, 2]).counts.isEmpty && Histogram(of: [2, 2, 2]).mean == 2)
        #expect(Histogram(of: []).counts.isEmpty && Histogram(of: []).standardDeviation == 0)
    }
}
