public import Files
public import Models
import Optimizers

/// Where a run stands: enough, with its experiment, to go on with the same bits on any machine plan.
public struct Checkpoint: Equatable, Sendable {
    /// The digest of the experiment that it belongs to.
    public let experiment: String
    /// The parameters and all that goes with them.
    public let state: TrainingState
    /// The sums of the run's records.
    public let totals: TrainingTotals

    /// Collects a checkpoint.
    public init(experiment: String, state: TrainingState, totals: TrainingTotals) {
        self.experiment = experiment
        self.state = state
        self.totals = totals
    }

    private static let version = "1"

    /// Writes a safetensors file: each tensor's parameters by its name, the optimizer's numbers for it behind
    /// `state.0.` and `state.1.`, those of the best epoch behind `best.`, everything else as metadata, and a SHA-256 of
    /// it all.
    public func save(to path: String, _ layout: ParameterLayout) throws(FileError) {
        let parts = parts(of: layout)
        try Safetensors.write(
            parts.map { .init(name: $0.name, shape: $0.shape, values: $0.values) },
            metadata: metadata.merging(["checksum": checksum(of: parts)]) { $1 }, to: path)
    }

    private var metadata: [String: String] {
        var metadata = [
            "lockstep_checkpoint": Self.version, "experiment": experiment, "step": "\(state.completedSteps)",
            "totals": totals.text, "stopped": "\(state.hasStopped)",
        ]
        if let earlyStopping = state.earlyStopping {
            metadata["early_stopping"] = "\(earlyStopping.bestLoss) \(earlyStopping.epochsWithoutImprovement)"
        }
        return metadata
    }

    private struct Part {
        let name: String
        let shape: [Int]
        let values: [Float]
    }

    private func parts(of layout: ParameterLayout) -> [Part] {
        func parts(_ prefix: String, _ numbers: [Float]) -> [Part] {
            layout.tensors.map { Part(name: prefix + $0.name, shape: $0.shape, values: $0.values(in: numbers)) }
        }
        var all = parts("", state.parameters)
        for kind in 0..<state.optimizerState.count / max(layout.count, 1) {
            all += parts("state.\(kind).", Array(state.optimizerState[kind * layout.count..<(kind + 1) * layout.count]))
        }
        if let best = state.bestParameters { all += parts("best.", best) }
        return all
    }

    private func checksum(of parts: [Part]) -> String {
        var bytes: [UInt8] = []
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { bytes += Array("\(key)=\(value)\n".utf8) }
        for part in parts {
            bytes += Array("\(part.name)\(part.shape)\n".utf8)
            part.values.withUnsafeBytes { bytes += $0 }
        }
        return "\(bytes.withUnsafeBytes { Digest(of: $0) })"
    }
}

extension Checkpoint {
    /// Reads what `save` wrote, and checks its version, that it is of this experiment, and its checksum.
    /// - Parameters:
    ///   - path: the checkpoint's file.
    ///   - experiment: the digest that it must have.
    ///   - trainer: a trainer of the experiment.
    public init(reading path: String, of experiment: String, for trainer: Trainer) throws(FileError) {
        let file = try Safetensors.File(reading: path)
        func metadata(_ key: String) throws(FileError) -> String {
            guard let value = file.metadata[key] else {
                throw FileError(file: path, place: "metadata \(key)", found: "nothing", expected: "a checkpoint's")
            }
            return value
        }
        func bad(_ key: String, _ expected: String) -> FileError {
            FileError(
                file: path, place: "metadata \(key)", found: OneLine.shortened(file.metadata[key] ?? "nothing"),
                expected: expected)
        }
        guard try metadata("lockstep_checkpoint") == Self.version else {
            throw bad("lockstep_checkpoint", "version \(Self.version)")
        }
        guard try metadata("experiment") == experiment else {
            throw FileError(
                file: path, found: "a checkpoint of another experiment",
                expected: "one of the experiment that is to go on")
        }
        guard let step = Int(try metadata("step")), (0...trainer.totalSteps).contains(step) else {
            throw bad("step", "a step of 0 to \(trainer.totalSteps)")
        }
        guard let totals = TrainingTotals(try metadata("totals")) else { throw bad("totals", "ten numbers") }
        guard let hasStopped = Bool(try metadata("stopped")) else { throw bad("stopped", "true or false") }
        let begin = trainer.state
        var earlyStopping = begin.earlyStopping
        if let fresh = earlyStopping {
            let words = try metadata("early_stopping").split(separator: " ")
            guard words.count == 2, let bestLoss = Double(words[0]), let epochs = Int(words[1]), epochs >= 0 else {
                throw bad("early_stopping", "a loss and a number of epochs")
            }
            earlyStopping = EarlyStopping(
                patience: fresh.patience, minimumImprovement: fresh.minimumImprovement, bestLoss: bestLoss,
                epochsWithoutImprovement: epochs)
        }

        let layout = trainer.model.layout
        func numbers(_ prefix: String) throws(FileError) -> [Float] {
            var numbers = [Float](repeating: 0, count: layout.count)
            for tensor in layout.tensors {
                tensor.write(try file.floats(prefix + tensor.name, shape: tensor.shape), to: &numbers)
            }
            return numbers
        }
        var optimizerState: [Float] = []
        for kind in 0..<begin.optimizerState.count / layout.count { optimizerState += try numbers("state.\(kind).") }
        let hasBest = layout.tensors.first.map { file.contains("best." + $0.name) } ?? false
        self.init(
            experiment: experiment,
            state: TrainingState(
                completedSteps: step, parameters: try numbers(""), optimizerState: optimizerState,
                earlyStopping: earlyStopping, bestParameters: hasBest ? try numbers("best.") : nil,
                hasStopped: hasStopped),
            totals: totals)
        let checksum = checksum(of: parts(of: layout))
        guard try metadata("checksum") == checksum else {
            throw bad("checksum", "\(checksum), which its content has")
        }
    }
}
