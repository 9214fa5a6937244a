public import Datasets
import Kernels
import Models
import NUMA
import Ranks
public import Training

/// The rows of an experiment, placed in memory.
public struct ExperimentData: Sendable {
    /// Rows to train on, in as many partitions as a step has shards.
    public let training: Dataset
    /// Rows to validate on; may be empty.
    public let validation: Dataset
    /// Rows to test on, where the configuration holds some out or names a file of them.
    public let test: Dataset?
    /// How the rows of a synthetic regression were made.
    public let truth: SyntheticRegression?
    /// The number of rows of files that were left out because a feature or a weight is missing.
    public let droppedRowCount: Int
    /// The number of rows of files that were left out because their target is missing.
    public let untargetedRowCount: Int
    /// The columns of files that lose some of their numbers to float32, as the first rows show.
    public var roundedColumns: [String] = []
    /// Rows of files with names that no row to train on had, by column.
    public var unknownNames: [UnknownNames] = []
    /// How the text of the training rows' file is written, where that is a CSV file.
    public var csv: CSVOptions?
}

extension Experiment {
    /// Makes or reads the rows, in parallel, into the memory that the plan chooses.
    /// - Throws: `ConfigurationError`, `DataError`, or `NUMAError` where memory does not suffice.
    public func loadData(for machine: MachinePlan) throws -> ExperimentData {
        let loader = Loader(experiment: self, machine: machine, kernels: machine.instructionSet.kernels)
        return configuration.has(Schema.Data.Synthetic.section) ? try loader.synthesize() : try loader.readFiles()
    }

    /// How many rows there would be to train on, and how wide; reads a file of rows, but makes no synthetic ones.
    /// - Throws: `ConfigurationError` or `DataError`.
    public func trainingShape(for machine: MachinePlan) throws -> RowShape {
        try Loader(experiment: self, machine: machine, kernels: machine.instructionSet.kernels).trainingShape()
    }
}

private struct Loader {
    let experiment: Experiment
    let machine: MachinePlan
    let kernels: KernelTable
    /// The files of rows, which keep the content of pipes.
    private let files: Files?

    private struct Files {
        let training: RowFile
        let validation: RowFile?
        let test: RowFile?
    }

    init(experiment: Experiment, machine: MachinePlan, kernels: KernelTable) {
        self.experiment = experiment
        self.machine = machine
        self.kernels = kernels
        let configuration = experiment.configuration
        files =
            configuration.has(Schema.Data.File.section)
            ? Files(
                training: configuration.trainingFile, validation: configuration.validationFile,
                test: configuration.testFile) : nil
    }

    private var configuration: Configuration { experiment.configuration }

    /// The files, whose pipes have been read.
    private func openFiles() throws(DataError) -> Files {
        guard let files else { preconditionFailure("no files of rows") }
        try files.training.holdPipe()
        try files.validation?.holdPipe()
        try files.test?.holdPipe()
        return files
    }

    private var storage: FeatureStorage { experiment.storage }

    private var isStreamed: Bool {
        typealias Keys = Schema.Data
        return configuration.has(Keys.Synthetic.section)
            ? configuration[Keys.Synthetic.streamed] : configuration[Keys.File.streamed]
    }

