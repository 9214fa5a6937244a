/// Whether the first line of a CSV file names its columns, as the lines below it show.
struct CSVHeader {
    /// What the first line is.
    enum Finding: Equatable {
        /// Names: some stand above numbers, or beside columns without a name.
        case names
        /// A row of numbers.
        case numbers
        /// Texts alone, above texts.
        case unclear
        /// Names above numbers, and numbers besides.
        case mixed(line: Int)
    }

    /// What the first line is.
    private(set) var finding = Finding.unclear
    /// Whether delimiters end every line, or every line but the first.
    private(set) var endsWithDelimiter = false
    /// Whether rows begin with names of their own, which have none in the first line.
    let hasRowNames: Bool
    /// Whether the first column has something that is no number.
    let beginsWithNames: Bool
    /// The number of columns.
    let width: Int

    private let first: [CSVSample.Field]
    private let rows: [[CSVSample.Field]]
    private let decimal: CSVOptions.DecimalMark
    private let missing: MissingWords

    /// - Parameters:
    ///   - records: the first lines, without comments before them.
    ///   - width: how many fields most have.
    ///   - options: how they are written.
    ///   - missing: the words that stand for a missing value.
    init(_ records: [CSVSample.Record], width: Int, _ options: CSVOptions, _ missing: MissingWords) {
        decimal = options.decimal
        self.missing = missing
        var first = records.first?.fields ?? []
        var rows = records.dropFirst().filter { !$0.beginsWithMark }.map(\.fields)
        let areAlike = rows.allSatisfy { $0.count == width }
        var columnCount = width
        while options.delimiter != .space, columnCount > 1, !rows.isEmpty, areAlike,
            rows.allSatisfy({ $0[columnCount - 1].isEmpty && !$0[columnCount - 1].isQuoted }),
            first.count < columnCount || first.count == columnCount && first[columnCount - 1].isEmpty
        {
            columnCount -= 1
            rows = rows.map { $0.dropLast() }
            first = Array(first.prefix(columnCount))
            endsWithDelimiter = true
        }
        self.width = columnCount
        hasRowNames = !endsWithDelimiter && areAlike && first.count == width - 1 && Self.areRowNames(rows.map { $0[0] })
        if hasRowNames { first.insert(CSVSample.Field(content: [], isQuoted: false), at: 0) }
        self.first = first
        self.rows = rows
        beginsWithNames = rows.contains { row in
            guard let field = row.first else { return false }
            return CSVFieldKind(field.content) == .text && !field.isEmpty && !missing.contains(number: field.content)
        }
        finding = find(records.first?.line ?? 1)
    }

    /// Whether the fields are names of rows, as R writes them: each another one, in quotes, no numbers, or 1, 2, 3 and so on.
    private static func areRowNames(_ fields: [CSVSample.Field]) -> Bool {
        guard fields.count > 1, Set(fields.map(\.content)).count == fields.count else { return false }
        return fields.allSatisfy { $0.isQuoted || CSVFieldKind($0.content) == .text }
            || fields.enumerated().allSatisfy { $1.content == Array("\($0 + 1)".utf8) }
    }

    private enum Kind {
        case missing
        case number
        case truth
        case name
    }

    private func kind(_ field: CSVSample.Field) -> Kind {
        if field.isEmpty || missing.contains(number: field.content) { return .missing }
        if case .value = CSVNumber.shared.read(field.content, decimal: decimal) { return .number }
        return CSVNumber.truth(field.content) == nil ? .name : .truth
    }

    private func find(_ line: Int) -> Finding {
        // Lines that end with CR are told of when the header is read.
        if first.contains(where: { !$0.isQuoted && $0.content.contains(UInt8(ascii: "\r")) }) { return .names }
        var (namesAboveNumbers, unnamed, names, numbersAboveNames) = (0, 0, 0, 0)
        var numbers: [[UInt8]] = []
        for (column, field) in first.enumerated() {
            let below = rows.compactMap { $0.count > column ? $0[column] : nil }
            let kinds = below.map(kind)
            let areNumbers = kinds.contains(.number) && !kinds.contains(.name)
            let areTruths = kinds.contains(.truth) && !kinds.contains(.name)
            switch kind(field) {
            case .missing: unnamed += field.isEmpty ? 1 : 0
            case .number, .truth:
                // Numbers in quotes above others without are names.
                if field.isQuoted, areNumbers, !below.contains(where: \.isQuoted) {
                    namesAboveNumbers += 1
                } else if kinds.contains(.name) {
                    numbersAboveNames += 1
                } else {
                    numbers.append(field.content)
                }
            case .name where areNumbers || areTruths: namesAboveNumbers += 1
            case .name: names += 1
            }
        }
        guard !numbers.isEmpty else {
            if namesAboveNumbers > 0 { return .names }
            if numbersAboveNames > 0 { return .numbers }
            return names > 0 && unnamed > 0 && !rows.isEmpty ? .names : .unclear
        }
        if areColumnNumbers(numbers) { return .names }
        guard namesAboveNumbers > 0 else { return .numbers }
        return namesAboveNumbers > numbers.count ? .names : .mixed(line: line)
    }

    /// Whether the numbers of a first line are consecutive, as no others: years beside something else, or from 0 or 1 on
    /// behind a column without a name; or both, three or more, above fractions.
    private func areColumnNumbers(_ numbers: [[UInt8]]) -> Bool {
        guard numbers.count > 1, let next = rows.first else { return false }
        let values = numbers.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        let followEachOther = zip(values, values.dropFirst()).allSatisfy { $1 == $0 + 1 }
        guard values.count == numbers.count, followEachOther else { return false }
        guard next.map(\.content) != first.map(\.content) else { return false }
        let (areYears, areCounted) = ((1500...2200).contains(values[0]), (0...1).contains(values[0]))
        guard numbers.count == first.count else { return areYears || areCounted && first[0].isEmpty }
        let fractions = first.indices.count { column in
            rows.contains { $0.count > column && Int(String(decoding: $0[column].content, as: UTF8.self)) == nil }
        }
        return numbers.count > 2 && (areYears || areCounted) && 2 * fractions > first.count
    }

    /// Whether texts in the first line may be names of columns: each another one, and few of them in the columns below.
    var hasPlausibleNames: Bool {
        let names = first.filter { !$0.isEmpty }.map(\.content)
        guard !rows.isEmpty, !names.isEmpty else { return first.isEmpty || !names.isEmpty }
        guard Set(names).count == names.count else { return false }
        let repeated = first.indices.count { column in
            rows.contains { $0.count > column && $0[column].content == first[column].content }
        }
        return 2 * repeated < names.count
    }
}
