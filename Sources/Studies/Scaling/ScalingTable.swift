public import Training

/// How fast an experiment trained with some number of workers.
public struct ScalingPoint: Sendable {
    /// Ranks that the workers were in; 1 for a process alone.
    public let rankCount: Int
    /// Workers that were asked for, of all ranks.
    public let workerCount: Int
    /// Steps of a run.
    public let stepCount: Int
    /// Rows that a run saw, over all epochs.
    public let rowCount: Int
    /// Seconds that each of the repeated runs took; at least one.
    public let seconds: [Double]
    /// Rows a second that so many workers can read from memory at most.
    public let bound: Double
    /// The parameters that the runs came to; nil where they did not all come to the same.
    public let digest: Digest?

    /// Collects a point.
    public init(
        rankCount: Int = 1, workerCount: Int, stepCount: Int, rowCount: Int, seconds: [Double], bound: Double,
        digest: Digest?
    ) {
        precondition(!seconds.isEmpty)
        self.rankCount = rankCount
        self.workerCount = workerCount
        self.stepCount = stepCount
        self.rowCount = rowCount
        self.seconds = seconds
        self.bound = bound
        self.digest = digest
    }

    private var medianSeconds: Double { seconds.sorted()[seconds.count / 2] }
    /// Rows a second of the median run.
    public var rowsPerSecond: Double { Double(rowCount) / medianSeconds }
    /// Rows a second of the slowest run.
    public var slowest: Double { Double(rowCount) / seconds.max()! }
    /// Rows a second of the fastest run.
    public var fastest: Double { Double(rowCount) / seconds.min()! }
    /// Seconds of a step of the median run.
    public var stepSeconds: Double { medianSeconds / Double(stepCount) }
    /// What share of the bound the median run reached.
    public var shareOfBound: Double { rowsPerSecond / bound }
}

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

    /// Whether all runs came to the same parameters; nil where they need not.
    public var hasSameBits: Bool? {
        guard !isWeak else { return nil }
        return points.allSatisfy { $0.digest != nil && $0.digest == base.digest }
    }
}
