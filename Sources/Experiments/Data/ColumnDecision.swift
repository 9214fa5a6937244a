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

    /// Numbers that may well count the rows, where there is nothing else.
    static func lastResort(_ column: ColumnSurvey) -> ColumnDecision? {
        column.countsRows || column.identifiesRows ? .numbers : nil
    }

    /// - Parameters:
    ///   - column: a column other than the target.
    ///   - place: its place in the file, from 0.
    ///   - hasHeader: whether the file names its columns.
    init(_ column: ColumnSurvey, at place: Int, hasHeader: Bool) {
        let valueCount = column.numberCount + column.textCount
        if column.isIgnored {
            self = .dropped("as you say")
        } else if column.isCategorical {
            self = .names(column.texts.count)
        } else if valueCount == 0 {
            self = .dropped("is empty")
        } else if column.isConstant {
            self = .dropped("is the same in all rows")
        } else if column.countsRows, place == 0, (0...1).contains(column.least) {
            self = .dropped("counts the rows")
        } else if column.identifiesRows, hasHeader, ColumnSurvey.mayIdentifyRows(column.name, at: place) {
            self = .dropped("has another number in each row, which says nothing of others")
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
