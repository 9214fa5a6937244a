public import Training

extension Experiment {
    /// SHA-256 of what decides the result's bits: the resolved configuration without the run's name, machine, output,
    /// checkpoints, replay and sweep, and without whether rows are streamed. Of files, their paths count.
    public var digest: String {
        let text = configuration.yaml(without: [
            Schema.name.path, Schema.Data.image.path, Schema.Data.Synthetic.streamed.path,
            Schema.Data.File.streamed.path, Schema.Machine.section.path,
            Schema.Output.section.path, Schema.Training.Checkpoint.section.path, Schema.Replay.section.path,
            Schema.Sweep.section.path,
        ])
        return "\(Array(text.utf8).withUnsafeBytes { Digest(of: $0) })"
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
