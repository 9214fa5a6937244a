import Training

/// Keeps all that a run tells.
final class RecordingObserver: TrainingObserver {
    private(set) var spans: [TrainingProgress] = []
    private(set) var records: [MetricsRecord] = []
    private(set) var growths: [LossGrowth] = []
    private let onRecord: (MetricsRecord) throws -> Void

    /// - Parameter onRecord: what else to do at a record.
    init(onRecord: @escaping (MetricsRecord) throws -> Void = { _ in }) {
        self.onRecord = onRecord
    }

    func didAdvance(_ progress: TrainingProgress) { spans.append(progress) }

    func didNotice(_ growth: LossGrowth) { growths.append(growth) }

    func didRecord(_ record: MetricsRecord) throws {
        records.append(record)
        try onRecord(record)
    }
}
