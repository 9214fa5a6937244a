import Synchronization

extension ShardTree {
    /// Climbs from a complete shard towards the root, folding on the way. Whoever comes to a pair first leaves; the
    /// second folds it and climbs on. True for the one that reaches the root.
    /// - Parameters:
    ///   - arrivals: for each pair, at the index of its right member, how many times a worker has arrived: twice in
    ///     each step, so that the parity distinguishes the first from the second. The second sees whatever the first
    ///     wrote.
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
