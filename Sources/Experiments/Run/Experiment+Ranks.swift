public import Ranks
import Training

extension Experiment {
    /// Checks that all ranks train the same experiment, and that each gets at least one shard. Collective.
    /// - Throws: `ConfigurationError` where there are too few shards, `RankError` where a rank has another experiment.
    public func check(_ ranks: Communicator) throws {
        guard ranks.size > 1 else { return }
        let digests = ranks.allGather(digest)
        let hosts = ranks.hosts()
        if let other = digests.firstIndex(where: { $0 != digests[0] }) {
            throw RankError(
                "rank \(other) on \(hosts[other]): found another experiment than rank 0 on \(hosts[0]) has, "
                    + "expected the same configuration and flags")
        }
        guard plan.shardCount >= ranks.size else {
            throw configuration.error(
                at: Schema.Training.shards, found: "\(plan.shardCount)",
                expected: "at least \(ranks.size), one for each rank")
        }
    }
}
