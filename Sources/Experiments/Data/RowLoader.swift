import Datasets
import Kernels
import Models
import Ranks
import Training

/// Makes or reads the rows of an experiment.
struct RowLoader {
    let experiment: Experiment
    let machine: MachinePlan
    /// The files of rows, which keep the content of pipes.
    private let files: Files?

    struct Files {
        let training: RowFile
        let validation: RowFile?
        let test: RowFile?
    }

    init(_ experiment: Experiment, on machine: MachinePlan) {
        self.experiment = experiment
        self.machine = machine
        let configuration = experiment.configuration
        files =
            configuration.has(Schema.Data.File.section)
            ? Files(
                training: configuration.trainingFile, validation: configuration.validationFile,
                test: configuration.testFile) : nil
    }

    var kernels: KernelTable { machine.instructionSet.kernels }

    var configuration: Configuration { experiment.configuration }

    /// The files, whose pipes have been read.
    private func openFiles() throws(DataError) -> Files {
        guard let files else { preconditionFailure("no files of rows") }
        try files.training.holdPipe()
        try files.validation?.holdPipe()
        try files.test?.holdPipe()
        return files
    }

    var storage: FeatureStorage { experiment.storage }

    var isStreamed: Bool {
        typealias Keys = Schema.Data
        return configuration.has(Keys.Synthetic.section)
            ? configuration[Keys.Synthetic.streamed] : configuration[Keys.File.streamed]
    }

    /// Whether rows are trained on with weights.
    var hasWeights: Bool {
        typealias Keys = Schema.Data.File
        let hasOwn =
            configuration.has(Keys.section) && (configuration[Keys.weight] ?? configuration[Keys.trainWeights]) != nil
        return hasOwn || configuration[Schema.Training.classWeight] != .uniform
    }

    func synthesize() throws -> ExperimentData {
        let source = experiment.syntheticSource(kernels: kernels)
        let key = Schema.Data.Synthetic.rows
        let (training, validation, test) = try split(
            source, by: heldOut(of: RowTraits(rowCount: source.rowCount), blaming: key), blaming: key)
        var data = ExperimentData(
            training: training, validation: validation, test: test, truth: source as? SyntheticRegression, on: machine)
        data.imageShape = try configuration.imageShape(featureCount: training.featureCount)
        return data
    }

    func trainingShape() throws -> RowShape {
        func shape(_ split: HeldOutSplit, _ featureCount: Int) -> RowShape {
            RowShape(
                rowCount: split.count(of: .training), featureCount: featureCount, storage: storage,
                isStreamed: isStreamed, hasWeights: hasWeights)
        }
        guard configuration.has(Schema.Data.Synthetic.section) else {
            typealias Keys = Schema.Data.File
            let files = try openFiles()
            if let file = try sparseFile(files.training) {
                let split = try heldOut(of: file)
                var shape = shape(split, file.featureNames.count)
                shape.partitionBytes = file.byteCounts(
                    of: .training, split, partitionCount: experiment.plan.shardCount)
                return shape
            }
            let (rows, split) = try trainingRows(of: files.training)
            var shape = shape(split, rows.featureNames.count)
            shape.partitionBytes = try sparseRows(rows, split)?.byteCounts(
                of: .training, split, partitionCount: experiment.plan.shardCount)
            return shape
        }
        typealias Keys = Schema.Data.Synthetic
        let (rowCount, featureCount) = (configuration[Keys.rows], configuration[Keys.features])
        try checkMemory(rowCount: rowCount, featureCount: featureCount, blaming: Keys.rows)
        return shape(try heldOut(of: RowTraits(rowCount: rowCount), blaming: Keys.rows), featureCount)
    }

