/// Sums over a run's steps, for its records and its summary. They are kept in checkpoints.
public struct TrainingTotals: Equatable, Sendable {
    /// Sums over some steps.
    struct Sums: Equatable {
        var rowCount = 0
        var lossSum = 0.0
        var seconds = 0.0
        var meanLoss: Double { lossSum / Double(max(rowCount, 1)) }
    }

    private var run = Sums()
    private var epoch = Sums()
    private var sinceRecord = Sums()
    /// Mean loss over the last epoch that ended; nil before.
    private(set) var lastEpochLoss: Double?
    /// Rows seen since the start of the run.
    public var rowCount: Int { run.rowCount }
    /// Seconds of training since the start of the run, without evaluations.
    public var seconds: Double { run.seconds }

    /// Those of a run that starts.
    public init() {}

    mutating func add(_ span: StepTotals, _ seconds: Double) {
        for path in [\TrainingTotals.run, \.epoch, \.sinceRecord] {
            self[keyPath: path].rowCount += span.rowCount
            self[keyPath: path].lossSum += span.lossSum
            self[keyPath: path].seconds += seconds
        }
    }

    /// The mean loss and the speed since the previous record; starts the next one.
    mutating func endRecord() -> (trainLoss: Double, rowsPerSecond: Double) {
        defer { sinceRecord = Sums() }
        return (sinceRecord.meanLoss, Double(sinceRecord.rowCount) / sinceRecord.seconds)
    }

    mutating func endEpoch() {
        lastEpochLoss = epoch.meanLoss
        epoch = Sums()
    }
}

extension TrainingTotals {
    /// All numbers in a fixed order, as text that reads back to the same bits.
    var text: String {
        let sums = [run, epoch, sinceRecord].flatMap { ["\($0.rowCount)", "\($0.lossSum)", "\($0.seconds)"] }
        return (sums + [lastEpochLoss.map { "\($0)" } ?? "none"]).joined(separator: " ")
    }

    /// Reads `text`; nil if it is not such a text.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 10 else { return nil }
        for (index, path) in [\TrainingTotals.run, \.epoch, \.sinceRecord].enumerated() {
            guard let rowCount = Int(words[3 * index]), let lossSum = Double(words[3 * index + 1]),
                let seconds = Double(words[3 * index + 2]), rowCount >= 0, seconds >= 0
            else { return nil }
            self[keyPath: path] = Sums(rowCount: rowCount, lossSum: lossSum, seconds: seconds)
        }
        lastEpochLoss = Double(words[9])
        guard lastEpochLoss != nil || words[9] == "none" else { return nil }
    }
}
