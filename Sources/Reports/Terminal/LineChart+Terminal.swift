extension LineChart {
    /// The characters that a terminal has.
    public enum Letters: Sendable {
        /// Braille patterns, two by four dots a letter.
        case braille
        /// Plain ASCII.
        case ascii
    }

    /// The chart as lines of text, at most `width` letters wide, at least 40.
    public func text(width: Int, height: Int = 12, letters: Letters) -> [String] {
        let labels = yTicks.map { Format.short($0) }
        let margin = (labels.map(\.count).max() ?? 0) + 2
        let columns = max(width, 40) - margin
        var canvas = DotCanvas(columns: columns, rows: height, letters: letters)
        for series in series.reversed() {
            let points = series.points.map {
                (
                    column: $0.x / largestX * Double(canvas.width - 1),
                    row: (1 - $0.y / yTicks.last!) * Double(canvas.height - 1)
                )
            }
            canvas.draw(points, series.style)
        }
        var lines = canvas.lines.map { String(repeating: " ", count: margin - 1) + "|" + $0 }
        for (tick, label) in zip(yTicks, labels) {
            let row = Int(((1 - tick / yTicks.last!) * Double(height - 1)).rounded())
            lines[row] = padded(label, to: margin - 2) + " |" + canvas.lines[row]
        }
        lines.append(String(repeating: " ", count: margin - 1) + "+" + String(repeating: "-", count: columns))
        lines.append(String(repeating: " ", count: margin) + xAxis(columns))
        let legend = series.map { "\($0.style.sample(letters)) \($0.name)" }.joined(separator: "   ")
        let title = "\(title): \(yLabel) by \(xLabel)"
        return [title] + lines.map(withoutTrailingSpaces) + [String(repeating: " ", count: margin) + legend]
    }

    /// The marks of the x axis, without those for which the others leave no room.
    private func xAxis(_ columns: Int) -> String {
        var axis = ""
        for tick in xTicks {
            let label = Format.short(tick)
            let column = Int((tick / largestX * Double(columns - 1)).rounded())
            let start = min(column - label.count / 2, columns - label.count)
            guard start >= 0, axis.isEmpty || start > axis.count else { continue }
            axis = padded(axis, to: start, onTheRight: true) + label
        }
        return axis
    }

    private func withoutTrailingSpaces(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }

    private func padded(_ text: String, to width: Int, onTheRight: Bool = false) -> String {
        let space = String(repeating: " ", count: max(width - text.count, 0))
        return onTheRight ? text + space : space + text
    }
}

extension LineChart.Series.Style {
    /// One dot in this many is drawn.
    fileprivate var spacing: Int {
        switch self {
        case .measured: 1
        case .ideal: 3
        case .limit: 6
        }
    }

    fileprivate var letter: Character {
        switch self {
        case .measured: "*"
        case .ideal: "."
        case .limit: "-"
        }
    }

    fileprivate func sample(_ letters: LineChart.Letters) -> String {
        switch (letters, self) {
        case (.braille, .measured): "⠤⠤⠤"
        case (.braille, .ideal): "⠄⠂⠁"
        case (.braille, .limit): "⠄ ⠄"
        case (.ascii, _): String(repeating: letter, count: 3)
        }
    }
}

/// Dots that become letters.
private struct DotCanvas {
    private let columns: Int
    private let rows: Int
    private let letters: LineChart.Letters
    private var cells: [UInt8]
    private var characters: [Character]

    init(columns: Int, rows: Int, letters: LineChart.Letters) {
        self.columns = columns
        self.rows = rows
        self.letters = letters
        cells = [UInt8](repeating: 0, count: columns * rows)
        characters = [Character](repeating: " ", count: columns * rows)
    }

    /// Dots from left to right.
    var width: Int { letters == .braille ? columns * 2 : columns }
    /// Dots from top to bottom.
    var height: Int { letters == .braille ? rows * 4 : rows }

    var lines: [String] {
        (0..<rows).map { row in
            String(
                (row * columns..<(row + 1) * columns).map { index in
                    letters == .ascii || cells[index] == 0
                        ? characters[index]
                        : Character(Unicode.Scalar(0x2800 + UInt32(cells[index]))!)
                })
        }
    }

    mutating func draw(_ points: [(column: Double, row: Double)], _ style: LineChart.Series.Style) {
        for (start, end) in zip(points, points.dropFirst()) {
            let steps = max(Int(max(abs(end.column - start.column), abs(end.row - start.row)).rounded(.up)), 1)
            for step in stride(from: 0, through: steps, by: style.spacing) {
                let share = Double(step) / Double(steps)
                set(
                    start.column + share * (end.column - start.column), start.row + share * (end.row - start.row),
                    style)
            }
        }
        if points.count == 1 { set(points[0].column, points[0].row, style) }
    }

    /// Bits of the dots of a Braille letter, by row and column (Unicode 15, section 21.1).
    private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    private mutating func set(_ column: Double, _ row: Double, _ style: LineChart.Series.Style) {
        let column = min(max(Int(column.rounded()), 0), width - 1)
        let row = min(max(Int(row.rounded()), 0), height - 1)
        switch letters {
        case .ascii: characters[row * columns + column] = style.letter
        case .braille: cells[row / 4 * columns + column / 2] |= Self.bits[row % 4][column % 2]
        }
    }
}
