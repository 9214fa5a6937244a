public import Files
import Ranks

extension TrainingMethod {
    /// Continues from the newest checkpoint of a folder, which the first rank reads for all. Collective.
    ///
    /// An error of the first rank leaves the others waiting for it: end the job then, as `Communicator.abort` does.
    /// - Parameters:
    ///   - folder: where the checkpoints are; only the first rank's counts, and nil is the same as an empty one.
    ///   - identity: what checkpoints must belong to.
    ///   - skipping: called on the first rank for each newer checkpoint that cannot be read.
    /// - Returns: the totals of the steps taken before; nil where there is no checkpoint, and the trainer is as it was.
    /// - Throws: the newest checkpoint's error where there are some and none can be read.
    public func resume(
        from folder: CheckpointFolder?, of identity: TrainingIdentity, skipping: (FileError) -> Void
    ) throws(FileError) -> TrainingTotals? {
        guard let checkpoint = try newestCheckpoint(in: folder, of: identity, skipping: skipping) else { return nil }
        state = checkpoint.state
        return checkpoint.totals
    }

    private func newestCheckpoint(
        in folder: CheckpointFolder?, of identity: TrainingIdentity, skipping: (FileError) -> Void
    ) throws(FileError) -> Checkpoint? {
        guard ranks.size > 1 else { return try folder?.newest(of: identity, for: self, skipping: skipping) }
        guard ranks.isFirst else {
            let bytes = ranks.broadcast([])
            guard !bytes.isEmpty else { return nil }
            let content = FileContent(path: "the first rank's checkpoint", copying: bytes)
            return try Checkpoint(try Safetensors.File(content), of: identity, for: self)
        }
        guard let folder, let newest = try folder.newest(of: identity, for: self, skipping: skipping) else {
            _ = ranks.broadcast([])
            return nil
        }
        let file = try FileContent(reading: folder.file(ofStep: newest.state.completedSteps))
        _ = ranks.broadcast(file.withBytes { Array($0) })
        return newest
    }
}
