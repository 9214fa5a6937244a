public import Datasets

/// The description of a file of rows as people and programs read it.
public struct DescriptionReport: Sendable {
    private let description: FileDescription
    private let file: String

    /// A report of the file that was described.
    public init(_ description: FileDescription, of file: String) {
        self.description = description
        self.file = file
    }

    private static let shownColumns = 50
    private static let shownNames = 8
    /// Columns that the histograms take.
    private static let widthOfHistograms = FileDescription.histogramBinCount + 2

    /// A line for each of the first columns, at most `width` letters wide where that is possible.
    public func lines(width: Int, hasUnicode: Bool) -> [String] {
        let shown = description.columns.prefix(Self.shownColumns)
        let heading = ["column", "missing", "least", "greatest", "mean", "deviation"]
        let rows = [heading] + shown.map(cells)
        let numberRows = rows.filter { $0.count > 2 }
        let widths = heading.indices.map { column in numberRows.map { $0[column].count }.max() ?? 0 }
        let nameWidth = min(rows.map { $0[0].count }.max() ?? 0, 32)
        let tableWidth = nameWidth + widths.dropFirst().reduce(0) { $0 + $1 + 2 }
        let hasRoom = tableWidth + Self.widthOfHistograms <= width
        var lines = [
            "\(file): \(Format.count(description.rowCount, "row")) x \(Format.count(description.columns.count, "column"))"
        ]
        for (index, row) in rows.enumerated() {
            let name = String(row[0].prefix(nameWidth))
            var line = name + String(repeating: " ", count: nameWidth - name.count)
            if row.count == 2 {
                line += "  " + String(row[1].prefix(max(width - nameWidth - 2, 20)))
            } else {
                for column in 1..<row.count {
                    line += "  " + String(repeating: " ", count: widths[column] - row[column].count) + row[column]
                }
                if hasRoom, index > 0, case .numbers(let numbers) = shown[index - 1].content {
                    line += "  " + Self.picture(numbers.histogram, hasUnicode)
                }
            }
            lines.append(line)
        }
        let rest = description.columns.count - shown.count
        if rest > 0 { lines.append("and \(Format.count(rest, "column")) more") }
        return lines
    }

    private static let fewDigits: Int32 = 4, mostDigits: Int32 = 16

    /// How many digits tell numbers apart: more where they are large beside their deviation.
    private static func digits(of numbers: FileDescription.Numbers) -> Int32 {
        guard numbers.deviation > 0 else { return fewDigits }
        var (digits, ratio) = (fewDigits, max(abs(numbers.least), abs(numbers.greatest)) / numbers.deviation)
        while ratio > 1000, digits < mostDigits {
            ratio /= 10
            digits += 1
        }
        return digits
    }

    /// A number in the fewest digits of single precision, where these keep it apart from others.
    private static func json(_ number: Double, of numbers: FileDescription.Numbers) -> JSONValue {
        let error = abs(Double(Float(number)) - number)
        return error <= numbers.deviation * 0x1p-16 ? .float(Float(number)) : .number(number)
    }

    private func cells(_ column: FileDescription.Column) -> [String] {
        let name = column.name.map { $0.isNewline ? " " : String($0) }.joined()
        switch column.content {
        case .numbers(let numbers):
            let digits = Self.digits(of: numbers)
            let values = [numbers.least, numbers.greatest, numbers.mean].map { Format.metric($0, digits: digits) }
            let deviation = Format.metric(numbers.deviation, digits: Self.fewDigits)
            return [name, Format.grouped(numbers.missingCount)]
                + (values + [deviation]).map { numbers.count > 0 ? $0 : "-" }
        case .names(let names):
            let shown = names.prefix(Self.shownNames).map { "\($0.name) \(Format.grouped($0.count))" }
            let more = names.count > shown.count ? ", …" : ""
            return [name, "\(Format.count(names.count, "name")): \(shown.joined(separator: ", "))\(more)"]
        case .unreadable(let found): return [name, "left out: \(found)"]
        }
    }

    private static func picture(_ histogram: [Int], _ hasUnicode: Bool) -> String {
        let letters = Array(hasUnicode ? " ▁▂▃▄▅▆▇█" : " .:|#")
        let largest = max(histogram.max() ?? 0, 1)
        return String(
            histogram.map { count in
                count == 0 ? letters[0] : letters[max(1, (count * (letters.count - 1) + largest / 2) / largest)]
            })
    }

    /// The document.
    public var json: JSONValue {
        .object([
            ("file", .string(file)), ("rows", .integer(description.rowCount)),
            ("columns", .array(description.columns.map(Self.json))),
        ])
    }

    private static func json(_ column: FileDescription.Column) -> JSONValue {
        switch column.content {
        case .numbers(let numbers):
            .object([
                ("name", .string(column.name)), ("type", .string("number")), ("count", .integer(numbers.count)),
                ("missing", .integer(numbers.missingCount)), ("least", Self.json(numbers.least, of: numbers)),
                ("greatest", Self.json(numbers.greatest, of: numbers)), ("mean", .number(numbers.mean)),
                ("deviation", .number(numbers.deviation)),
                ("histogram", .array(numbers.histogram.map { .integer($0) })),
            ])
        case .names(let names):
            .object([
                ("name", .string(column.name)), ("type", .string("name")),
                ("names", .object(names.map { ($0.name, .integer($0.count)) })),
            ])
        case .unreadable(let found):
            .object([("name", .string(column.name)), ("type", .null), ("found", .string(found))])
        }
    }
}