    /// Whether rows are trained on with weights.
    private var hasWeights: Bool {
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
        return ExperimentData(
            training: training, validation: validation, test: test, truth: source as? SyntheticRegression,
            droppedRowCount: 0, untargetedRowCount: 0)
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
            return shape(split, rows.featureNames.count)
        }
        typealias Keys = Schema.Data.Synthetic
        let (rowCount, featureCount) = (configuration[Keys.rows], configuration[Keys.features])
        try checkMemory(rowCount: rowCount, featureCount: featureCount, blaming: Keys.rows)
        return shape(try heldOut(of: RowTraits(rowCount: rowCount), blaming: Keys.rows), featureCount)
    }

    func readFiles() throws -> ExperimentData {
        typealias Keys = Schema.Data.File
        let files = try openFiles()
        if let file = try sparseFile(files.training) { return try readSparse(file, files) }
        let (rows, heldOut) = try trainingRows(of: files.training)
        // A column chosen by its number may have a name in the file.
        let target = rows.targetName ?? configuration[Keys.target]
        let classes = try checked(rows.classes())
        let source = try TableSource(rows, targetName: target, classes: classes)
        var (training, validation, test) = try split(source, by: heldOut, blaming: Keys.train)
        var unknownNames = rows.unknownNames
        var (droppedRowCount, untargetedRowCount) = (rows.droppedRowCount, rows.untargetedRowCount)
        func dataset(_ file: RowFile) throws -> Dataset {
            var file = file
            file.csv.preferred = rows.csv
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
        return ExperimentData(
            training: training, validation: validation, test: test, truth: nil, droppedRowCount: droppedRowCount,
            untargetedRowCount: untargetedRowCount, roundedColumns: rows.roundedColumns,
            unknownNames: unknownNames, csv: rows.csv)
    }

    /// Only what is scaled, in double precision, is counted from an origin.
    private var origins: OriginChoice {
        .nearFirst(features: configuration[Schema.Data.scale] != .none, target: scalesTarget)
    }

    /// The rows of a file that is not sparse, and which of them are held out. Where names that training never saw are
    /// ignored, and of folds, only names of rows to train on are features.
    private func trainingRows(of file: RowFile) throws -> (FileRows, HeldOutSplit) {
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
    private func read(
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

    /// The training file, where its rows are kept sparse.
    private func sparseFile(_ training: RowFile) throws -> SparseFile? {
        let storage = configuration[Schema.Data.storage]
        guard storage == .sparse || storage == .auto && configuration.sparseObstacle == nil else { return nil }
        var training = training
        training.columns.origins = origins
        let file = try SparseFile(training, targets: targetKind, workers: machine.workers)
        return storage == .sparse || file.isSmallerSparse ? file : nil
    }

    private func readSparse(_ file: SparseFile, _ files: Files) throws -> ExperimentData {
        typealias Keys = Schema.Data.File
        let classes = try checked(file.classes())
        let split = try heldOut(of: file)
        try checkMemory(
            bytes: rankShare(of: file.byteCount),
            of: "\(rankShare(of: file.rowCount)) rows of \(rankShare(of: file.numberCount)) numbers",
            blaming: Keys.train)
        let classWeights = try classWeights(classes)
        let targetScaling =
            scalesTarget ? try file.targetScaling(of: .training, split, workers: machine.workers) : nil
        let parts = try blaming("\(configuration[Keys.train])", beside: classWeights) {
            try file.datasets(
                of: [.training, .validation] + (split.testCount > 0 ? [.test] : []), split,
                targetName: configuration[Keys.target], classes: classes, targetScaling: targetScaling,
                classWeights: classWeights, partitionCount: experiment.plan.shardCount, holding: held)
        }
        var unknownNames: [UnknownNames] = []
        func dataset(_ rows: RowFile) throws -> Dataset {
            var rows = rows
            rows.columns.origins = .given(file.origins)
            let sparse = try SparseFile(
                rows, targets: targetKind, features: file.featureNames, workers: machine.workers)
            unknownNames.add(sparse.unknownNames)
            return try sparse.dataset(
                targetName: configuration[Keys.target], classes: classes, targetScaling: targetScaling,
                partitionCount: experiment.plan.shardCount, holding: held, kernels: kernels)
        }
        let validation = try files.validation.map(dataset) ?? parts[1]
        let test = try files.test.map(dataset) ?? parts.dropFirst(2).first
        return ExperimentData(
            training: parts[0], validation: validation, test: test, truth: nil, droppedRowCount: 0,
            untargetedRowCount: 0, roundedColumns: file.roundedColumns, unknownNames: unknownNames)
    }

    private var scalesTarget: Bool { configuration[Schema.Data.scaleTarget] == .standard }

    private var targetKind: FileRows.TargetKind {
        experiment.architecture.regressionLoss == nil ? .label : .number
    }

    /// The classes that the training rows name; nil for a regression.
    /// - Throws: `ConfigurationError` where the model cannot have so many classes.
    private func checked(_ classes: ClassLabels?) throws -> ClassLabels? {
        guard let classes else { return nil }
        guard experiment.architecture != .logisticRegression || classes.count == 2 else {
            throw configuration.error(
                at: Schema.Model.kind, found: "\(configuration[Schema.Model.kind].rawValue)",
                expected: "softmax_regression or mlp, since column \(configuration[Schema.Data.File.target]) "
                    + "has \(classes.count) classes")
        }
        return classes
    }

    private func split(
        _ source: some RowSource, by split: HeldOutSplit, blaming key: Schema.Key<some SettingValue>
    ) throws -> (training: Dataset, validation: Dataset, test: Dataset?) {
        try checkMemory(rowCount: source.rowCount, featureCount: source.featureNames.count, blaming: key)
        let classWeights = try classWeights(source.classes)
        let isWeighted = source.hasWeights || classWeights != .uniform
        let file = configuration.has(Schema.Data.File.section) ? "\(configuration[Schema.Data.File.train])" : nil
        // Before anything is made of weights, they are checked.
        for part in HeldOutSplit.Part.allCases where source.hasWeights {
            try blaming(file) { try source.checkWeights(of: part, of: split) }
        }
        let scaled = ScaledSource(
            source, by: try scaling(of: source, split),
            target: scalesTarget
                ? TargetScaling(of: source, part: .training, of: split, workers: machine.workers) : nil)
        let parts: [HeldOutSplit.Part] = [.training, .validation] + (split.testCount > 0 ? [.test] : [])
        let datasets: [Dataset]
        if isWeighted {
            let weighted = try blaming(file, beside: classWeights) {
                try TrainingWeightSource(scaled, classWeights: classWeights, part: .training, of: split)
            }
            datasets =
                [try dataset(weighted, .training, split)]
                + (try parts.dropFirst().map { try dataset(scaled, $0, split) })
        } else if isStreamed {
            datasets = try parts.map { try dataset(scaled, $0, split) }
        } else {
            datasets = try Dataset.consuming(
                scaled, parts: parts, of: split, storage: storage, partitionCount: experiment.plan.shardCount,
                holding: held, workers: machine.workers, kernels: kernels)
        }
        try source.check()
        return (datasets[0], datasets[1], datasets.dropFirst(2).first)
    }

    /// How features are scaled and what takes the place of missing ones, as the training rows alone say.
    private func scaling(of source: some RowSource, _ split: HeldOutSplit) throws -> FeatureScaling? {
        let kind: FeatureScaling.Kind =
            switch configuration[Schema.Data.scale] {
            case .none: .none
            case .standard: .standard
            case .minmax: .minmax
            }
        let missing = Schema.Data.File.CSV.missing
        let fillsMissing = configuration.has(missing) && configuration[missing] == .mean
        guard kind != .none || fillsMissing else { return nil }
        do {
            return try FeatureScaling(
                kind, fillsMissing: fillsMissing, of: source, part: .training, of: split, workers: machine.workers)
        } catch {
            throw DataError(
                file: "\(configuration[Schema.Data.File.train])", column: error.feature,
                found: "no number in any training row",
                expected: "at least one")
        }
    }

    /// Which rows of a file of sparse rows are held out.
    private func heldOut(of file: SparseFile) throws -> HeldOutSplit {
        let classes = try configuration[Schema.Data.stratify] ? file.targets(checked(file.classes())) : nil
        return try heldOut(
            of: RowTraits(rowCount: file.rowCount, classes: classes, groups: file.groups),
            blaming: Schema.Data.File.train)
    }

    private func heldOut(
        of rows: RowTraits, blaming key: Schema.Key<some SettingValue>
    ) throws -> HeldOutSplit {
        let rule = configuration.heldOutRule
        try configuration.check(rule, for: rows, blaming: key)
        let split = HeldOutSplit(of: rows, by: rule, kernels: kernels)
        guard split.trainingCount > 0 else {
            throw configuration.error(
                at: key,
                found: "\(rows.rowCount) rows, of which \(split.validationCount + split.testCount) are held out",
                expected: "at least one row to train on")
        }
        return split
    }

    /// What rows of each class count.
    /// - Throws: `ConfigurationError` where the configuration names a class that is none.
    private func classWeights(_ classes: ClassLabels?) throws(ConfigurationError) -> ClassWeights {
        let key = Schema.Training.classWeight
        switch configuration[key] {
        case .uniform: return .uniform
        case .balanced: return .balanced
        case .given(let weights):
            guard let classes else { return .uniform }
            var factors = [Double](repeating: 1, count: classes.count)
            for weight in weights {
                guard let index = classes.index(of: weight.name) else {
                    throw configuration.error(
                        at: key, found: "class \(weight.name.shortened)",
                        expected: "one of \(ClassLabels.abridged(classes.names))")
                }
                factors[index] = weight.factor
            }
            return .factors(factors)
        }
    }

    /// Runs what may find fault with weights, and says where they are.
    /// - Parameters:
    ///   - file: the file of rows.
    ///   - isWhole: whether all rows of the file belong together.
    ///   - classWeights: what the rows' own weights are multiplied by.
    ///   - body: what may throw a `WeightError`.
    private func blaming<Result>(
        _ file: String?, isWhole: Bool = false, beside classWeights: ClassWeights = .uniform,
        _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let error as WeightError {
            if classWeights != .uniform, error.row == nil {
                throw configuration.error(
                    at: Schema.Training.classWeight, found: "weights with which no row to train on counts",
                    expected: "a number above 0 for a class that these rows have")
            }
            throw DataError(
                file: file ?? "", column: configuration[Schema.Data.File.weight],
                problem: isWhole && error.row == nil
                    ? "found no weight above 0, expected at least one" : error.description)
        }
    }

    private func everyRow(of source: some RowSource) -> HeldOutSplit {
        HeldOutSplit(rowCount: source.rowCount, fraction: 0, seed: 0, kernels: kernels)
    }

    private func whole(_ source: some RowSource) throws -> Dataset {
        try Dataset.consuming(
            everyRowOf: source, storage: storage, partitionCount: experiment.plan.shardCount, holding: held,
            workers: machine.workers, kernels: kernels)
    }

    private func dataset(
        _ source: some RowSource, _ part: HeldOutSplit.Part, _ split: HeldOutSplit
    ) throws -> Dataset {
        try Dataset(
            source, part: part, of: split, storage: storage, isStreamed: isStreamed,
            partitionCount: experiment.plan.shardCount, holding: held, workers: machine.workers, kernels: kernels)
    }

    /// The partitions of this rank.
    private var held: Range<Int> { machine.ranks.share(of: experiment.plan.shardCount) }

    /// About how much one rank has of a total.
    private func rankShare(of total: Int) -> Int { (total + machine.ranks.size - 1) / machine.ranks.size }

    /// Refuses rows that cannot fit: memory that is promised but not there would end the process without a word.
    private func checkMemory(
        rowCount: Int, featureCount: Int, blaming key: Schema.Key<some SettingValue>
    ) throws {
        guard !isStreamed else { return }
        let rowCount = rankShare(of: rowCount)
        let (bytes, overflow) = rowCount.multipliedReportingOverflow(
            by: storage.byteCount * featureCount + (hasWeights ? 8 : 4))
        try checkMemory(
            bytes: overflow ? nil : bytes, of: "\(rowCount) rows of \(featureCount) features", blaming: key)
    }

    private func checkMemory(
        bytes: Int?, of rows: String, blaming key: Schema.Key<some SettingValue>
    ) throws {
        guard let available = AvailableMemory.bytes(), bytes.map({ $0 > available }) ?? true else { return }
        let needed = bytes.map { "\(gibibytes($0)) GiB" } ?? "more than 8 EiB"
        throw configuration.error(
            at: key, found: "\(rows), which take \(needed)",
            expected: "at most the \(gibibytes(available)) GiB of memory that are available")
    }

    private func gibibytes(_ bytes: Int) -> String {
        let tenths = (Double(bytes) / Double(1 << 30) * 10).rounded() / 10
        return "\(tenths)"
    }
}
