import ArgumentParser
import Datasets
import Experiments
import Files
import Kernels
import Models
import Reports
import Training

/// `lockstep evaluate`
struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures a saved model on labelled rows.",
        discussion: """
            Without --data, a run directory is measured on its own validation rows, made or read again from its \
            experiment.yaml; for synthetic rows the weights are compared with the true ones. Rows count as much as \
            they weigh where the model was trained with a column of weights and --data has it, or with --weights; \
            counts in tables are of rows all the same. Beside each measure stands what a model that ignores the features \
            comes to. A measure that the rows do not define, such as r2 of one row, says why; in JSON it is null. \
            Of each row its scores, class and weight are kept and sorted, 8 to 12 bytes for two classes or a number.
            """)

    @OptionGroup var argument: ModelArgument
    @OptionGroup var workers: WorkerOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(help: "A file with the model's features and target: CSV, NPY, NPZ, IDX, safetensors or LIBSVM.")
    var data: String?

    @Option(help: "A file of the rows' targets, where these are not in --data.")
    var targets: String?

    @Option(
        parsing: .unconditional,
        help: "The column or array of the rows' targets, where it is called otherwise than in training.")
    var target: String?

    @Option(help: "A file of the rows' weights; for CSV they are a column.")
    var weights: String?

    @OptionGroup var rows: RowOptions
    @OptionGroup var decision: ThresholdOption

    func run() throws {
        let model = try decision.applied(to: argument.load())
        let machine = try workers.machinePlan()
        var findings = try data.map { try measure(model, path: $0, machine) } ?? measureOwnRows(model, machine)
        findings.members.append(("digest", .string(model.digest.description)))
        findings.lines.append("digest \(model.digest)")
        if verbosity.json {
            try Console.print(.object(findings.members))
        } else {
            for line in findings.lines { try Console.print(line) }
        }
    }

    private func measure(_ model: TrainedModel, path: String, _ machine: MachinePlan) throws -> EvaluationFindings {
        var file = try rows.file(path, targetsPath: targets, weightsPath: weights, for: model)
        if let target { file.target = target }
        var sums = EvaluationSums(of: model.model, threshold: model.threshold)
        let kind: FileRows.TargetKind = model.classes == nil ? .number : .label
        func add(_ rows: Dataset) {
            sums.add(rows, predictedBy: model.model, parameters: model.parameters, workers: machine.workers)
        }
        var findings = EvaluationFindings()
        var notes = RowNotes()
        if let rows = try rows.sparseRows(file, targets: kind, for: model, machine, &notes) {
            add(rows)
            try checkWeight(of: sums, in: file)
            notes.say()
            findings.add(sums.evaluation(workers: machine.workers), model.classes, prefix: "")
            return findings
        }
        try file.forEachPiece(
            ofRows: RowOptions.pieceRowCount(of: model), targets: kind, features: model.featureNames,
            workers: machine.workers
        ) { piece in
            notes.add(piece)
            guard piece.rowCount > 0 else { return }
            if let rows = try RowOptions.sparseRows(piece, targets: kind, for: model, machine) { return add(rows) }
            let source = try TableSource(piece, targetName: model.targetName, classes: model.classes)
            add(
                try Dataset(
                    everyRowOf: ScaledSource(source, by: model.scaling, target: model.targetScaling), storage: .float32,
                    partitionCount: 1,
                    workers: machine.workers, kernels: machine.instructionSet.kernels))
        }
        try checkWeight(of: sums, in: file)
        notes.say()
        findings.add(sums.evaluation(workers: machine.workers), model.classes, prefix: "")
        return findings
    }

    private func checkWeight(of sums: EvaluationSums, in file: RowFile) throws(DataError) {
        guard sums.weight > 0 else {
            throw DataError(
                file: file.weightsPath ?? file.path, column: file.weight, found: "no weight above 0",
                expected: "at least one")
        }
    }

    private func measureOwnRows(_ model: TrainedModel, _ machine: MachinePlan) throws -> EvaluationFindings {
        guard let run = argument.run else {
            throw Failure.usage(
                "--data: found none, expected a file of rows (only a run directory has rows of its own)")
        }
        let rows = try Experiment(Configuration.load(path: run.experiment)).loadData(for: machine)
        try run.check(rows, against: model)
        var findings = EvaluationFindings()
        findings.add(model.evaluation(on: rows.validation, machine), model.classes, prefix: "validation_")
        findings.add(rows.test.flatMap { model.evaluation(on: $0, machine) }, model.classes, prefix: "test_")
        if let truth = rows.truth, model.architecture.kind == .linearRegression {
            let comparison = TruthReport(model, truth)
            findings.members += comparison.members
            findings.lines += comparison.lines
        }
        guard !findings.lines.isEmpty else {
            throw Failure.usage("--data: found none, expected a file of rows, since the run held out no rows")
        }
        return findings
    }
}
