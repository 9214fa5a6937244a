public import Files
import Glibc
import Training

/// The directory of a run, and the names of its files.
public struct RunDirectory: Sendable {
    /// Its path, as given.
    public let path: String

    /// The resolved configuration.
    public var experiment: String { "\(path)/\(Self.experimentName)" }
    /// The run's history.
    public var metrics: String { "\(path)/\(Self.metricsName)" }
    /// The trained model.
    public var model: String { "\(path)/\(Self.modelName)" }
    /// The results of the run. A run that has it is finished.
    public var summary: String { "\(path)/\(Self.summaryName)" }
    /// The model's predictions compared with the targets.
    public var predictions: String { "\(path)/\(Self.predictionsName)" }
    /// The run's history for TensorBoard.
    public var events: String { "\(path)/\(Self.eventsName)" }
    /// What the model is, on which rows it was trained, and how well it predicts.
    public var modelCard: String { "\(path)/\(Self.modelCardName)" }
    /// What the model has learned.
    public var explanation: String { "\(path)/\(Self.explanationName)" }
    /// The report, an HTML page.
    public var report: String { "\(path)/\(Self.reportName)" }
    /// The configuration that repeats the step at which the run diverged.
    public var replay: String { "\(path)/\(Self.replayName)" }
    /// The folder of checkpoints.
    public var checkpoints: String { "\(path)/\(Self.checkpointsName)" }
    /// The results of a scaling study.
    public var scaling: String { "\(path)/\(Self.scalingName)" }
    /// The picture of a scaling study.
    public var scalingChart: String { "\(path)/\(Self.scalingChartName)" }

    /// The result of each trial of a sweep, as soon as it is known.
    public var sweepLog: String { "\(path)/\(Self.sweepLogName)" }
    /// The results of a sweep.
    public var sweep: String { "\(path)/\(Self.sweepName)" }
    /// The results of a sweep as a page.
    public var sweepPage: String { "\(path)/\(Self.sweepPageName)" }
    /// The models of a sweep's trials, where these begin with one another.
    public var trials: TrialFolder { TrialFolder(path: "\(path)/trials") }
    /// The coefficients of these models.
    public var coefficientPath: String { "\(path)/\(Self.coefficientPathName)" }
    /// The coefficients of these models, as a table.
    public var coefficientTable: String { "\(path)/\(Self.coefficientTableName)" }
    /// The results of a range test of learning rates.
    public var rateRange: String { "\(path)/\(Self.rateRangeName)" }
    /// The results of a range test of learning rates as a page.
    public var rateRangePage: String { "\(path)/\(Self.rateRangePageName)" }
    /// The configuration of a sweep's best trial.
    public var best: String { "\(path)/\(Self.bestName)" }

    /// The result of each fold of a cross-validation, as soon as it is known.
    public var foldLog: String { "\(path)/\(Self.foldLogName)" }
    /// The results of a cross-validation.
    public var crossValidation: String { "\(path)/\(Self.crossValidationName)" }
    /// The results of a cross-validation as a page.
    public var crossValidationPage: String { "\(path)/\(Self.crossValidationPageName)" }
    /// Every row as it was predicted by the model of its fold.
    public var outOfFoldPredictions: String { "\(path)/\(Self.outOfFoldPredictionsName)" }
    /// What the folds leave behind.
    public var folds: FoldFolder { FoldFolder(path: "\(path)/folds") }

    private static let experimentName = "experiment.yaml"
    private static let metricsName = "metrics.jsonl"
    private static let modelName = TrainedModel.fileName
    private static let summaryName = "summary.json"
    private static let predictionsName = "predictions.json"
    // TensorBoard recognises its files by `tfevents` in the name.
    private static let eventsName = "events.out.tfevents.lockstep"
    private static let modelCardName = "model-card.md"
    private static let explanationName = "explanation.json"
    private static let reportName = "report.html"
    private static let replayName = "replay.yaml"
    private static let sweepLogName = "sweep.jsonl"
    private static let sweepName = "sweep.json"
    private static let sweepPageName = "sweep.html"
    private static let rateRangeName = "learning-rate.json"
    private static let rateRangePageName = "learning-rate.html"
    private static let bestName = "best.yaml"
    private static let coefficientPathName = "path.json"
    private static let coefficientTableName = "path.csv"
    private static let foldLogName = "folds.jsonl"
    private static let crossValidationName = "folds.json"
    private static let crossValidationPageName = "folds.html"
    private static let outOfFoldPredictionsName = "predictions.csv"
    private static let failure = "cannot be used as a run's directory"
    private static let checkpointsName = "checkpoints"
    private static let scalingName = "scale.json"
    private static let scalingChartName = "scale.svg"
    /// The experiment, which marks a run's directory, last.
    private static let fileNames =
        [
            summaryName, modelName, metricsName, predictionsName, eventsName, modelCardName, explanationName,
            reportName, scalingName,
            scalingChartName, replayName, sweepLogName, sweepName, sweepPageName, bestName, coefficientPathName,
            coefficientTableName, rateRangeName, rateRangePageName, foldLogName,
            crossValidationName, crossValidationPageName, outOfFoldPredictionsName,
        ] + ExplanationReport.tableNames + [experimentName]

