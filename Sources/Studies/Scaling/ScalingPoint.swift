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
    /// The most rows a second that this many workers can read from memory.
    public let bound: Double
    /// The digest of the parameters; nil where the runs' digests differ.
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
