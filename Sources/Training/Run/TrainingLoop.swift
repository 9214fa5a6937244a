public import Datasets
import Measures
import Models
import Optimizers
import Ranks

/// Drives a trainer, together with those of other ranks, from where it stands to the end: it takes steps in spans, makes
/// records, and validates after each epoch.
///
/// Records are due at fixed steps, about a hundred in a run, and at the end of each epoch that is validated, or of each
/// epoch where there are few. Spans in between are as long as a display needs. Where they end changes no bit of the result.
public struct TrainingLoop {
    private let trainer: any TrainingMethod
    private let validation: Dataset?
    private let interruption: Interruption?
    private let checkpoints: CheckpointWriter?
    private let startingTotals: TrainingTotals

    /// A loop over a trainer's remaining steps.
    /// - Parameters:
    ///   - trainer: takes the steps.
    ///   - validation: rows to evaluate at the end of each epoch; nil or empty for none.
    ///   - interruption: ends the loop after the step during which it is requested.
    ///   - checkpoints: writes checkpoints when they are due, and one when the loop is interrupted.
    ///   - totals: the totals of the steps so far, in a run that is resumed.
    public init(
        _ trainer: any TrainingMethod, validation: Dataset?, interruption: Interruption? = nil,
        checkpoints: CheckpointWriter? = nil, from totals: TrainingTotals = TrainingTotals()
    ) {
        self.trainer = trainer
        self.checkpoints = checkpoints
        self.startingTotals = totals
        self.validation = validation?.rowCount == 0 ? nil : validation
        self.interruption = interruption
    }

    private static let recordsPerRun = 100
    private static let secondsPerSpan = 0.2

    /// Runs to the end.
    /// - Throws: `Divergence`, what the observers throw, or what the rows' sources throw where rows cannot be trusted.
    public func run(_ observers: [any TrainingObserver] = []) throws -> TrainingOutcome {
        let stepsPerEpoch = trainer.minibatches.stepsPerEpoch
        let recordInterval = (trainer.totalSteps + Self.recordsPerRun - 1) / Self.recordsPerRun
        let lossUnit = trainer.lossUnit
        var totals = startingTotals
        var lastValidation: Evaluation?
        var pace = CheckpointPace(checkpoints?.schedule, step: trainer.completedSteps)
        defer { checkpoints?.finish() }
        var growth = LossGrowthWatch()
        var spanLength = 16
        while !trainer.isFinished, !isInterrupted {
            let step = trainer.completedSteps
            let recordStep = min(
                (step / recordInterval + 1) * recordInterval, nextEventfulEpochEnd(after: step), trainer.totalSteps)
            let spanEnd = min(recordStep, pace.nextStep ?? recordStep, endToKeep(after: step) ?? recordStep)
            let clock = ContinuousClock()
            let start = clock.now
            let span = try advance(by: min(spanEnd - step, spanLength), totals)
            // All ranks go by the first one's clock.
            let seconds = ranks.broadcast((clock.now - start) / .seconds(1))
            totals.add(span, seconds)
            if span.stepCount == spanLength {
                spanLength = max(1, Int(Double(spanLength) * min(4, max(0.25, Self.secondsPerSpan / seconds))))
            }
            let progress = TrainingProgress(
                step: trainer.completedSteps, totalSteps: trainer.totalSteps,
                epoch: (trainer.completedSteps - 1) / stepsPerEpoch + 1,
                epochCount: trainer.plan.epochCount, trainLoss: span.lossSum / Double(max(span.rowCount, 1)) * lossUnit,
                lossUnit: trainer.scalesTarget ? lossUnit : nil,
                rowsPerSecond: Double(span.rowCount) / seconds, seconds: totals.seconds)
            let notice = growth.observe(
                progress.trainLoss, step: progress.step, learningRate: trainer.learningRate)
            for observer in observers {
                observer.didAdvance(progress)
                if let notice { observer.didNotice(notice) }
            }
            // A solver may end before a record is due.
            if trainer.completedSteps == recordStep || trainer.isFinished {
                let evaluation =
                    trainer.completedSteps % stepsPerEpoch == 0 ? try validate(extentOfEpoch) : nil
                let record = record(&totals, evaluation)
                if trainer.completedSteps % stepsPerEpoch == 0 { observe(evaluation, totals) }
                lastValidation = evaluation ?? lastValidation
                for observer in observers { try observer.didRecord(record) }
            }
            if trainer.completedSteps == endToKeep(after: step), !trainer.isFinished {
                trainer.gatherState()
                writer?.takeLastOrWarn(of: trainer, totals)
            } else if ranks.broadcast(pace.isDue(atStep: trainer.completedSteps)), !trainer.isFinished {
                trainer.gatherState()
                writer?.take(of: trainer, totals)
            }
        }
        if !trainer.isFinished {
            trainer.gatherState()
            try writer?.takeLast(of: trainer, totals)
        }
        return TrainingOutcome(
            trainLoss: (totals.lastEpochLoss ?? .nan) * lossUnit, lossUnit: trainer.scalesTarget ? lossUnit : nil,
            validation: isLastValidationFinal ? lastValidation : try validate(.all),
            epochOfParameters: trainer.epochOfParameters,
            stepCount: trainer.completedSteps, rowCount: totals.rowCount, seconds: totals.seconds,
            hasStoppedEarly: trainer.hasStopped, wasInterrupted: !trainer.isFinished)
    }

