import Optimizers
import Ranks

extension Checkpoint {
    /// The first rank's checkpoint, as all ranks go on from it; nil where it has none. Collective.
    /// - Parameters:
    ///   - checkpoint: what this rank has; only the first one's counts.
    ///   - trainer: this rank's trainer of the experiment.
    public static func broadcast(_ checkpoint: Checkpoint?, for trainer: Trainer) -> Checkpoint? {
        let ranks = trainer.ranks
        guard ranks.size > 1 else { return checkpoint }
        let state = checkpoint?.state
        let head = ranks.broadcast(
            [checkpoint == nil ? 0 : 1, state?.hasStopped == true ? 1 : 0, state?.bestParameters == nil ? 0 : 1])
        guard head[0] == 1 else { return nil }
        func floats(_ own: [Float]?) -> [Float] { ranks.broadcast(numbers: own ?? []) }
        func text(_ own: String?) -> String {
            String(decoding: ranks.broadcast(Array((own ?? "").utf8)), as: UTF8.self)
        }

        let stopping = state?.earlyStopping
        let counts: [UInt64] = ranks.broadcast(numbers: [
            UInt64(state?.completedSteps ?? 0), stopping?.bestLoss.bitPattern ?? 0,
            UInt64(stopping?.epochsWithoutImprovement ?? 0),
        ])
        let earlyStopping = trainer.state.earlyStopping.map {
            EarlyStopping(
                patience: $0.patience, minimumImprovement: $0.minimumImprovement,
                bestLoss: Double(bitPattern: counts[1]), epochsWithoutImprovement: Int(counts[2]))
        }
        let parameters = floats(state?.parameters)
        let optimizerState = floats(state?.optimizerState)
        let best = floats(state?.bestParameters)
        return Checkpoint(
            experiment: text(checkpoint?.experiment),
            state: TrainingState(
                completedSteps: Int(counts[0]), parameters: parameters, optimizerState: optimizerState,
                earlyStopping: earlyStopping, bestParameters: head[2] == 1 ? best : nil, hasStopped: head[1] == 1),
            totals: TrainingTotals(text(checkpoint?.totals.text)) ?? TrainingTotals())
    }
}
