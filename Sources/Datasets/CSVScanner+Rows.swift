import Files

extension CSVScanner {
    /// Reads all rows below the header.
    mutating func rows(_ layout: CSVLayout, _ targets: FileRows.TargetKind) throws(DataError) -> CSVTable {
        var table = CSVTable(file: file, featureNames: layout.featureNames, targetName: layout.targetName)
        let width = layout.featureNames.count
        let capacity = rowCapacity(width: width)
        table.features.reserveCapacity(capacity * width)
        let hasNumbers = layout.targetName != nil && targets == .number
        if hasNumbers { table.targets.reserveCapacity(capacity) }
        var labels: LabelColumn? = layout.targetName != nil && targets == .label ? LabelColumn() : nil
        let number = CSVNumber.shared
        let firstRowLine = line
        var lastRowLine = line

        var row = [Float](repeating: 0, count: width + 1)
        while true {
            if position == end || text[position] <= UInt8(ascii: " ") {
                try skipBlankEnd(expected: Self.fields(layout.names.count))
                if position == end { break }
            }
            lastRowLine = line
            try self.row(into: &row, &labels, layout, number)
            table.features.append(contentsOf: row[..<width])
            if hasNumbers { table.targets.append(row[width]) }
            table.rowCount += 1
        }
        guard table.rowCount > 0 else {
            throw DataError(file: file, found: "no rows below the header", expected: "at least one")
        }
        table.labels = labels
        if lastRowLine - firstRowLine == table.rowCount - 1 { table.firstRowLine = firstRowLine }
        return table
    }

    private mutating func row(
        into row: inout [Float], _ labels: inout LabelColumn?, _ layout: CSVLayout, _ number: CSVNumber
    ) throws(DataError) {
        let firstLine = line
        let columnCount = layout.slots.count
        for column in 0..<columnCount {
            let slot = layout.slots[column]
            if slot == CSVLayout.ignored {
                try skipField()
            } else if labels != nil, slot == row.count - 1 {
                labels?.append(try readLabel(column, layout, number))
            } else if let value = number.readSimple(text, &position, end) {
                row[slot] = value
            } else {
                row[slot] = try readField(column, layout, number)
            }
            let isLast = column == columnCount - 1
            // A comma after the last field, or none after an earlier one.
            guard takeComma() != isLast else {
                let more = isLast ? try remainingFields() : 0
                throw DataError(
                    file: file, line: firstLine, found: Self.fields(column + 1 + more),
                    expected: "\(columnCount)")
            }
        }
        takeLineEnd()
    }

    /// The value of a field that is not simply a short number: quoted, long, or wrong.
    private mutating func readField(
        _ column: Int, _ layout: CSVLayout, _ number: CSVNumber
    ) throws(DataError) -> Float {
        let firstLine = line
        let content = try field()
        func fail(found: String? = nil, expected: String) -> DataError {
            unexpected(content, found: found, expected: expected, line: firstLine, column: layout.names[column])
        }
        switch number.read(content) {
        case .value(let value): return value
        case .nothing: throw fail(found: "nothing", expected: "a number")
        case .text: throw fail(expected: "a number")
        case .notFinite: throw fail(expected: "a finite number")
        case .tooLarge: throw fail(expected: "a number that a 32-bit float can hold")
        }
    }

    /// The name of a class.
    private mutating func readLabel(
        _ column: Int, _ layout: CSVLayout, _ number: CSVNumber
    ) throws(DataError) -> String {
        let firstLine = line
        let content = try field()
        func fail(found: String? = nil, expected: String) -> DataError {
            unexpected(content, found: found, expected: expected, line: firstLine, column: layout.names[column])
        }
        // The names that missing values go by.
        switch number.read(content) {
        case .nothing: throw fail(found: "nothing", expected: "a class")
        case .notFinite: throw fail(expected: "a class")
        case .value, .text, .tooLarge: break
        }
        guard let label = String(validating: content, as: UTF8.self) else { throw fail(expected: "UTF-8") }
        return label
    }

    private func unexpected(
        _ content: [UInt8], found: String?, expected: String, line: Int, column: String
    ) -> DataError {
        // A field may be as long as the file; its start is enough to see what is wrong.
        let text = String(decoding: content.prefix(256), as: UTF8.self)
        return DataError(
            file: file, line: line, column: column, found: found ?? OneLine.quoted(text), expected: expected)
    }

    private mutating func skipField() throws(DataError) {
        skipSpaces()
        if position < end, text[position] == UInt8(ascii: "\"") {
            _ = try field()
            return
        }
        while position < end, text[position] != UInt8(ascii: ","), !isAtLineEnd { position += 1 }
    }

    /// The number of fields from the position to the line's end.
    private mutating func remainingFields() throws(DataError) -> Int {
        var count = 1
        try skipField()
        while takeComma() {
            try skipField()
            count += 1
        }
        return count
    }

    /// No fewer rows than there are, so that the arrays never grow; bounded by what a file of this size can hold.
    private func rowCapacity(width: Int) -> Int {
        let rest = UnsafeBufferPointer(start: text + position, count: end - position)
        let lines = rest.count { $0 == UInt8(ascii: "\n") } + 1
        // A field takes at least a digit and what separates it from the next.
        return min(lines, (rest.count / 2 + 1) / width)
    }

    private static func fields(_ count: Int) -> String {
        count == 1 ? "1 field" : "\(count) fields"
    }
}
