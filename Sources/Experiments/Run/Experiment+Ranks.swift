public import Ranks
import Training

extension Experiment {
    /// Sees to it that ranks train the same, each with a shard of its own at least. Collective.
    /// - Throws: `ConfigurationError` where shards do not suffice, `RankError` where a rank has another experiment.
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
