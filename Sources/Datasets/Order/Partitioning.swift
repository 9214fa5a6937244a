/// How rows are cut in partitions: consecutive rows each, of nearly equal size.
///
/// Position t of an epoch's stream is place t div P of partition t mod P. So the first `rowCount mod P` partitions have one
/// row more than the others, and whoever cuts rows, reads them or plans memory for them asks for that here.
public struct Partitioning: Hashable, Sendable, BitwiseCopyable {
    /// Rows of all partitions.
    public let rowCount: Int
    /// Partitions, some of them empty where there are fewer rows.
    public let partitionCount: Int

    /// Cuts `rowCount` rows, maybe none, in `partitionCount` partitions, at least one.
    public init(rowCount: Int, partitionCount: Int) {
        precondition(rowCount >= 0 && partitionCount > 0)
        self.rowCount = rowCount
        self.partitionCount = partitionCount
    }

    /// Rows in a partition.
    public func size(of partition: Int) -> Int { placesBefore(position: rowCount, ofPartition: partition) }

    /// The rows of each partition.
    public var ranges: [Range<Int>] {
        var start = 0
        return (0..<partitionCount).map { partition in
            let range = start..<start + size(of: partition)
            start = range.upperBound
            return range
        }
    }

    /// How many of the stream's first `position` positions are places of a partition.
    @inline(__always)
    func placesBefore(position: Int, ofPartition partition: Int) -> Int {
        (position - partition + partitionCount - 1) / partitionCount
    }
}
