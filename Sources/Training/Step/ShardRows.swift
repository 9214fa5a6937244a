/// The rows of a shard: places of an epoch's order of its partition.
package struct ShardRows: Sendable, Equatable, BitwiseCopyable {
    package var shard: Int
    package var epoch: Int
    /// The first of the places.
    package var first: Int
    package var count: Int
    /// The partition's rows: where the order ends.
    package var partitionSize: Int

    package init(shard: Int, epoch: Int, places: Range<Int>, partitionSize: Int) {
        self.shard = shard
        self.epoch = epoch
        first = places.lowerBound
        count = places.count
        self.partitionSize = partitionSize
    }

    @inline(__always)
    func covers(_ other: ShardRows) -> Bool {
        shard == other.shard && epoch == other.epoch && first <= other.first
            && other.first + other.count <= first + count
    }

    /// These rows and those that follow them in the order, at most `count`.
    func extended(to count: Int) -> ShardRows {
        var rows = self
        rows.count = min(count, partitionSize - first)
        return rows
    }
}