    private var ranks: Communicator { trainer.ranks }

    /// Lets early stopping and the schedule's plateau see an epoch's measures.
    private func observe(_ evaluation: Evaluation?, _ totals: TrainingTotals) {
        if let evaluation { trainer.observe(evaluation.measures[metric]?.number ?? .nan) }
        guard let metric = trainer.plateauMetric else { return }
        let trainLoss = metric == .loss ? totals.lastEpochLoss : nil
        trainer.observePlateau(evaluation.map { $0.measures[metric]?.number ?? .nan } ?? trainLoss ?? .nan)
    }

    /// The step before the last, where a checkpoint of it is wanted and it is still to come.
    private func endToKeep(after step: Int) -> Int? {
        guard let checkpoints, checkpoints.schedule.keepsEnd, step < trainer.totalSteps - 1 else { return nil }
        return trainer.totalSteps - 1
    }

    /// The first rank writes checkpoints for all.
    private var writer: CheckpointWriter? { ranks.isFirst ? checkpoints : nil }

    /// Whether any rank was asked to stop; all of them then know the signal.
    private var isInterrupted: Bool {
        guard let interruption else { return false }
        let word = interruption.isRequested ? UInt64(interruption.signal) + 1 : 0
        guard case let largest = ranks.allReduceMaximum(word), largest > 0 else { return false }
        if word == 0 { interruption.request(signal: Int32(largest - 1)) }
        return true
    }

    /// Takes steps. Where the next one cannot be taken, saves where the training stands.
    private func advance(by stepCount: Int, _ totals: TrainingTotals) throws -> StepTotals {
        do {
            let span = try trainer.advance(by: stepCount, until: interruption)
            try trainer.checkRows()
            return span
        } catch let error as Divergence {
            try trainer.checkRows()
            trainer.gatherState()
            writer?.takeLastOrWarn(of: trainer, totals)
            throw error
        }
    }

    private func record(_ totals: inout TrainingTotals, _ validation: Evaluation?) -> MetricsRecord {
        let step = trainer.completedSteps
        let stepsPerEpoch = trainer.minibatches.stepsPerEpoch
        let (trainLoss, rowsPerSecond) = totals.endRecord()
        if step % stepsPerEpoch == 0 { totals.endEpoch() }
        return MetricsRecord(
            step: step, epoch: (step - 1) / stepsPerEpoch + 1, rowCount: totals.rowCount, seconds: totals.seconds,
            trainLoss: trainLoss * trainer.lossUnit, lossUnit: trainer.scalesTarget ? trainer.lossUnit : nil,
            learningRate: trainer.learningRate, gradientNorm: trainer.optimality?.gradientNorm,
            rowsPerSecond: rowsPerSecond,
            validation: validation)
    }

    /// The next end of an epoch that a span must not cross: to validate, to record, for a plateau, or for the loss of the
    /// last epoch.
    private func nextEventfulEpochEnd(after step: Int) -> Int {
        let stepsPerEpoch = trainer.minibatches.stepsPerEpoch
        let epochCount = trainer.plan.epochCount
        let epoch = step / stepsPerEpoch
        if validation != nil || trainer.plateauMetric != nil || epochCount <= Self.recordsPerRun {
            return (epoch + 1) * stepsPerEpoch
        }
        return (epoch < epochCount - 1 ? epochCount - 1 : epochCount) * stepsPerEpoch
    }

    /// What early stopping watches.
    private var metric: Measure { trainer.plan.earlyStopping?.metric ?? .loss }

    private static let fewScores = 1 << 16

    /// The measures at the end of each epoch: all, where there are so few predictions to sort that it takes no time to
    /// speak of, or where early stopping or a plateau wants it.
    private var extentOfEpoch: Evaluation.Extent {
        let scoreCount = (validation?.rowCount ?? 0) * trainer.model.outputCount
        let needsSorting = metric.needsSorting || trainer.plateauMetric?.needsSorting == true
        return needsSorting || scoreCount <= Self.fewScores ? .all : .sums
    }

    /// Whether the last epoch's measures are all that there are to say of the parameters. Early stopping may have brought
    /// back an earlier epoch's; of a run that was interrupted nothing more is said.
    private var isLastValidationFinal: Bool {
        !trainer.isFinished || trainer.plan.earlyStopping == nil && extentOfEpoch == .all
    }

    private func validate(_ extent: Evaluation.Extent) throws -> Evaluation? {
        let evaluation = validation.map { trainer.evaluate(on: $0, extent: extent) }
        try validation?.check()
        return evaluation
    }
}
