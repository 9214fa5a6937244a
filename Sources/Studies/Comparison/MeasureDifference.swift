public import Measures

/// By how much two models differ in a measure of the same rows.
public struct MeasureDifference: Sendable, Equatable {
    /// The measure.
    public let measure: Measure
    /// What it is for the first model.
    public let first: Double
    /// What it is for the second model.
    public let second: Double
    /// The bounds of the interval that holds the difference; nil where too few resamples define the measure.
    public let interval: ClosedRange<Double>?

    /// Collects a difference.
    public init(measure: Measure, first: Double, second: Double, interval: ClosedRange<Double>?) {
        self.measure = measure
        self.first = first
        self.second = second
        self.interval = interval
    }

    /// That of the second less that of the first.
    public var difference: Double { second - first }

    /// Whether the second model is better, or worse, where chance does not explain the difference; else nil.
    public var isSecondBetter: Bool? {
        guard let interval, !interval.contains(0) else { return nil }
        return (difference > 0) == measure.isBetterWhenHigher
    }
}
