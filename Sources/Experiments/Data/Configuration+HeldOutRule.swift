import Datasets
import Kernels

extension Configuration {
    /// How rows are held out.
    var heldOutRule: HeldOutSplit.Rule {
        typealias Keys = Schema.Data
        var fold: Fold?
        if let number = self[Keys.fold], let count = self[Keys.folds] { fold = Fold(number: number, of: count) }
        return HeldOutSplit.Rule(
            fraction: self[Keys.validationFraction], testFraction: self[Keys.testFraction], order: self[Keys.heldOut],
            fold: fold, seed: UInt64(self[Schema.seed]))
    }

    /// - Throws: `ConfigurationError` where there are not rows or groups enough for every part.
    func check(
        _ rule: HeldOutSplit.Rule, for rows: RowTraits, blaming key: Schema.Key<some SettingValue>
    ) throws(ConfigurationError) {
        guard rows.rowCount <= KeyedPermutation.maximumSize else {
            throw error(at: key, found: "\(rows.rowCount) rows", expected: "at most \(KeyedPermutation.maximumSize)")
        }
        if let fold = rule.fold {
            let parts = rows.groupCount ?? rows.rowCount - (rule.order == .last ? 1 : 0)
            guard fold.count <= parts else {
                let kind = rows.groupCount == nil ? "rows" : "groups"
                throw error(
                    at: Schema.Data.folds, found: Numerals.text(fold.count),
                    expected:
                        "at most \(Numerals.text(parts)), for \(Numerals.text(rows.groupCount ?? rows.rowCount)) \(kind)"
                )
            }
        } else if let groupCount = rows.groupCount {
            let parts = 1 + [rule.fraction, rule.testFraction].count { $0 > 0 }
            guard groupCount >= parts else {
                let place = self[Schema.Data.File.group] == nil ? Schema.Data.File.trainGroups : Schema.Data.File.group
                throw error(
                    at: place, found: "\(groupCount) \(groupCount == 1 ? "group" : "groups")",
                    expected: "at least \(parts), since some of the rows are held out")
            }
        }
    }
}
