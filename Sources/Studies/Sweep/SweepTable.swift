public import Measures

/// The results of a sweep, of each trial the best, best first.
public struct SweepTable: Sendable {
    /// The names of the searched keys.
    public let keys: [String]
    /// What the trials' scores are.
    public let score: Measure
    /// By what the trials are ranked: the loss, or their scores.
    public let metric: Measure
    /// The results.
    public let results: [TrialResult]

    /// Ranks results.
    /// - Parameters:
    ///   - keys: the names of the searched keys.
    ///   - score: what the trials' scores are.
    ///   - metric: by what they are ranked: the loss, or `score`.
    ///   - results: the results.
    public init(keys: [String], score: Measure, metric: Measure = .loss, results: [TrialResult]) {
        self.keys = keys
        self.score = score
        self.metric = metric
        let ranked = results.sorted { $0.ranks(before: $1, by: metric) }
        var seen: Set<Int> = []
        self.results = ranked.filter { seen.insert($0.number).inserted }
    }

    /// The best trial; nil where all diverged.
    public var best: TrialResult? { results.first { $0.value(of: metric) != nil } }
}
