/// A loss that has grown far beyond its lowest value, most often because the learning rate is too large.
public struct LossGrowth: Sendable, Equatable, CustomStringConvertible {
    /// The step at which it was noticed.
    public let step: Int
    /// Mean loss of the last span of steps.
    public let loss: Double
    /// The lowest mean loss of an earlier span.
    public let lowestLoss: Double
    /// The learning rate.
    public let learningRate: Float?

    /// One line for people.
    public var description: String {
        "the loss has grown from \(Float(lowestLoss)) to \(Float(loss)) by step \(step); "
            + (learningRate.map { "a smaller learning rate than \($0) may help" }
                ?? "look for extreme values in the data")
    }
}

/// Watches the mean losses of spans for a thousandfold growth, and reports the first.
struct LossGrowthWatch {
    private static let factor = 1000.0
    private var lowest = Double.infinity
    private var hasReported = false

    mutating func observe(_ loss: Double, step: Int, learningRate: Float?) -> LossGrowth? {
        defer { lowest = min(lowest, loss) }
        guard !hasReported, lowest > 0, loss > lowest * Self.factor else { return nil }
        hasReported = true
        return LossGrowth(step: step, loss: loss, lowestLoss: lowest, learningRate: learningRate)
    }
}
