import Datasets
import Files

/// Whether a target's rows call for classes or for numbers, and why.
struct TargetDecision {
    /// Whole numbers are classes where so few different ones occur.
    private static let classLimit = 10
    /// Consecutive whole numbers are classes up to so many, where each occurs about as often as any other.
    private static let evenClassLimit = 100
    /// How rare the rarest of these may be beside the average.
    private static let evenness = 0.2
    /// Few whole numbers are classes where their range is at most so many times their number.
    private static let largestSpread = 1.5
    /// A class has at least so many rows on average.
    private static let leastRowsOfClass = 5.0

    let task: StarterTask
    /// The classes with the number of their rows; empty for a regression.
    let classes: [(name: String, count: Int)]
    /// What the rows are like.
    let reason: String

    /// - Parameters:
    ///   - target: the target's column.
    ///   - wanted: what the user wants; nil to decide by the rows.
    ///   - file: the path for messages.
    /// - Throws: `DataError` where nothing can be predicted from such rows.
    init(_ target: ColumnSurvey, wanted: StarterTask?, file: String) throws(DataError) {
        func fail(found: String, expected: String) -> DataError {
            DataError(file: file, column: target.name, found: found, expected: expected)
        }
        guard target.numberCount + target.textCount > 0 else {
            throw fail(found: "no value in any row", expected: "what to predict")
        }
        let isNamed = target.textCount > 0 || target.hasLeadingZeros
        task = wanted ?? (isNamed || Self.areClasses(target) ? .classification : .regression)
        guard task == .classification else {
            if let text = target.firstText {
                throw fail(
                    found: "\(OneLine.quoted(text)), which is no number",
                    expected: "numbers for a regression, or --task classification")
            }
            guard target.least < target.greatest else {
                throw fail(found: "\(target.least.short) in every row", expected: "at least two different numbers")
            }
            classes = []
            reason = "numbers from \(target.least.short) to \(target.greatest.short)"
            return
        }
        let counts = Self.counts(of: target)
        let isCut = target.texts.isCut || target.numbers?.isCut == true
        guard !isCut, counts.count <= ClassLabels.maximumCount, counts.count * 2 <= max(target.rowCount, 8) else {
            throw fail(
                found: "\(isCut ? "more than " : "")\(counts.count) different values in \(target.rowCount) rows",
                expected: "a column with fewer classes, or one of numbers")
        }
        guard counts.count >= 2 else {
            throw fail(found: "only \(OneLine.quoted(counts[0].name))", expected: "at least two classes")
        }
        classes = counts
        reason =
            isNamed
            ? "\(counts.count) names"
            : "only \(counts.count) different whole numbers, from \(target.least.short) to \(target.greatest.short)"
    }

    /// The values with the number of their rows.
    private static func counts(of target: ColumnSurvey) -> [(name: String, count: Int)] {
        let texts = target.texts.values.map { (name: $0, count: target.texts[$0]) }
        // In files of text, names are what is written.
        guard texts.isEmpty, let numbers = target.numbers else { return texts }
        return numbers.values.map { (name: $0.short, count: numbers[$0]) }
    }

    /// Whether a column's numbers look like the names of classes rather than like amounts.
    private static func areClasses(_ target: ColumnSurvey) -> Bool {
        guard target.areWhole, let numbers = target.numbers, !numbers.isCut, numbers.count >= 2 else { return false }
        if numbers.count == 2 { return true }
        let average = Double(target.numberCount) / Double(numbers.count)
        guard average >= leastRowsOfClass else { return false }
        // Amounts leave gaps, names of classes hardly any.
        let range = target.greatest - target.least + 1
        if numbers.count <= classLimit { return range <= largestSpread * Double(numbers.count) }
        let areConsecutive = range == Double(numbers.count)
        let rarest = numbers.values.map { numbers[$0] }.min() ?? 0
        return numbers.count <= evenClassLimit && areConsecutive && Double(rarest) >= evenness * average
    }
}

extension Double {
    /// The number as people write it: without a fraction where it is whole.
    var short: String { Int(exactly: self).map { "\($0)" } ?? "\(Float(self))" }
}
