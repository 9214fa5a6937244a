import Datasets
public import Files
import Glibc
import Models
public import Training

/// Writes a run's scalars, histograms of its parameters and its hyperparameters for TensorBoard.
public final class TensorBoardLog: TrainingObserver {
    private let file: RecordFile
    private let trainer: any TrainingMethod

    private static let histogramsPerRun = 20

    /// Starts a file, or continues that of a run that is at the trainer's step: events of later steps, and one that was
    /// cut off, are removed.
    /// - Parameters:
    ///   - path: the file.
    ///   - settings: the configuration's keys and values, the hyperparameters.
    ///   - trainer: whose parameters the histograms show.
    public init(path: String, settings: [(path: String, value: String)], of trainer: any TrainingMethod)
        throws(FileError)
    {
        self.trainer = trainer
        let kept = trainer.completedSteps > 0 ? try Self.events(at: path, upTo: trainer.completedSteps) : []
        guard kept.isEmpty else {
            var content = try AtomicFile(replacing: path)
            for event in kept { try content.append(EventRecord.framed(Array(event))) }
            try content.commit()
            file = try RecordFile(path: path, goingOn: true)
            return
        }
        file = try RecordFile(path: path)
        try write(.version)
        try write(TensorBoardEvent([.sessionStart(of: settings)], step: 0))
    }

    /// Does nothing: only records are written.
    public func didAdvance(_ progress: TrainingProgress) {}

    /// Writes the record's numbers, and at the end of an epoch, of twenty at most, a histogram of each tensor.
    public func didRecord(_ record: MetricsRecord) throws {
        var values = record.scalars.map { tag, number in SummaryValue(tag: tag, Float(number)) }
        if isHistogramDue(atStep: record.step) { values += histograms }
        try write(TensorBoardEvent(values, step: record.step))
    }

    /// Says that the run has finished.
    public func finish() throws(FileError) {
        try write(TensorBoardEvent([.sessionEnd], step: trainer.completedSteps))
    }

    private func isHistogramDue(atStep step: Int) -> Bool {
        let (epoch, rest) = step.quotientAndRemainder(dividingBy: trainer.minibatches.stepsPerEpoch)
        let epochCount = trainer.plan.epochCount
        let interval = (epochCount + Self.histogramsPerRun - 1) / Self.histogramsPerRun
        return rest == 0 && (epoch % interval == 0 || epoch == epochCount)
    }

    private var histograms: [SummaryValue] {
        let parameters = trainer.parameters
        return trainer.model.layout.tensors.map { tensor in
            SummaryValue(
                tag: "parameters/\(tensor.name)", TensorBoardHistogram(of: tensor.values(in: parameters)))
        }
    }

    private func write(_ event: TensorBoardEvent) throws(FileError) {
        try file.append(EventRecord.framed(event.message.bytes))
    }

    private static func events(at path: String, upTo step: Int) throws(FileError) -> [ArraySlice<UInt8>] {
        guard access(path, F_OK) == 0 else { return [] }
        let records = try FileContent(reading: path).withBytes { EventRecord.records(in: $0) }
        return records.filter { TensorBoardEvent.isKept($0, at: step) }
    }
}

extension MetricsRecord {
    /// The record's numbers by TensorBoard's tags.
    fileprivate var scalars: [(tag: String, number: Double)] {
        let members = validation?.members().filter { $0.key != "rows" } ?? []
        let optional = [("learning_rate", learningRate.map(Double.init)), ("gradient_norm", gradientNorm)]
        return [("loss/train", trainLoss)] + optional.compactMap { tag, number in number.map { (tag, $0) } }
            + [("rows_per_second", rowsPerSecond)]
            + members.compactMap { key, value in
                value.double.map { (key == "loss" ? "loss/validation" : "validation/\(key)", $0) }
            }
    }
}
