package import Training

/// Predicted values beside actual ones, and how the residuals are distributed.
package struct RegressionPicture: Sendable {
    /// Actual values, in units of the target.
    package let actual: [Double]
    /// The prediction for each.
    package let predicted: [Double]
    /// How residuals, actual minus predicted, are distributed.
    package let residuals: Histogram

    private static let mostPoints = 1000

    /// Makes the histogram of all rows of the sample, and takes some of them, evenly spaced, to show as points.
    package init(_ sample: PredictionSample) {
        let pairs = Array(zip(sample.targets, sample.predictions.values))
        residuals = Histogram(of: pairs.map { $0 - $1 })
        let count = min(pairs.count, Self.mostPoints)
        let shown = (0..<count).map { pairs[$0 * pairs.count / count] }
        actual = shown.map(\.0)
        predicted = shown.map(\.1)
    }

    var members: [(key: String, value: JSONValue)] {
        [
            ("actual", .array(actual.map { .float(Float($0)) })),
            ("predicted", .array(predicted.map { .float(Float($0)) })),
            ("residuals", residuals.json),
        ]
    }

    init?(_ json: JSONValue) {
        guard let actual = json["actual"]?.numbers, let predicted = json["predicted"]?.numbers,
            let residuals = json["residuals"].flatMap(Histogram.init), actual.count == predicted.count
        else { return nil }
        // Single-precision numbers, in the fewest digits that identify them.
        self.actual = actual.map { Double(Float($0)) }
        self.predicted = predicted.map { Double(Float($0)) }
        self.residuals = residuals
    }
}
