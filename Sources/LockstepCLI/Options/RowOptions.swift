import ArgumentParser
import Datasets
import Experiments
import Kernels
import Models
import Training
import Vocabulary

/// How a file of rows is read beyond its path.
struct RowOptions: ParsableArguments {
    @Option(help: "auto (as the file's name ends, or else its content looks), \(Self.list(FileFormat.names)).")
    var format = AutoOr<FileFormat>.auto.rawValue

    @Option(help: "The tensor of features in a safetensors or NPZ file, where there are several.")
    var features: String?

    @Option(help: "The index of the first feature in a LIBSVM file, 0 or 1; 1 where nothing says otherwise.")
    var firstIndex: Int?

    @Flag(
        inversion: .prefixedNo,
        help: """
            Whether the first line of a CSV file names its columns, which are called 1, 2, 3 and so on otherwise; found \
            out where neither is given.
            """)
    var header: Bool?

    @Option(help: "What separates the fields of a CSV file: auto, \(Self.list(CSVOptions.Delimiter.names)).")
    var delimiter = AutoOr<CSVOptions.Delimiter>.auto.rawValue

    @Option(help: "What stands before the fraction of a number in a CSV file: auto, point or comma.")
    var decimal = AutoOr<CSVOptions.DecimalMark>.auto.rawValue

    @Option(help: "The words that stand for a missing value in a CSV file, as in NA,-999.")
    var missingWords: String?

    @Option(
        help: """
            What is done about names (CSV, Parquet) and features (LIBSVM) that training never saw: error or ignore; as in the \
            training without it.
            """)
    var unknown: String?

    /// The file at a path, as a model reads it.
    func file(
        _ path: String, targetsPath: String? = nil, weightsPath: String? = nil, for model: TrainedModel
    ) throws -> RowFile {
        var file = try file(path, targetsPath: targetsPath, target: model.targetName)
        if firstIndex == nil, let index = model.firstIndex { file.firstIndex = index }
        if let csv = model.csv {
            file.csv.preferred = csv
            if missingWords == nil { file.csv.missingWords = csv.missingWords }
        }
        file.weightsPath = weightsPath
        file.weight = model.weightName
        file.isWeightOptional = true
        file.targetRange = model.architecture.regressionLoss?.kind.rangeOfTargets
        file.columns.missing = model.scaling?.fills == nil ? .refused : .kept
        file.columns.origins = .given(model.origins)
        file.columns.encoding = model.encoding
        file.columns.unknown = model.unknown
        if let unknown {
            let unknown: Schema.Unknown = try choice(unknown, of: "--unknown")
            file.columns.unknown = unknown == .ignore ? .ignored : .refused
        }
        return file
    }

    /// The file at a path.
    func file(_ path: String, targetsPath: String?, target: String?) throws -> RowFile {
        let firstIndex = firstIndex ?? 1
        guard (0...1).contains(firstIndex) else {
            throw Failure.usage("--first-index: found \(firstIndex), expected 0 or 1")
        }
        let format: AutoOr<FileFormat> = try choice(format, of: "--format")
        let delimiter: AutoOr<CSVOptions.Delimiter> = try choice(delimiter, of: "--delimiter")
        let decimal: AutoOr<CSVOptions.DecimalMark> = try choice(decimal, of: "--decimal")
        var csv = CSVDialect()
        csv.delimiter = delimiter.named
        csv.hasHeader = header
        csv.decimal = decimal.named
        if let missingWords { csv.missingWords = missingWords.split(separator: ",").map { String($0) } }
        return RowFile(
            path: path, format: format.named, targetsPath: targetsPath, target: target, features: features,
            firstIndex: firstIndex, csv: csv)
    }

    /// All rows of a LIBSVM file, sparse, where that takes less memory than dense rows and the model can read them; nil
    /// elsewhere.
    func sparseRows(
        _ file: RowFile, targets kind: FileRows.TargetKind?, for model: TrainedModel, _ machine: MachinePlan,
        _ notes: inout RowNotes
    ) throws -> Dataset? {
        guard file.format == .libsvm, model.readsSparseRows else { return nil }
        let sparse = try SparseFile(file, targets: kind, features: model.featureNames, workers: machine.workers)
        guard sparse.isSmallerSparse else { return nil }
        notes.add(sparse)
        return try sparse.dataset(
            targetName: model.targetName, classes: kind == nil ? nil : model.classes,
            targetScaling: kind == nil ? nil : model.targetScaling, partitionCount: 1,
            kernels: machine.instructionSet.kernels)
    }

    /// A piece of a table, sparse, where that takes less memory than dense rows and the model can read them; nil elsewhere.
    static func sparseRows(
        _ piece: FileRows, targets kind: FileRows.TargetKind?, for model: TrainedModel, _ machine: MachinePlan
    ) throws -> Dataset? {
        guard !piece.encoding.isEmpty, model.architecture.kind != .mlp, piece.rowCount > 0,
            piece.weights?.contains(where: { $0 > 0 }) ?? true, piece.canBeSparse(scaledBy: model.scaling)
        else { return nil }
        let sparse = SparseFile(piece, scaling: model.scaling, workers: machine.workers)
        guard sparse.isSmallerSparse else { return nil }
        return try sparse.dataset(
            targetName: model.targetName, classes: kind == nil ? nil : model.classes,
            targetScaling: kind == nil ? nil : model.targetScaling, partitionCount: 1,
            kernels: machine.instructionSet.kernels)
    }

    /// How many rows of a file are in memory at a time: 32 MiB of them, but no more than 2¹⁶. Of features that are kept
    /// sparse, those of names take next to nothing.
    static func pieceRowCount(of model: TrainedModel) -> Int {
        let isSparse = !model.encoding.isEmpty && model.architecture.kind != .mlp
        let names = isSparse ? model.featureNames.all.count { $0.contains("=") || $0.contains("#") } : 0
        return max(min(1 << (names > 0 ? 14 : 16), (1 << 23) / max(model.model.featureCount - names, 1)), 1)
    }

    /// The formats that are read, as help texts list them.
    static let formats = list(FileFormat.allCases.map(\.title))
    /// Those of tables.
    static let tables = FileFormat.titles(where: \.hasColumns)

    private static func list(_ words: [String]) -> String {
        words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
    }

    private func choice<Value: Choice>(_ word: String, of option: String) throws -> Value {
        guard let value = Value(rawValue: word) else {
            let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure.usage("\(option): found \(word), expected one of \(words)")
        }
        return value
    }
}
