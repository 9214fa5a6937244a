import Glibc

/// How numbers are distributed: counts in bins of equal width, with their mean and standard deviation.
package struct Histogram: Sendable, Equatable {
    /// Where the first bin starts.
    package let low: Double
    /// The width of a bin; 0 where there are no bins.
    package let width: Double
    /// How many numbers are in each bin.
    package let counts: [Int]
    /// The numbers' mean.
    package let mean: Double
    /// Their standard deviation, with their count as divisor.
    package let standardDeviation: Double

    private static let binCount = 8...60

    /// The histogram of these numbers, without those that are not finite.
    ///
    /// The width is 2 IQR / ∛n, within limits (Freedman and Diaconis 1981, On the histogram as a density estimator).
    package init(of numbers: [Double]) {
        let sorted = numbers.filter(\.isFinite).sorted()
        let count = Double(sorted.count)
        let mean = sorted.isEmpty ? 0 : sorted.reduce(0, +) / count
        self.mean = mean
        standardDeviation =
            sorted.isEmpty ? 0 : (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        guard let first = sorted.first, let last = sorted.last, last > first, (last - first).isFinite else {
            low = sorted.first ?? 0
            width = 0
            counts = []
            return
        }
        let spread = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
        let ideal = spread > 0 ? (last - first) * cbrt(count) / (2 * spread) : 1
        let bins = Int(min(max(ideal.rounded(.up), Double(Self.binCount.lowerBound)), Double(Self.binCount.upperBound)))
        low = first
        width = (last - first) / Double(bins)
        var counts = [Int](repeating: 0, count: bins)
        for number in sorted { counts[min(Int((number - first) / width), bins - 1)] += 1 }
        self.counts = counts
    }

    var json: JSONValue {
        .object([
            ("mean", .number(mean)), ("standard_deviation", .number(standardDeviation)), ("low", .number(low)),
            ("width", .number(width)), ("counts", .array(counts.map { .integer($0) })),
        ])
    }

    init?(_ json: JSONValue) {
        guard let mean = json["mean"]?.double, let deviation = json["standard_deviation"]?.double,
            let low = json["low"]?.double, let width = json["width"]?.double, let counts = json["counts"]?.numbers
        else { return nil }
        self.mean = mean
        self.standardDeviation = deviation
        self.low = low
        self.width = width
        self.counts = counts.map { Int($0) }
    }
}
