import Files
import NUMA

/// Rows of arrays.
extension RowFile {
    /// Reads the arrays of one file; targets from the same file.
    func readArrays(
        _ file: DataFile, _ kind: FileRows.TargetKind?, _ names: FeatureNames?, _ workers: Workers
    ) throws(DataError) -> FileRows {
        var matrix = try Self.array(
            file, format, features, otherThan: [target, weight, group].compactMap(\.self), for: "features")
        let tensors = format == .safetensors ? try TensorFile(file) : nil
        let itsNames = try tensors?.featureNames(count: matrix.columnCount)
        let featureNames = names ?? itsNames ?? .numbered(count: matrix.columnCount)
        guard featureNames.count == matrix.columnCount else {
            throw DataError(
                file: file.path, found: "\(matrix.columnCount) features", expected: "\(featureNames.count)")
        }
        if case (.named(let found), .named(let expected)) = (itsNames ?? featureNames, featureNames),
            let index = found.indices.first(where: { found[$0] != expected[$0] })
        {
            throw DataError(
                file: file.path, found: "feature \(OneLine.quoted(found[index])) at place \(index + 1)",
                expected: OneLine.quoted(expected[index]))
        }
        try matrix.checkNumbers(featureNames, workers)
        let target = try kind.map { (_) throws(DataError) in try targetArray(file) }
        let countable = kind == .number ? target?.countable : nil
        let chosen = chosenOrigins(matrix, featureNames, countable)
        matrix = matrix.counted(from: chosen, featureNames)
        var rows = FileRows(
            file: file.path, featureNames: featureNames, matrix: matrix, targets: nil, targetName: nil,
            origin: .rows(file: file.path)
        )
        if let kind, let target {
            let targets = try target.targets(
                kind, name: self.target, countedFrom: chosen.origins.target, classNames: tensors?.classNames(), workers)
            try rows.add(targets, of: file.path, named: self.target)
        }
        rows = rows.counted(from: chosen, hasTargets: countable != nil)
        if kind != nil { try addWeights(to: &rows, in: file, workers) }
        try addGroups(to: &rows, in: file, workers)
        return rows
    }

    private func targetArray(_ file: DataFile) throws(DataError) -> TargetArray {
        guard format.hasNamedArrays, let target else {
            throw DataError(
                file: file.path, found: "features without targets", expected: "a file of targets beside it")
        }
        return try Self.targetArray(file, format, target)
    }

    /// The origins of arrays whose elements may have more digits than a float32.
    private func chosenOrigins(_ matrix: ArrayFile, _ names: FeatureNames, _ targets: ArrayFile? = nil) -> ChosenOrigins
    {
        let names = matrix.mayNeedOrigins ? names.all : []
        return ChosenOrigins(columns.origins, for: names) { origins in
            OriginSample(
                columns: names.isEmpty ? [] : matrix.originSample(from: names.map { origins.features[$0] ?? 0 }),
                targets: targets?.originSample(from: [origins.target])[0] ?? [])
        }
    }

    static func hasArray(_ file: DataFile, _ format: FileFormat, _ name: String) throws(DataError) -> Bool {
        format == .npz ? try ArchiveFile(file).has(name) : try TensorFile(file).has(name)
    }

    /// - Parameter use: what the array is for, as messages have it.
    static func targetArray(
        _ file: DataFile, _ format: FileFormat, _ name: String?, for use: String = "targets"
    ) throws(DataError) -> TargetArray {
        let place: NPYPlace
        switch format {
        case .npy: place = NPYPlace(file: file)
        case .npz: place = try ArchiveFile(file).array(name, otherThan: [], for: use)
        default: return .numbers(try array(file, format, name, otherThan: [], for: use))
        }
        if let texts = try TextArray(npy: place) { return .texts(texts) }
        return .numbers(try ArrayFile(npy: place))
    }

    static func array(
        _ file: DataFile, _ format: FileFormat, _ name: String?, otherThan others: [String], for use: String
    ) throws(DataError) -> ArrayFile {
        switch format {
        case .npy: try ArrayFile(npy: NPYPlace(file: file))
        case .npz: try ArrayFile(npy: ArchiveFile(file).array(name, otherThan: others, for: use))
        case .idx: try ArrayFile(idx: file)
        case .safetensors: try TensorFile(file).array(name, otherThan: others, for: use)
        case .csv, .parquet, .libsvm: preconditionFailure("\(format) holds no array")
        }
    }
}
