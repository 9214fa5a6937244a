import Datasets
import Kernels
import Training

/// Rows that are kept sparse.
extension RowLoader {
    /// Whether sparse rows are asked for, or possible where they would be smaller.
    private var mayBeSparse: Bool {
        switch configuration[Schema.Data.storage] {
        case .sparse: true
        case .auto: configuration.sparseObstacle == nil
        case .float32, .bfloat16: false
        }
    }

    private var mustBeSparse: Bool { configuration[Schema.Data.storage] == .sparse }

    /// The LIBSVM file to train on, where its rows are kept sparse.
    func sparseFile(_ training: RowFile) throws -> SparseFile? {
        guard mayBeSparse, !training.format.hasColumns else { return nil }
        var training = training
        training.columns.origins = origins
        let file = try SparseFile(training, targets: targetKind, workers: machine.workers)
        return mustBeSparse || file.isSmallerSparse ? file : nil
    }

    /// Which rows of a sparse file are held out.
    func heldOut(of file: SparseFile) throws -> HeldOutSplit {
        let classes = try configuration[Schema.Data.stratify] ? file.targets(checked(file.classes())) : nil
        return try heldOut(
            of: RowTraits(rowCount: file.rowCount, classes: classes, groups: file.groups),
            blaming: Schema.Data.File.train)
    }

    /// The rows of a table, where they are kept sparse.
    func sparseRows(_ rows: FileRows, _ split: HeldOutSplit) throws -> SparseFile? {
        guard mayBeSparse, mustBeSparse || !rows.encoding.isEmpty else { return nil }
        let table = SparseFile(rows, scaling: try numberScaling(of: rows, split), workers: machine.workers)
        return mustBeSparse || table.isSmallerSparse ? table : nil
    }

    func readSparse(_ file: SparseFile, _ split: HeldOutSplit, _ files: Files) throws -> ExperimentData {
        typealias Keys = Schema.Data.File
        try configuration.checkOffset(among: file.featureNames)
        let classes = try checked(file.classes())
        let targetName = file.targetName ?? configuration[Keys.target]
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
                targetName: targetName, classes: classes, targetScaling: targetScaling,
                classWeights: classWeights, partitionCount: experiment.plan.shardCount, holding: held)
        }
        var unknownNames = file.unknownNames
        var (droppedRowCount, untargetedRowCount) = (file.droppedRowCount, file.untargetedRowCount)
        func dataset(_ rows: RowFile) throws -> Dataset {
            let sparse = try sparseRows(of: rows, like: file)
            unknownNames.add(sparse.unknownNames)
            droppedRowCount += sparse.droppedRowCount
            untargetedRowCount += sparse.untargetedRowCount
            return try sparse.dataset(
                targetName: targetName, classes: classes, targetScaling: targetScaling,
                partitionCount: experiment.plan.shardCount, holding: held, kernels: kernels)
        }
        let validation = try files.validation.map(dataset) ?? parts[1]
        let test = try files.test.map(dataset) ?? parts.dropFirst(2).first
        var data = ExperimentData(
            training: parts[0], validation: validation, test: test, droppedRowCount: droppedRowCount,
            untargetedRowCount: untargetedRowCount, on: machine)
        data.roundedColumns = file.roundedColumns
        data.unknownNames = unknownNames
        data.encoding = file.encoding
        data.imageShape = try configuration.imageShape(featureCount: parts[0].featureCount)
        data.csv = file.csv
        return data
    }

    /// The rows of a file to validate or test on.
    private func sparseRows(of file: RowFile, like training: SparseFile) throws -> SparseFile {
        var file = file
        file.columns.origins = .given(training.origins)
        guard file.format.hasColumns else {
            return try SparseFile(
                file, targets: targetKind, features: training.featureNames, workers: machine.workers)
        }
        file.csv.preferred = training.csv
        file.columns.encoding = training.encoding
        let rows = try read(file, features: training.featureNames, origins: .given(training.origins))
        return SparseFile(rows, scaling: training.scaling, workers: machine.workers)
    }
}
