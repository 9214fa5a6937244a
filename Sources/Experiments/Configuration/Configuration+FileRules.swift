import Datasets

/// Which keys of `data.file` the formats of the files need.
extension Configuration {
    func matchFilesAndTargets() throws(ConfigurationError) {
        typealias Keys = Schema.Data.File
        try matchTargets(of: self[Keys.train], Keys.train.path, Keys.trainTargets)
        try matchTargets(of: self[Keys.validation], Keys.validation.path, Keys.validationTargets)
        try matchTargets(of: self[Keys.test], Keys.test.path, Keys.testTargets)
    }

    private func matchTargets(
        of file: String?, _ path: String, _ targets: Schema.Key<String?>
    ) throws(ConfigurationError) {
        guard let file else {
            guard let found = self[targets] else { return }
            throw error(at: targets, found: found, expected: "none").since("\(path) is not given")
        }
        let format = self[Schema.Data.File.format].named ?? FileFormat(path: file)
        if format.hasTargets, let found = self[targets] {
            throw error(at: targets, found: found, expected: "none")
                .since("\(path) is a \(format.rawValue) file, which holds targets too")
        }
        if format == .npy || format == .idx, self[targets] == nil {
            let problem = "not given, expected the path of a file"
            throw ConfigurationError(at: location(of: targets), path: targets.path, problem: problem)
                .since("\(path) is an \(format.rawValue) file")
        }
    }
}
