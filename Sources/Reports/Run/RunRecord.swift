public import Files
import Glibc
public import Kernels
import Models
public import Training

/// The contents of the files of a run, for its report.
public struct RunRecord: Sendable {
    /// How far a run has come.
    public enum State: Sendable, Equatable {
        /// Under way, at one of the steps.
        case running(step: Int, totalSteps: Int)
        /// Stopped before its end.
        case unfinished
        /// Done.
        case finished
    }

    /// A point of the run's history: a line of `metrics.jsonl`.
    package struct Point: Sendable {
        /// Steps taken.
        package let step: Int
        /// The line's numbers by name; those that are null are missing.
        package let values: [String: Double]
    }

    /// The run's directory; nil for a training that left no files.
    public let directory: RunDirectory?
    /// How far the run has come.
    public let state: State
    /// The configuration's keys and values, in order.
    public let settings: [(path: String, value: String)]
    /// The text of `experiment.yaml`; nil where there is none.
    package let configuration: String?
    /// The run's history.
    package let history: [Point]
    /// What is in `summary.json`.
    package let summary: JSONValue?
    /// What is in `predictions.json`.
    package let predictions: PredictionReport?
    /// What is in `explanation.json`.
    package let explanation: JSONValue?
    /// The trained model; nil also for a model defined in code.
    package let model: TrainedModel?
    /// The trained parameters.
    package let tensors: TensorTable?

    /// Reads the files of a run that has ended, or was stopped.
    /// - Parameters:
    ///   - directory: the run's directory.
    ///   - settings: the configuration's keys and values.
    ///   - kernels: the arithmetic of an instruction set, which does not change the bits.
    public init(
        reading directory: RunDirectory, settings: [(path: String, value: String)], kernels: KernelTable
    ) throws(FileError) {
        let isFinished = directory.isFinished
        try self.init(
            directory, settings, isFinished ? .finished : .unfinished,
            summary: isFinished ? try Self.document(directory.summary) : nil,
            predictions: Self.isFile(directory.predictions)
                ? PredictionReport(try Self.document(directory.predictions)) : nil,
            model: Self.isFile(directory.model) ? TrainedModel(reading: directory.model, kernels: kernels) : nil)
    }

    /// Reads the history from its file, and takes the rest as given.
    /// - Parameters:
    ///   - directory: the run's directory, which has its history and configuration.
    ///   - settings: the configuration's keys and values.
    ///   - state: how far the run is.
    ///   - summary: what the run has come to.
    ///   - predictions: predictions compared with the truth.
    ///   - model: the trained model.
    public init(
        _ directory: RunDirectory, settings: [(path: String, value: String)], state: State,
        summary: RunSummary? = nil, predictions: PredictionReport? = nil, model: TrainedModel? = nil
    ) throws(FileError) {
        try self.init(
            directory, settings, state, summary: summary?.json, predictions: predictions, model: model)
    }

    /// Takes a training that left no files.
    /// - Parameters:
    ///   - result: the result of the training.
    ///   - name: what the page calls it.
    ///   - history: the records of the training.
    public init(of result: TrainingResult, named name: String, history: [MetricsRecord]) {
        directory = nil
        state = .finished
        settings = [("name", name)]
        configuration = nil
        self.history = history.compactMap { Self.point(of: $0.json) }
        summary = result.summary(named: name)
        predictions = result.validationSample.map {
            PredictionReport($0, of: "validation", evaluation: result.outcome.validation, classes: result.classes)
        }
        model = nil
        explanation = nil
        tensors = TensorTable(result.model.layout, result.parameters)
    }

    private init(
        _ directory: RunDirectory, _ settings: [(path: String, value: String)], _ state: State,
        summary: JSONValue?, predictions: PredictionReport?, model: TrainedModel?
    ) throws(FileError) {
        self.directory = directory
        self.settings = settings
        self.state = state
        self.summary = summary
        self.predictions = predictions
        self.model = model
        explanation = Self.isFile(directory.explanation) ? try Self.document(directory.explanation) : nil
        tensors = model.map { TensorTable($0.model.layout, $0.parameters) }
        configuration = try Self.text(directory.experiment)
        history = Self.isFile(directory.metrics) ? Self.points(in: try Self.text(directory.metrics)) : []
    }

    /// The run's name.
    package var name: String { setting("name") ?? directory?.path ?? "run" }

    /// The value of a key, as the configuration's file has it.
    package func setting(_ path: String) -> String? { settings.first { $0.path == path }?.value }

    /// A curve of the history.
    package func curve(_ key: String, over abscissa: String = "step") -> [(x: Double, y: Double)] {
        history.compactMap { point in
            guard let x = point.values[abscissa], let y = point.values[key] else { return nil }
            return (x, y)
        }
    }

    /// A number of the summary.
    package func result(_ key: String) -> Double? { summary?[key]?.double }

    /// A last line that was cut off does not count.
    private static func points(in text: String) -> [Point] {
        text.split(separator: "\n").compactMap { line in
            JSONValue(parsing: line.utf8).flatMap(point)
        }
    }

    private static func point(of record: JSONValue) -> Point? {
        guard let members = record.members else { return nil }
        let numbers = members.compactMap { key, value in value.double.map { (key, $0) } }
        let values = Dictionary(numbers) { _, last in last }
        return values["step"].map { Point(step: Int($0), values: values) }
    }

    private static func isFile(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func text(_ path: String) throws(FileError) -> String {
        try FileContent(reading: path).withBytes { String(decoding: $0, as: UTF8.self) }
    }

    private static func document(_ path: String) throws(FileError) -> JSONValue {
        let content = try FileContent(reading: path)
        guard let document = content.withBytes({ JSONValue(parsing: $0) }), document.members != nil else {
            throw FileError(file: path, found: "no JSON object", expected: "what a run has written")
        }
        return document
    }
}
