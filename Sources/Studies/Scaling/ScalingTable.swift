import Training

/// The same experiment with several numbers of workers, or experiments that grow with their workers.
public struct ScalingTable: Sendable {
    /// The points by their workers; the first is what others are compared with.
    public let points: [ScalingPoint]
    /// Whether rows, batch and shards grow with the workers; then digests differ by design.
    public let isWeak: Bool

    /// Collects a table of at least one point, in ascending order of workers.
    public init(points: [ScalingPoint], isWeak: Bool) {
        precondition(!points.isEmpty)
        self.points = points
        self.isWeak = isWeak
    }

    /// Whether some point has several ranks.
    public var hasRanks: Bool { points.contains { $0.rankCount > 1 } }

    private var base: ScalingPoint { points[0] }

    /// How many times the first point's rows a second.
    public func speedUp(_ point: ScalingPoint) -> Double { point.rowsPerSecond / base.rowsPerSecond }

    /// The speed-up of workers that lose nothing.
    public func idealSpeedUp(_ point: ScalingPoint) -> Double {
        Double(point.workerCount) / Double(base.workerCount)
    }

    /// The speed-up beside the ideal one: 1 where nothing is lost.
    public func efficiency(_ point: ScalingPoint) -> Double { speedUp(point) / idealSpeedUp(point) }

    /// Seconds that a step takes longer than it would where nothing is lost.
    public func stepOverhead(_ point: ScalingPoint) -> Double {
        point.stepSeconds - base.stepSeconds / (isWeak ? 1 : idealSpeedUp(point))
    }

    /// Whether all runs gave the same parameters; nil where they need not.
    public var hasSameBits: Bool? {
        guard !isWeak else { return nil }
        return points.allSatisfy { $0.digest != nil && $0.digest == base.digest }
    }
}
