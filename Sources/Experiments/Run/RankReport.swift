public import Ranks
public import Training

/// A rank's share of a run, and the time that it took.
public struct RankReport: Sendable, Equatable {
    /// The rank.
    public let rank: Int
    /// The name of its host.
    public let host: String
    /// Its workers.
    public let workerCount: Int
    /// Its partitions.
    public let partitions: Range<Int>
    /// Rows of its partitions.
    public let rowCount: Int
    /// Memory of its rows, in bytes.
    public let byteCount: Int
    /// Seconds that making or reading its rows took; 0 where nothing was trained.
    public var dataSeconds = 0.0
    /// Seconds of exchanges with other ranks, waiting included; 0 where nothing was trained.
    public var exchangeSeconds = 0.0

    /// The reports of all ranks; none for a process alone. Collective.
    /// - Parameters:
    ///   - ranks: the processes.
    ///   - nodePlans: what each memory node of this rank gets; none where no run is known.
    ///   - workerCount: workers of this rank.
    ///   - dataSeconds: seconds that making or reading this rank's rows took.
    ///   - exchangeSeconds: seconds that this rank spent on exchanges.
    public static func gather(
        from ranks: Communicator, _ nodePlans: [NodePlan], workerCount: Int, dataSeconds: Double = 0,
        exchangeSeconds: Double = 0
    ) -> [RankReport] {
        guard ranks.size > 1 else { return [] }
        let hosts = ranks.hosts()
        let rowCount = nodePlans.reduce(0) { $0 + $1.rowCount }
        let byteCount = nodePlans.reduce(0) { $0 + $1.byteCount }
        let first = nodePlans.first?.partitions.lowerBound ?? 0
        let end = nodePlans.last?.partitions.upperBound ?? 0
        let numbers = [
            UInt64(workerCount), UInt64(first), UInt64(end), UInt64(rowCount), UInt64(byteCount),
            dataSeconds.bitPattern, exchangeSeconds.bitPattern,
        ].map { ranks.allGather(word: $0) }
        return (0..<ranks.size).map { rank in
            let words = numbers.map { $0[rank] }
            return RankReport(
                rank: rank, host: hosts[rank], workerCount: Int(words[0]), partitions: Int(words[1])..<Int(words[2]),
                rowCount: Int(words[3]), byteCount: Int(words[4]), dataSeconds: Double(bitPattern: words[5]),
                exchangeSeconds: Double(bitPattern: words[6]))
        }
    }
}
