public import Training

extension Experiment {
    /// What decides the result's bits: the settings without the run's name, machine, output, checkpoints, replay and sweep, and
    /// without whether rows are streamed; of files, their paths count, but of a model to begin with its parameters do. And
    /// the rows.
    /// - Parameters:
    ///   - rows: what tells the rows from others.
    ///   - trainer: a trainer of this experiment.
    public func identity(on rows: RowFingerprints, of trainer: any TrainingMethod) -> TrainingIdentity {
        let settings = decidingSettings.map { setting in
            guard setting.key == Schema.Training.start.path, let start = trainer.start else { return setting }
            return TrainingIdentity.Setting(setting.key, "\(start.digest)")
        }
        return TrainingIdentity(
            settings: settings, rows: rows, openKeys: obstacleToMoreEpochs == nil ? [Schema.Training.epochs.path] : [])
    }

    /// SHA-256 of the settings that decide the result's bits.
    public var digest: String {
        let text = decidingSettings.map { "\($0.key): \($0.value)\n" }.joined()
        return "\(Array(text.utf8).withUnsafeBytes { Digest(of: $0) })"
    }

    var decidingSettings: [TrainingIdentity.Setting] {
        configuration.settings(without: [
            Schema.name.path, Schema.Data.image.path, Schema.Data.Synthetic.streamed.path,
            Schema.Data.File.streamed.path, Schema.Machine.section.path,
            Schema.Output.section.path, Schema.Training.Checkpoint.section.path, Schema.Replay.section.path,
            Schema.Sweep.section.path,
        ]).map { TrainingIdentity.Setting($0.path, $0.value) }
    }

    /// When checkpoints are due. Without a `checkpoint` section, only an interruption is a reason for one, and the end of a
    /// training that more epochs may follow.
    public var checkpointSchedule: CheckpointWriter.Schedule {
        typealias Keys = Schema.Training.Checkpoint
        let keepsEnd = obstacleToMoreEpochs == nil
        guard configuration.has(Keys.section) else { return CheckpointWriter.Schedule(keepsEnd: keepsEnd) }
        return CheckpointWriter.Schedule(
            stepInterval: configuration[Keys.everySteps], secondInterval: configuration[Keys.everySeconds],
            keepsEnd: keepsEnd)
    }

    /// How many checkpoints are kept.
    public var keptCheckpointCount: Int {
        typealias Keys = Schema.Training.Checkpoint
        return configuration.has(Keys.section) ? configuration[Keys.keep] : 1
    }
}
