import Datasets
import Experiments
import Files
import Kernels
import Models
import NUMA
import Reports
import Studies
import Training

/// A model, or the models of some folds, and what it predicts for the rows on which it is compared.
struct ComparedModel {
    /// A file of rows that models are compared on.
    struct Rows {
        let path: String
        let targets: String?
        let weights: String?
        let options: RowOptions
    }

    /// Where it is, as the user says.
    let path: String
    let predictions: RowPredictions
    let classes: ClassLabels?
    /// The loss of a model that predicts a number.
    let loss: PointLoss?

    /// Predicts the rows of a file; where there is none, the rows that a run held out, or those of the folds.
    init(at path: String, _ rows: Rows?, _ machine: MachinePlan) throws {
        let directory = RunDirectory(path: path)
        let model: TrainedModel
        if directory.hasFoldLog {
            guard rows == nil else {
                throw Failure.usage("\(path): found a cross-validation, expected a run, since --data is given")
            }
            (model, predictions) = try Self.folds(of: directory, machine)
        } else {
            model = try ModelArgument.load(path)
            predictions =
                try rows.map { try Self.predictions(of: model, $0, machine) }
                ?? Self.heldOutPredictions(of: model, directory, machine)
        }
        self.path = path
        classes = model.classes
        loss = model.model.regressionLoss
    }

    private static func folds(
        of directory: RunDirectory, _ machine: MachinePlan
    ) throws -> (TrainedModel, RowPredictions) {
        let log = try FoldLog(goingOn: directory.foldLog)
        let numbers = log.results.filter { $0.digest != nil }.map(\.number).sorted()
        guard let first = numbers.first, numbers.count == log.results.count,
            try FileContent(reading: directory.crossValidation).withBytes({ !$0.isEmpty })
        else {
            throw Failure.usage(
                "\(directory.path): found a cross-validation that has not ended well, expected one that has")
        }
        let model = try TrainedModel(
            reading: directory.folds.model(ofFold: first), kernels: machine.instructionSet.kernels)
        let folds = try numbers.map { try RowPredictions(reading: directory.folds.predictions(ofFold: $0)) }
        return (model, RowPredictions(joining: folds))
    }

    private static func heldOutPredictions(
        of model: TrainedModel, _ run: RunDirectory, _ machine: MachinePlan
    ) throws -> RowPredictions {
        guard run.isRun else {
            throw Failure.usage(
                "--data: found none, expected a file of rows (only a run directory has rows of its own)")
        }
        let data = try Experiment(Configuration.load(path: run.experiment)).loadData(for: machine)
        try run.check(data, against: model)
        guard let rows = [data.test, data.validation].compactMap(\.self).first(where: { $0.rowCount > 0 }) else {
            throw Failure.usage("--data: found none, expected a file of rows, since \(run.path) held out no rows")
        }
        return RowPredictions(of: model, for: rows, workers: machine.workers)
    }

    private static func predictions(
        of model: TrainedModel, _ rows: Rows, _ machine: MachinePlan
    ) throws -> RowPredictions {
        let file = try rows.options.file(
            rows.path, targetsPath: rows.targets, weightsPath: rows.weights, for: model)
        let kind: FileRows.TargetKind = model.classes == nil ? .number : .label
        var notes = RowNotes()
        defer { notes.say() }
        if let rows = try rows.options.sparseRows(file, targets: kind, for: model, machine, &notes) {
            return RowPredictions(of: model, for: rows, workers: machine.workers)
        }
        var parts: [RowPredictions] = []
        try file.forEachPiece(
            ofRows: RowOptions.pieceRowCount(of: model), targets: kind, features: model.featureNames,
            workers: machine.workers
        ) { piece in
            notes.add(piece)
            guard piece.rowCount > 0 else { return }
            if let rows = try RowOptions.sparseRows(piece, targets: kind, for: model, machine) {
                parts.append(RowPredictions(of: model, for: rows, workers: machine.workers))
                return
            }
            let source = try TableSource(piece, targetName: model.targetName, classes: model.classes)
            let dataset = try Dataset(
                everyRowOf: ScaledSource(source, by: model.scaling, target: model.targetScaling), storage: .float32,
                partitionCount: 1, workers: machine.workers, kernels: machine.instructionSet.kernels)
            parts.append(RowPredictions(of: model, for: dataset, workers: machine.workers))
        }
        let total = parts.reduce(0) { $0 + $1.rows.count }
        var before = 0
        return RowPredictions(
            joining: parts.map { part in
                defer { before += part.rows.count }
                return part.following(before, of: total)
            })
    }
}