    func readFiles() throws -> ExperimentData {
        typealias Keys = Schema.Data.File
        let files = try openFiles()
        if let file = try sparseFile(files.training) { return try readSparse(file, heldOut(of: file), files) }
        let (rows, heldOut) = try trainingRows(of: files.training)
        try configuration.checkOffset(among: rows.featureNames)
        if let table = try sparseRows(rows, heldOut) { return try readSparse(table, heldOut, files) }
        // A column chosen by its number may have a name in the file.
        let target = rows.targetName ?? configuration[Keys.target]
        let classes = try checked(rows.classes())
        let source = try TableSource(rows, targetName: target, classes: classes)
        let imageShape = try configuration.imageShape(
            featureCount: rows.featureNames.count, inFile: rows.imageShape)
        var (training, validation, test) = try split(
            source, by: heldOut, scaling: sparesNames ? numberScaling(of: rows, heldOut) : nil, blaming: Keys.train)
        var unknownNames = rows.unknownNames
        var (droppedRowCount, untargetedRowCount) = (rows.droppedRowCount, rows.untargetedRowCount)
        func dataset(_ file: RowFile) throws -> Dataset {
            var file = file
            file.csv.preferred = rows.csv
            file.columns.encoding = rows.encoding
            let rows = try read(file, features: rows.featureNames, origins: .given(rows.origins))
            droppedRowCount += rows.droppedRowCount
            untargetedRowCount += rows.untargetedRowCount
            unknownNames.add(rows.unknownNames)
            let source = try TableSource(rows, targetName: target, classes: classes)
            try blaming(file.path, isWhole: true) { try source.checkWeights(of: .training, of: everyRow(of: source)) }
            let dataset = try whole(
                ScaledSource(source, by: training.scaling, target: training.targetScaling))
            try source.check()
            return dataset
        }
        if let file = files.validation { validation = try dataset(file) }
        if let file = files.test { test = try dataset(file) }
        var data = ExperimentData(
            training: training, validation: validation, test: test, droppedRowCount: droppedRowCount,
            untargetedRowCount: untargetedRowCount, on: machine)
        data.roundedColumns = rows.roundedColumns
        data.unknownNames = unknownNames
        data.encoding = rows.encoding
        data.imageShape = imageShape
        data.csv = rows.csv
        return data
    }

    /// Only what is scaled, in double precision, is counted from an origin.
    var origins: OriginChoice {
        .nearFirst(features: configuration[Schema.Data.scale] != .none, target: scalesTarget)
    }

    /// The rows of a file that is not sparse, and which of them are held out. Where names that training never saw are
    /// ignored, and of folds, only names of rows to train on are features.
    func trainingRows(of file: RowFile) throws -> (FileRows, HeldOutSplit) {
        let rows = try read(file, origins: origins, isStreamed: isStreamed)
        var strata: [Float]?
        if configuration[Schema.Data.stratify] {
            strata = try TableSource(rows, targetName: "", classes: checked(rows.classes())).targets
        }
        let traits = RowTraits(rowCount: rows.rowCount, classes: strata, groups: rows.groups)
        let split = try heldOut(of: traits, blaming: Schema.Data.File.train)
        let ignoresUnknown =
            configuration[Schema.Data.File.CSV.unknown] == .ignore || configuration[Schema.Data.fold] != nil
        return (ignoresUnknown ? rows.keepingNames(ofPart: .training, of: split) : rows, split)
    }

    /// Reads a file of rows. Each of several ranks keeps only its share of a CSV file, and which rows that is is known
    /// only when the whole text has been read: so the numbers stay in the file at first.
    func read(
        _ file: RowFile, features: FeatureNames? = nil, origins: OriginChoice = .zero, isStreamed: Bool = false
    ) throws(DataError) -> FileRows {
        var file = file
        file.columns.origins = origins
        do {
            return try file.read(
                targets: targetKind, features: features,
                areLeftInFile: isStreamed || machine.ranks.size > 1 && file.format == .csv, workers: machine.workers)
        } catch {
            throw advised(error)
        }
    }

    /// An error that says, where a regression has names for targets, which models have classes.
    private func advised(_ error: DataError) -> DataError {
        guard targetKind == .number, error.column == configuration[Schema.Data.File.target],
            error.problem.hasSuffix("expected a number")
        else { return error }
        return DataError(
            file: error.file, line: error.line, row: error.row, column: error.column,
            problem: "\(error.problem); classes are for model.kind: logistic_regression, softmax_regression or mlp")
    }

    var scalesTarget: Bool { configuration[Schema.Data.scaleTarget] == .standard }

    var targetKind: FileRows.TargetKind {
        experiment.architecture.regressionLoss == nil ? .label : .number
    }

    /// The classes that the training rows name; nil for a regression.
    /// - Throws: `ConfigurationError` where the model cannot have so many classes.
    func checked(_ classes: ClassLabels?) throws -> ClassLabels? {
        guard let classes else { return nil }
        guard experiment.architecture != .logisticRegression || classes.count == 2 else {
            throw configuration.error(
                at: Schema.Model.kind, found: "\(configuration[Schema.Model.kind].rawValue)",
                expected: "softmax_regression or mlp, since column \(configuration[Schema.Data.File.target]) "
                    + "has \(classes.count) classes")
        }
        return classes
    }
}
