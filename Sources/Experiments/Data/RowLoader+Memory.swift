import Kernels
import NUMA
import Ranks
import Training

/// What rows take of memory.
extension RowLoader {
    /// The partitions of this rank.
    var held: Range<Int> { machine.ranks.share(of: experiment.plan.shardCount) }

    /// About how much one rank has of a total.
    func rankShare(of total: Int) -> Int { (total + machine.ranks.size - 1) / machine.ranks.size }

    /// Refuses rows that cannot fit: memory that is promised but not there would end the process without a word.
    func checkMemory(
        rowCount: Int, featureCount: Int, blaming key: Schema.Key<some SettingValue>
    ) throws {
        guard !isStreamed else { return }
        let rowCount = rankShare(of: rowCount)
        let (bytes, overflow) = rowCount.multipliedReportingOverflow(
            by: storage.byteCount * featureCount + (hasWeights ? 8 : 4))
        try checkMemory(
            bytes: overflow ? nil : bytes, of: "\(rowCount) rows of \(featureCount) features", blaming: key)
    }

    func checkMemory(
        bytes: Int?, of rows: String, blaming key: Schema.Key<some SettingValue>
    ) throws {
        guard let available = AvailableMemory.bytes(), bytes.map({ $0 > available }) ?? true else { return }
        let needed = bytes.map { "\(gibibytes($0)) GiB" } ?? "more than 8 EiB"
        throw configuration.error(
            at: key, found: "\(rows), which take \(needed)",
            expected: "at most the \(gibibytes(available)) GiB of memory that are available")
    }

    private func gibibytes(_ bytes: Int) -> String {
        let tenths = (Double(bytes) / Double(1 << 30) * 10).rounded() / 10
        return "\(tenths)"
    }
}
