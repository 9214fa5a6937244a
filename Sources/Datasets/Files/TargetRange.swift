public import Vocabulary

/// Which numbers the targets of rows may be.
public struct TargetRange: Sendable {
    /// The range.
    public let range: NumberRange
    /// Why, as a message says after the word "since".
    public let reason: String

    /// Bounds targets.
    public init(_ range: NumberRange, since reason: String) {
        self.range = range
        self.reason = reason
    }
}

extension RowFile {
    /// - Throws: `DataError` where a target is a number that is out of range.
    func checkTargetRange(of rows: FileRows) throws(DataError) {
        guard let targetRange, case .numbers(let targets) = rows.targets,
            let row = targets.firstIndex(where: { !targetRange.range.contains(rows.targetOrigin + Double($0)) })
        else { return }
        throw rows.targetError(
            row: row, found: (rows.targetOrigin + Double(targets[row])).shortestText,
            expected: "\(targetRange.range), since \(targetRange.reason)")
    }
}
