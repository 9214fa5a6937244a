/// What all rows of a table say of one of its columns: enough to choose what to read it as.
public struct ColumnSurvey: Sendable {
    /// More different values than so many are not counted one by one.
    public static let distinctLimit = 10_000

    /// The column's name.
    public let name: String
    /// Whether the user leaves the column out.
    public internal(set) var isIgnored = false
    /// Whether the user calls it a column of names.
    public internal(set) var isCategorical = false
    /// What the column holds where that is neither numbers nor names; nil elsewhere.
    public internal(set) var unreadable: String?
    /// The number of features that the user has its names share; nil where they are not hashed.
    public internal(set) var hashedCount: Int?
    /// Rows with a number.
    public private(set) var numberCount = 0
    /// Rows with text that is no number, such words as `true` and `no` among them.
    public private(set) var textCount = 0
    /// Rows with `true`, `false`, `yes`, `no` or the like.
    public private(set) var truthCount = 0
    /// Rows with nothing, or with a word that means so.
    public private(set) var missingCount = 0
    /// Whether a number has zeros in front, as postal codes have.
    public private(set) var hasLeadingZeros = false
    /// Whether every number is whole.
    public private(set) var areWhole = true
    /// The least number; infinity where there are none.
    public private(set) var least = Double.infinity
    /// The greatest number; -infinity where there are none.
    public private(set) var greatest = -Double.infinity
    /// How often each text occurs; of the target, and where a column has names, the texts of numbers too.
    public private(set) var texts = DistinctCounts<String>(limit: distinctLimit)
    /// How often each number occurs; counted only where this was asked for.
    public private(set) var numbers: DistinctCounts<Double>?

    /// The first text that is no number.
    public private(set) var firstText: String?

    private var isCounting = true
    private var first: Double?
    private var last: Double?

    /// A column without rows.
    /// - Parameters:
    ///   - name: its name.
    ///   - countsNumbers: whether different numbers are to be counted.
    init(name: String, countsNumbers: Bool) {
        self.name = name
        numbers = countsNumbers ? DistinctCounts(limit: Self.distinctLimit) : nil
    }

    /// Rows in all.
    public var rowCount: Int { numberCount + textCount + missingCount }

    /// Whether the column has names: texts that are neither numbers nor truths, or numbers that are not amounts.
    public var hasNames: Bool { textCount > truthCount || hasLeadingZeros || truthCount > 0 && numberCount > 0 }

    /// Whether the column says nothing that another row does not say.
    public var isConstant: Bool {
        guard missingCount == 0 else { return false }
        guard let text = texts.values.first else { return least == greatest && !hasLeadingZeros }
        return texts[text] == rowCount
    }

    /// Whether each row's number is one more than that of the row before.
    public var countsRows: Bool { isCounting && rowCount > 1 && numberCount == rowCount }

    private static let identifyingNames = ["id", "index", "row", "rownames", "no", "nr", "unnamed: 0"]

    /// Whether a column is called as those are that number the rows: by such a word, or, being the first, by its number,
    /// for want of a name.
    public static func mayIdentifyRows(_ name: String, at place: Int) -> Bool {
        name == "1" && place == 0 || identifyingNames.contains(name.lowercased())
    }

    /// Whether each row has another whole number, as far as these were counted.
    public var identifiesRows: Bool {
        guard let numbers, areWhole, numberCount == rowCount else { return false }
        return numbers.isCut || numbers.count == rowCount
    }

    /// Adds rows with a number.
    mutating func add(number: Double, hasLeadingZeros: Bool = false, times: Int = 1) {
        if first == nil { first = number }
        if let last, number != last + 1 { isCounting = false }
        last = number
        numberCount += times
        least = min(least, number)
        greatest = max(greatest, number)
        if areWhole { areWhole = number == number.rounded() }
        if hasLeadingZeros { self.hasLeadingZeros = true }
        numbers?.add(number, times: times)
    }

    /// Adds rows with a text that is no number.
    mutating func add(text: String, isTruth: Bool = false, times: Int = 1) {
        textCount += times
        if firstText == nil { firstText = text }
        if isTruth { truthCount += times }
        texts.add(text, times: times)
    }

    /// Notes the text of a row whose number was added.
    mutating func note(textOfNumber text: String) { texts.add(text, times: 1) }

    /// Adds rows with nothing.
    mutating func addMissing(times: Int = 1) { missingCount += times }

    /// Adds the rows that follow.
    mutating func append(contentsOf next: ColumnSurvey) {
        isCounting = isCounting && next.isCounting
        if let last, let nextFirst = next.first, nextFirst != last + 1 { isCounting = false }
        first = first ?? next.first
        firstText = firstText ?? next.firstText
        last = next.last ?? last
        numberCount += next.numberCount
        textCount += next.textCount
        truthCount += next.truthCount
        missingCount += next.missingCount
        hasLeadingZeros = hasLeadingZeros || next.hasLeadingZeros
        areWhole = areWhole && next.areWhole
        least = min(least, next.least)
        greatest = max(greatest, next.greatest)
        texts.append(contentsOf: next.texts)
        if let others = next.numbers { numbers?.append(contentsOf: others) }
    }
}