    /// A directory that exists, or will.
    public init(path: String) {
        self.path = path
    }

    /// Makes a directory of the first free name: `path`, `path-2`, `path-3` …
    public static func make(numbering path: String) throws(FileError) -> RunDirectory {
        // A number after a slash would name a directory inside the first run.
        var path = path
        while path.count > 1, path.last == "/" { path.removeLast() }
        try makeParents(of: path)
        var candidate = path
        var number = 1
        while mkdir(candidate, 0o777) != 0 {
            guard errno == EEXIST else { throw FileError(file: candidate, "cannot create", errno: errno) }
            number += 1
            candidate = "\(path)-\(number)"
        }
        return RunDirectory(path: candidate)
    }

    /// Takes the directory at exactly `path`: makes it, or uses it where it is empty, or empties it of a run's files.
    /// - Parameters:
    ///   - path: the directory's path.
    ///   - overwriting: whether a run that is there may be replaced.
    public static func take(_ path: String, overwriting: Bool) throws(FileError) -> RunDirectory {
        try check(path, overwriting: overwriting)
        try makeParents(of: path)
        let directory = RunDirectory(path: path)
        if mkdir(path, 0o777) != 0, errno != EEXIST {
            throw FileError(file: path, "cannot create", errno: errno)
        }
        let names = try FolderListing.names(in: path, failure: failure) ?? []
        try CheckpointFolder(path: directory.checkpoints).remove()
        try directory.folds.remove()
        try directory.trials.remove()
        for name in names where isLeftover(name) { try remove("\(path)/\(name)") }
        // The experiment goes last: while it is there, the directory is recognised as a run's.
        for name in fileNames where names.contains(name) { try remove("\(path)/\(name)") }
        return directory
    }

    /// Refuses a path that cannot be taken, before any work is done for it.
    public static func check(_ path: String, overwriting: Bool) throws(FileError) {
        let names = try FolderListing.names(in: path, failure: failure)?.filter { !isLeftover($0) } ?? []
        guard !names.isEmpty else { return }
        guard names.contains(experimentName) else {
            throw FileError(file: path, found: "a directory with other files", expected: "a run, or nothing")
        }
        guard overwriting else {
            throw FileError(
                file: path, found: "a run", expected: "a new directory (or --overwrite, to replace the run)")
        }
    }

    /// Whether a run was started here.
    public var isRun: Bool { access(experiment, F_OK) == 0 }
    /// Whether a sweep was started here.
    public var hasSweepLog: Bool { access(sweepLog, F_OK) == 0 }
    /// Whether a cross-validation was started here.
    public var hasFoldLog: Bool { access(foldLog, F_OK) == 0 }
    /// Whether a run has finished here.
    public var isFinished: Bool { access(summary, F_OK) == 0 }

    /// The run directory whose resolved configuration, or replay, is at `path`; nil where it is not a run's.
    public static func holding(experiment path: String) -> RunDirectory? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last, name == experimentName || name == replayName else { return nil }
        let folder = parts.dropLast().joined(separator: "/")
        return RunDirectory(path: parts.count == 1 ? "." : folder.isEmpty ? "/" : folder)
    }

    /// Removes what says that the run has ended, and what was found out about its model.
    func reopen() throws(FileError) {
        // The summary goes first: while it is there, the run is a finished one of as many epochs as its experiment says.
        for name in [Self.summaryName, Self.explanationName] + ExplanationReport.tableNames {
            try Self.remove("\(path)/\(name)")
        }
    }

    /// Removes what a killed run left behind while it wrote one of its files. No other process may be writing here.
    public func removeLeftovers() throws(FileError) {
        for name in try FolderListing.names(in: path) ?? [] where Self.isLeftover(name) { unlink("\(path)/\(name)") }
    }

    /// Whether a killed run left this name while it wrote one of its files.
    private static func isLeftover(_ name: String) -> Bool {
        fileNames.contains { AtomicFile.isLeftover(name, of: $0) }
    }

    /// Whether `path` is a directory with a model in it.
    public static func holdsModel(_ path: String) -> Bool { isFile(RunDirectory(path: path).model) }

    /// Whether there is something at a path.
    public static func isFile(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func remove(_ file: String) throws(FileError) {
        if unlink(file) != 0, errno != ENOENT { throw FileError(file: file, "cannot remove", errno: errno) }
    }

    private static func makeParents(of path: String) throws(FileError) {
        var end = path.startIndex
        while let slash = path[end...].firstIndex(of: "/") {
            let parent = String(path[..<slash])
            end = path.index(after: slash)
            if parent.isEmpty { continue }
            if mkdir(parent, 0o777) != 0, errno != EEXIST {
                throw FileError(file: parent, "cannot create", errno: errno)
            }
        }
    }
}
