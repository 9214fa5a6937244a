/// The results of a sweep, of each trial the best, best first.
public struct SweepTable: Sendable {
    /// The names of the searched keys.
    public let keys: [String]
    /// What the trials' scores are: `accuracy` or `r2`.
    public let scoreName: String
    /// The results.
    public let results: [TrialResult]

    /// Ranks results.
    public init(keys: [String], scoreName: String, results: [TrialResult]) {
        self.keys = keys
        self.scoreName = scoreName
        let ranked = results.sorted { $0.ranks(before: $1) }
        var seen: Set<Int> = []
        self.results = ranked.filter { seen.insert($0.number).inserted }
    }

    /// The best trial; nil where all diverged.
    public var best: TrialResult? { results.first { $0.validationLoss != nil } }
}
