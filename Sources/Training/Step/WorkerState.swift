/// Where a worker runs, and what it has read: on cache lines of its own, so that counting does not disturb others.
struct WorkerState: BitwiseCopyable {
    /// The position of the worker's node in the placement.
    let nodePosition: Int
    /// Rows that it has read so far.
    private(set) var rowsRead = RowsRead()

    init(nodePosition: Int) { self.nodePosition = nodePosition }

    /// Counts rows that lie on the node at a position.
    @inline(__always)
    mutating func count(_ rowCount: Int, ofNodeAt position: Int) {
        if position == nodePosition { rowsRead.local += rowCount } else { rowsRead.remote += rowCount }
    }
}
