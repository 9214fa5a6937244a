import Synchronization

extension ShardTree {
    /// Climbs from a shard that is complete towards the root, folding on the way. Whoever comes to a pair first leaves, and the
    /// second folds and climbs on; true for the one that reaches the root.
    /// - Parameters:
    ///   - arrivals: for each pair, known by its right member, how often anyone has come to it: twice in each step, so that
    ///     the parity tells the first from the second. Whatever the first wrote, the second sees.
    ///   - fold: adds the sum at shard `right` to that at shard `left`.
    @inline(__always)
    func climb(
        from shard: Int, _ arrivals: borrowing AtomicWords, fold: (_ right: Int, _ left: Int) -> Void
    ) -> Bool {
        var shard = shard
        var distance = 1
        while distance < shardCount {
            // Without a neighbour, a sum moves up as it is.
            if let pair = self.fold(of: shard, atDistance: distance) {
                let before = arrivals[pair.right].wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
                if before & 1 == 0 { return false }
                fold(pair.right, pair.left)
                shard = pair.left
            }
            distance *= 2
        }
        return true
    }
}
