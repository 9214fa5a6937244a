import Datasets

/// What a column of features is read as, and why.
enum ColumnDecision {
    /// Numbers.
    case numbers
    /// Names, so many, with a feature for each.
    case names(Int)
    /// Names that share so many features.
    case hashed(Int)
    /// Nothing; the reason continues a sentence about the column.
    case dropped(String)

    /// Whether the column is left out.
    var isDropped: Bool { if case .dropped = self { true } else { false } }

    /// Where rows are dense, a column of more names is left out,
    private static let nameLimit = 5000
    /// and one whose features would be more numbers than these, which take a gibibyte.
    private static let numberLimit = 1 << 28
    /// Names that are too many for a feature each share so many.
    private static let hashedCount = 1 << 16

    /// Numbers that may well count the rows, where there is nothing else.
    static func lastResort(_ column: ColumnSurvey) -> ColumnDecision? {
        column.countsRows || column.identifiesRows ? .numbers : nil
    }

    /// - Parameters:
    ///   - column: a column other than the target.
    ///   - place: its place in the file, from 0.
    ///   - hasHeader: whether the file names its columns.
    ///   - mayBeSparse: whether names cost nothing in rows that have others.
    init(_ column: ColumnSurvey, at place: Int, hasHeader: Bool, mayBeSparse: Bool) {
        let valueCount = column.numberCount + column.textCount
        if column.isIgnored {
            self = .dropped("as you say")
        } else if let found = column.unreadable {
            self = .dropped("holds \(found)")
        } else if let count = column.hashedCount {
            self = .hashed(count)
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
        } else if column.texts.count * 2 > column.texts.total {
            self = .dropped("has another name in almost every row")
        } else if column.texts.isCut, mayBeSparse {
            self = .hashed(Self.hashedCount)
        } else if case let most = min(Self.nameLimit, Self.numberLimit / column.rowCount),
            column.texts.count > most, !mayBeSparse
        {
            let count = "\(column.texts.isCut ? "more than " : "")\(column.texts.count)"
            self = .dropped("has \(count) different names, more than \(most)")
        } else {
            self = .names(column.texts.count)
        }
    }
}
