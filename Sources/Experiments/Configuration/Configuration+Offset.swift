import Datasets
import Files
import Models

/// A column that is added to the linear score as it is.
extension Configuration {
    /// Only linear models with one score have it, and rows whose columns have names.
    func matchOffset() throws(ConfigurationError) {
        let key = Schema.Data.File.offset
        guard let name = self[key] else { return }
        let kind = Schema.Model.kind
        guard self[kind].takesOffset else {
            throw error(at: key, found: name, expected: "none").since("\(kind.path) is \(self[kind].rawValue)")
        }
        guard self[Schema.Data.scaleTarget] == .none else {
            throw error(at: key, found: name, expected: "none")
                .since("\(Schema.Data.scaleTarget.path) is \(self[Schema.Data.scaleTarget].rawValue)")
        }
        guard self[Schema.Data.storage] != .bfloat16 else {
            throw error(at: key, found: name, expected: "none").since("\(Schema.Data.storage.path) is bfloat16")
        }
    }

    /// The feature that is the offset; nil where there is none.
    func offsetColumn(among names: FeatureNames) -> Int? {
        guard has(Schema.Data.File.section), let name = self[Schema.Data.File.offset] else { return nil }
        return names.all.firstIndex(of: name)
    }

    /// - Throws: `ConfigurationError` where no feature is the offset.
    func checkOffset(among names: FeatureNames) throws(ConfigurationError) {
        let key = Schema.Data.File.offset
        guard let name = self[key], offsetColumn(among: names) == nil else { return }
        throw error(
            at: key, found: name.shortened,
            expected: "a column of numbers among the features: \(OneLine.list(names.all, limit: 10))")
    }
}
