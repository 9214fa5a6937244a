/// Rows that workers have read for gradients, by where the rows lie.
public struct RowsRead: Sendable, Equatable, BitwiseCopyable {
    /// Rows of the worker's own node.
    public var local = 0
    /// Rows of other nodes.
    public var remote = 0

    /// None yet.
    public init() {}

    /// The local share of all rows, from 0 to 1; nil if none were read.
    public var localShare: Double? { local + remote > 0 ? Double(local) / Double(local + remote) : nil }

    static func += (sum: inout RowsRead, other: RowsRead) {
        sum.local += other.local
        sum.remote += other.remote
    }
}
