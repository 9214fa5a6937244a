/// What a range test of learning rates has found: the loss after a step at each of some rates, which grow from step to step.
public struct RateRange: Sendable {
    /// A rate and the loss after a step at it.
    public struct Point: Sendable, Equatable {
        /// The rate of the step.
        public let rate: Double
        /// The mean loss of the next minibatch.
        public let loss: Double
        /// The mean of this loss and those before, where each counts `decay` times as much as the one after it.
        public let smoothedLoss: Double
    }

    /// The points, by ascending rate.
    public let points: [Point]

    /// What the mean of losses forgets at each step.
    public static let decay = 0.9
    /// The test ends where the mean of losses is so many times its lowest value.
    static let limit = 4.0

    /// Takes the losses after steps at ascending rates, up to the first that is not finite.
    public init(_ losses: [(rate: Double, loss: Double)]) {
        var (sum, weight) = (0.0, 0.0)
        points = losses.prefix { $0.loss.isFinite }.map { rate, loss in
            sum = sum * Self.decay + loss
            weight = weight * Self.decay + 1
            return Point(rate: rate, loss: loss, smoothedLoss: sum / weight)
        }
    }

    /// Whether the loss has grown so far that larger rates tell nothing.
    var isOver: Bool {
        guard let last = points.last, let lowest = points.map(\.smoothedLoss).min() else { return false }
        return last.smoothedLoss > Self.limit * lowest
    }

    /// A tenth of the rate at which the mean of losses is lowest: there the loss falls fast, and is far from growing. Nil where
    /// it does not fall.
    public var suggestion: Double? {
        let lowest = points.indices.min { points[$0].smoothedLoss < points[$1].smoothedLoss }
        guard let lowest, points[lowest].smoothedLoss < points[0].smoothedLoss else { return nil }
        return points[lowest].rate / 10
    }
}
