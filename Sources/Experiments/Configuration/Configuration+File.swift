public import Datasets
import KernelTable
import Training

extension Configuration {
    /// The rows to train on.
    public var trainingFile: RowFile {
        typealias Keys = Schema.Data.File
        var file = rowFile(self[Keys.train], targets: self[Keys.trainTargets], weights: self[Keys.trainWeights])
        file.groupsPath = self[Keys.trainGroups]
        file.group = self[Keys.group]
        return file
    }

    /// The rows to validate on, where a file holds them.
    public var validationFile: RowFile? {
        typealias Keys = Schema.Data.File
        return self[Keys.validation].map {
            rowFile(
                $0, targets: self[Keys.validationTargets], weights: self[Keys.validationWeights],
                target: self[Keys.validationTarget], features: self[Keys.validationFeatures])
        }
    }

    /// The rows to test on, where a file holds them.
    public var testFile: RowFile? {
        typealias Keys = Schema.Data.File
        return self[Keys.test].map {
            rowFile(
                $0, targets: self[Keys.testTargets], weights: self[Keys.testWeights], target: self[Keys.testTarget],
                features: self[Keys.testFeatures])
        }
    }

    private func rowFile(
        _ files: FileList, targets: String?, weights: String?, target: String? = nil, features: String? = nil
    ) -> RowFile {
        typealias Keys = Schema.Data.File
        var file = RowFile(
            paths: files.paths, format: self[Keys.format].named, targetsPath: targets,
            target: target ?? self[Keys.target],
            weightsPath: weights, weight: self[Keys.weight],
            features: features ?? self[Keys.features], firstIndex: self[Keys.firstIndex], columns: columnOptions,
            csv: csvDialect)
        file.targetRange = self[Schema.Model.loss].rangeOfTargets
        return file
    }

    /// Whether rows belong to groups.
    var hasGroups: Bool {
        typealias Keys = Schema.Data.File
        return has(Keys.section) && (self[Keys.group] ?? self[Keys.trainGroups]) != nil
    }

    private var csvDialect: CSVDialect {
        typealias Keys = Schema.Data.File.CSV
        var dialect = CSVDialect()
        dialect.delimiter = self[Keys.delimiter].named
        dialect.hasHeader = self[Keys.header].said
        dialect.decimal = self[Keys.decimal].named
        if let words = self[Keys.missingWords] { dialect.missingWords = words }
        return dialect
    }

    private var columnOptions: ColumnOptions {
        typealias Keys = Schema.Data.File.CSV
        var options = ColumnOptions()
        options.columns = self[Keys.columns]
        options.ignored = self[Keys.drop] ?? []
        options.categorical = self[Keys.categorical] ?? []
        options.encoding = ColumnEncoding(
            hash: self[Keys.hash]?.counts ?? [:],
            interactions: (self[Keys.interactions] ?? []).map { .init($0[0], $0[1]) })
        options.unknown = self[Keys.unknown] == .ignore ? .ignored : .refused
        switch self[Keys.missing] {
        case .error: options.missing = .refused
        case .drop: options.missing = .dropped
        case .mean: options.missing = .kept
        }
        return options
    }
}
