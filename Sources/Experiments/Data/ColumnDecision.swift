import Datasets

/// What a column of features is read as, and why.
enum ColumnDecision {
    /// Numbers.
    case numbers
    /// Names, so many, with a feature for each.
    case names(Int)
    /// Nothing; the reason continues a sentence about the column.
    case dropped(String)

    /// Whether the column is left out.
    var isDropped: Bool { if case .dropped = self { true } else { false } }

    /// A column of more names is left out,
    private static let nameLimit = 5000
    /// and one whose features would be more numbers than these, which take a gibibyte.
    private static let numberLimit = 1 << 28
    private static let countingNames = ["id", "index", "row", "rownames", "no", "nr"]

    /// Whether a column is called as those are that count rows, or has no name but its number.
    private static func isCounting(_ name: String) -> Bool {
        name == "1" || countingNames.contains(name.lowercased())
    }

    /// Numbers that may well count the rows, where there is nothing else.
    static func lastResort(_ column: ColumnSurvey) -> ColumnDecision? { column.countsRows ? .numbers : nil }

    /// - Parameters:
    ///   - column: a column other than the target.
    ///   - isFirst: whether it is the first one of the file.
    init(_ column: ColumnSurvey, isFirst: Bool) {
        let valueCount = column.numberCount + column.textCount
        if valueCount == 0 {
            self = .dropped("is empty")
        } else if column.isConstant {
            self = .dropped("is the same in all rows")
        } else if column.countsRows, isFirst && (0...1).contains(column.least) || Self.isCounting(column.name) {
            self = .dropped("counts the rows")
        } else if !column.hasNames {
            self = .numbers
        } else if column.texts.isCut || column.texts.count * 2 > valueCount {
            self = .dropped("has another name in almost every row")
        } else if case let most = min(Self.nameLimit, Self.numberLimit / column.rowCount), column.texts.count > most {
            self = .dropped("has \(column.texts.count) different names, more than \(most)")
        } else {
            self = .names(column.texts.count)
        }
    }
}
