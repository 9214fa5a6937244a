import Datasets
import Models

/// When rows can be sparse.
extension Configuration {
    func matchStorage() throws(ConfigurationError) {
        let key = Schema.Data.storage
        guard self[key] == .sparse, let obstacle = sparseObstacle else { return }
        throw error(at: key, found: "sparse", expected: "auto, float32 or bfloat16").since(obstacle)
    }

    /// What is in the way of sparse rows, as messages name it; nil where nothing is.
    var sparseObstacle: String? {
        typealias Keys = Schema.Data.File
        guard has(Keys.section) else { return "\(Schema.Data.Synthetic.section.path) is given" }
        let files = [
            (Keys.train.path, trainingFile), (Keys.validation.path, validationFile), (Keys.test.path, testFile),
        ]
        let isTable = trainingFile.format.hasColumns
        for case (let path, let file?) in files where !(isTable ? file.format.hasColumns : file.format == .libsvm) {
            return "\(path) is \(file.format.noun)"
        }
        if self[Schema.Model.kind] == .mlp { return "\(Schema.Model.kind.path) is mlp" }
        if self[Keys.streamed] { return "\(Keys.streamed.path) is true" }
        // In a table numbers alone are scaled; here, most zeros would not stay zero.
        if isTable { return nil }
        let scale = self[Schema.Data.scale]
        return scale == .none ? nil : "\(Schema.Data.scale.path) is \(scale.rawValue)"
    }
}
