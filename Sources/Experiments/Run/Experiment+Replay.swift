public import Training

extension Experiment {
    /// The configuration that repeats a step that could not be taken.
    public func replay(of divergence: Divergence) -> Configuration {
        typealias Keys = Schema.Replay
        var replay = configuration
        replay.add(Keys.section)
        replay[Keys.step] = divergence.step
        replay[Keys.rows] = divergence.rows.map { $0 + 1 }
        switch divergence.origin {
        case .loss(_, let row), .gradient(let row):
            replay[Keys.shard] = row.shard
            replay[Keys.row] = row.index + 1
        case .shard(let shard):
            replay[Keys.shard] = shard
        case .update:
            break
        }
        return replay
    }
}
