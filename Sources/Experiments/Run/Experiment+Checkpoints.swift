public import Training

extension Experiment {
    /// What decides the result's bits: the settings without the run's name, machine, output, checkpoints, replay and sweep, and
    /// without whether rows are streamed; of files, their paths count. And the rows.
    public func identity(on rows: RowFingerprints) -> TrainingIdentity {
        TrainingIdentity(settings: decidingSettings, rows: rows)
    }

    /// SHA-256 of the settings that decide the result's bits.
    public var digest: String {
        let text = decidingSettings.map { "\($0.key): \($0.value)\n" }.joined()
        return "\(Array(text.utf8).withUnsafeBytes { Digest(of: $0) })"
    }

    private var decidingSettings: [TrainingIdentity.Setting] {
        configuration.settings(without: [
            Schema.name.path, Schema.Data.image.path, Schema.Data.Synthetic.streamed.path,
            Schema.Data.File.streamed.path, Schema.Machine.section.path,
            Schema.Output.section.path, Schema.Training.Checkpoint.section.path, Schema.Replay.section.path,
            Schema.Sweep.section.path,
        ]).map { TrainingIdentity.Setting($0.path, $0.value) }
    }

    /// When checkpoints are due. Without a `checkpoint` section, only an interruption is a reason for one.
    public var checkpointSchedule: CheckpointWriter.Schedule {
        typealias Keys = Schema.Training.Checkpoint
        guard configuration.has(Keys.section) else { return CheckpointWriter.Schedule() }
        return CheckpointWriter.Schedule(
            stepInterval: configuration[Keys.everySteps], secondInterval: configuration[Keys.everySeconds])
    }

    /// How many checkpoints are kept.
    public var keptCheckpointCount: Int {
        typealias Keys = Schema.Training.Checkpoint
        return configuration.has(Keys.section) ? configuration[Keys.keep] : 1
    }
}
