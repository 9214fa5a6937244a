import Synchronization

extension AtomicWords {
    /// Climbs the fixed binary tree over `shardCount` shards from one that is complete: at distance 1, 2, 4 … the left one of
    /// two neighbours takes up the right one. Whoever comes to a pair first leaves, and the second climbs on; true for the
    /// one that reaches the root.
    ///
    /// Each pair has the word of its right member, which counts who came: two in each step, so that the parity tells the
    /// second.
    @inline(__always)
    func climb(from shard: Int, of shardCount: Int, fold: (_ right: Int, _ left: Int) -> Void) -> Bool {
        var index = shard
        var distance = 1
        while distance < shardCount {
            let left = index & ~distance
            let right = left | distance
            if right < shardCount {
                let before = self[right].wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
                if before & 1 == 0 { return false }
                fold(right, left)
            }
            index = left
            distance *= 2
        }
        return true
    }
}
