import Datasets
import Files

/// Which keys of `data.file` the formats of the files need.
extension Configuration {
    func matchFilesAndTargets() throws(ConfigurationError) {
        typealias Keys = Schema.Data.File
        try matchColumns()
        try matchStreaming()
        try matchTargets(of: self[Keys.train], Keys.train.path, Keys.trainTargets)
        try matchTargets(of: self[Keys.validation], Keys.validation.path, Keys.validationTargets)
        try matchTargets(of: self[Keys.test], Keys.test.path, Keys.testTargets)
        try matchArrays(of: self[Keys.validation], Keys.validation, Keys.validationFeatures, Keys.validationTarget)
        try matchArrays(of: self[Keys.test], Keys.test, Keys.testFeatures, Keys.testTarget)
        try matchWeights(of: self[Keys.train], Keys.train.path, Keys.trainWeights)
        try matchWeights(of: self[Keys.validation], Keys.validation.path, Keys.validationWeights)
        try matchWeights(of: self[Keys.test], Keys.test.path, Keys.testWeights)
        try matchGroups()
    }

    /// The format of a file, as far as it can be known before the file is read.
    private func foreseenFormat(of file: FileList) -> FileFormat? {
        RowFile(paths: file.paths, format: self[Schema.Data.File.format].named).foreseenFormat
    }

    private func matchTargets(
        of file: FileList?, _ path: String, _ targets: Schema.Key<String?>
    ) throws(ConfigurationError) {
        guard let file else {
            guard let found = self[targets] else { return }
            throw error(at: targets, found: found, expected: "none").since("\(path) is not given")
        }
        guard let format = foreseenFormat(of: file) else { return }
        if !format.mayLackTargets, let found = self[targets] {
            throw error(at: targets, found: found, expected: "none")
                .since("\(path) is \(format.noun), which holds targets too")
        }
        if format.isOneArray, self[targets] == nil {
            let problem = "not given, expected the path of a file"
            throw ConfigurationError(at: location(of: targets), path: targets.path, problem: problem)
                .since("\(path) is \(format.noun)")
        }
    }

    /// Tensors of one file have names of their own, or they would be the training rows'.
    private func matchArrays(
        of file: FileList?, _ key: Schema.Key<FileList?>, _ features: Schema.Key<String?>, _ target: Schema.Key<String?>
    ) throws(ConfigurationError) {
        guard let file else {
            for name in [features, target] {
                guard let found = self[name] else { continue }
                throw error(at: name, found: found, expected: "none").since("\(key.path) is not given")
            }
            return
        }
        guard let format = foreseenFormat(of: file) else { return }
        if !format.hasNamedArrays, let found = self[features] {
            throw error(at: features, found: found, expected: "none").since("\(key.path) is \(format.noun)")
        }
        if !format.hasNamedArrays, !format.hasColumns, let found = self[target] {
            throw error(at: target, found: found, expected: "none").since("\(key.path) is \(format.noun)")
        }
        if format.hasNamedArrays, file == self[Schema.Data.File.train], self[features] == nil {
            throw error(at: key, found: "\(file)", expected: "\(features.path), the tensor of these rows")
                .since("\(Schema.Data.File.train.path) is the same file")
        }
    }

    /// Weights are a column, a tensor, or a file of their own.
    private func matchWeights(
        of file: FileList?, _ path: String, _ weights: Schema.Key<String?>
    ) throws(ConfigurationError) {
        let name = Schema.Data.File.weight
        guard let file else {
            guard let found = self[weights] else { return }
            throw error(at: weights, found: found, expected: "none").since("\(path) is not given")
        }
        guard let format = foreseenFormat(of: file) else { return }
        if format.hasColumns, let found = self[weights] {
            throw error(at: weights, found: found, expected: "none")
                .since("\(path) is \(format.noun), whose weights are a column: \(name.path)")
        }
        if !format.hasColumns, !format.hasNamedArrays, self[weights] == nil, let found = self[name] {
            throw error(at: name, found: found, expected: "\(weights.path), the path of a file")
                .since("\(path) is \(format.noun)")
        }
    }

    /// Groups are a column, a tensor, or a file of their own; and, where they are a column, no number.
    private func matchGroups() throws(ConfigurationError) {
        typealias Keys = Schema.Data.File
        if let group = self[Keys.group], let columns = self[Keys.CSV.columns], columns.contains(group),
            self[Keys.CSV.categorical]?.contains(group) != true
        {
            throw error(
                at: Keys.group, found: group, expected: "another column, or one of \(Keys.CSV.categorical.path)"
            )
            .since("\(Keys.CSV.columns.path) has it as a number")
        }
        guard let format = foreseenFormat(of: self[Keys.train]) else { return }
        if format.hasColumns, let found = self[Keys.trainGroups] {
            throw error(at: Keys.trainGroups, found: found, expected: "none")
                .since("\(Keys.train.path) is \(format.noun), whose groups are a column: \(Keys.group.path)")
        }
        if !format.hasColumns, !format.hasNamedArrays, self[Keys.trainGroups] == nil, let found = self[Keys.group] {
            throw error(at: Keys.group, found: found, expected: "\(Keys.trainGroups.path), the path of a file")
                .since("\(Keys.train.path) is \(format.noun)")
        }
    }

    /// Only rows whose places in the file are known can be read in any order.
    private func matchStreaming() throws(ConfigurationError) {
        typealias Keys = Schema.Data.File
        guard self[Keys.streamed], let format = trainingFile.foreseenFormat else { return }
        let isCompressed = trainingFile.paths.contains { Compression(ofFileAt: $0) != nil }
        guard isCompressed || !format.canBeLeftInFile else { return }
        let kind = isCompressed ? "a compressed file" : format.noun
        throw error(at: Keys.streamed, found: "true", expected: "false")
            .since("\(Keys.train.path) is \(kind); lockstep data convert makes one that can be streamed")
    }

    /// Only tables have columns to choose from, and only CSV files may have no header.
    private func matchColumns() throws(ConfigurationError) {
        typealias Keys = Schema.Data.File.CSV
        guard let format = trainingFile.foreseenFormat else { return }
        let since = "\(Schema.Data.File.train.path) is \(format.noun)"
        guard format == .csv || self[Keys.header] == .auto else {
            throw error(at: Keys.header, found: self[Keys.header].rawValue, expected: "auto").since(since)
        }
        guard !format.hasColumns else { return }
        for key in [Keys.columns, Keys.drop, Keys.categorical] {
            guard let found = self[key] else { continue }
            throw error(at: key, found: "[\(found.joined(separator: ", "))]", expected: "none").since(since)
        }
        if self[Keys.hash] != nil { throw error(at: Keys.hash, found: "columns", expected: "none").since(since) }
        if self[Keys.interactions] != nil {
            throw error(at: Keys.interactions, found: "columns", expected: "none").since(since)
        }
        guard self[Keys.missing] == .error else {
            throw error(at: Keys.missing, found: self[Keys.missing].rawValue, expected: "error").since(since)
        }
        guard self[Keys.unknown] == .error || format == .libsvm else {
            throw error(at: Keys.unknown, found: self[Keys.unknown].rawValue, expected: "error").since(since)
        }
    }
}
