extension CSVScanner {
    /// Reads the rows from the position on, which is below the header.
    /// - Parameters:
    ///   - dataFile: Where numbers are to stay, with little of it in memory; nil where they are kept.
    ///   - limit: how many rows at most.
    mutating func rows(
        _ layout: ColumnLayout, _ targets: FileRows.TargetKind, missing: MissingPolicy,
        leavingNumbersIn dataFile: DataFile? = nil, atMost limit: Int = .max
    ) throws(DataError) -> CSVRows {
        var rows = CSVRows(file: file, layout: layout, targets: targets, leavesNumbers: dataFile != nil)
        var firstRowLine: Int?
        var lastRowLine = line
        var released = position

        var row = ColumnRow(layout)
        try layout.roles.withUnsafeBufferPointer { (roles) throws(DataError) in
            while rows.table.rowCount < limit {
                // What is no row begins with one of these.
                if position == end || text[position] <= UInt8(ascii: "#") {
                    skipToRow(columnCount: roles.count)
                    if position == end { break }
                }
                lastRowLine = line
                if firstRowLine == nil { firstRowLine = line }
                let start = position
                try read(&row, roles, layout, targets, missing)
                if !layout.originsAreZero { countFromOrigins(&row, beginningAt: start, layout, targets) }
                try rows.append(row, at: start..<position)
                if let dataFile, position - released >= Self.chunkBytes {
                    dataFile.release(released..<position)
                    released = position
                }
            }
        }
        dataFile?.release(released..<position)
        if let firstRowLine, lastRowLine - firstRowLine == rows.table.rowCount - 1 {
            rows.table.firstRowLine = firstRowLine
        }
        return rows
    }

    /// Reads the row at the position.
    mutating func read(
        _ row: inout ColumnRow, _ roles: UnsafeBufferPointer<ColumnLayout.Role>, _ layout: ColumnLayout,
        _ targets: FileRows.TargetKind, _ missing: MissingPolicy
    ) throws(DataError) {
        let firstLine = line
        let number = CSVNumber.shared
        let columnCount = roles.count
        let mayDrop = missing == .dropped
        row.isComplete = true
        row.hasTarget = true
        for column in 0..<columnCount {
            switch roles[column] {
            case .ignored:
                try skipField()
            case .number(let place):
                if let value = number.readSimple(text, &position, end, delimiter: delimiter, decimal: decimal) {
                    row.numbers[place] = value
                } else if let value = try readNumber(in: layout.names[column], mayBeMissing: missing != .refused) {
                    row.numbers[place] = value
                } else {
                    row.numbers[place] = .nan
                    row.isComplete = row.isComplete && missing == .kept
                }
            case .category(let place):
                let name = try readName(
                    in: layout.names[column], mayBeMissing: missing != .refused, expected: "a category")
                row.categories[place] = name ?? ""
                row.isComplete = row.isComplete && (name != nil || missing == .kept)
            case .target where targets == .label:
                let name = try readName(in: layout.names[column], mayBeMissing: true, expected: "a class")
                row.label = name ?? ""
                row.hasTarget = name != nil
            case .target:
                if let value = number.readSimple(text, &position, end, delimiter: delimiter, decimal: decimal) {
                    row.target = value
                } else if let value = try readNumber(in: layout.names[column], mayBeMissing: true) {
                    row.target = value
                } else {
                    row.hasTarget = false
                }
            case .group:
                let name = try readName(
                    in: layout.names[column], mayBeMissing: missing != .refused, expected: "a group")
                row.group = name ?? ""
                row.isComplete = row.isComplete && (name != nil || missing == .kept)
            case .weight:
                if let value = try readWeight(in: layout.names[column], mayBeMissing: mayDrop) {
                    row.weight = value
                } else {
                    row.isComplete = false
                }
            }
            let isLast = column == columnCount - 1
            // A delimiter after the last field, or none after an earlier one.
            guard takeDelimiter() != isLast else {
                if isLast, isAtTrailingDelimiter {
                    skipTrailingDelimiters()
                    break
                }
                throw try wrongFieldCount(after: column, of: columnCount, line: firstLine)
            }
        }
        takeLineEnd()
        if hasMissingNumbers { try refuseOrDropMissingNumbers(&row, roles, layout, targets, missing, line: firstLine) }
    }

    /// Looks for numbers that stand for missing ones.
    private func refuseOrDropMissingNumbers(
        _ row: inout ColumnRow, _ roles: UnsafeBufferPointer<ColumnLayout.Role>, _ layout: ColumnLayout,
        _ targets: FileRows.TargetKind, _ missing: MissingPolicy, line: Int
    ) throws(DataError) {
        for (column, role) in roles.enumerated() {
            switch role {
            case .number(let place) where form.missing.numbers.contains(row.numbers[place]):
                guard missing != .refused else {
                    throw DataError(
                        file: file, line: line, column: layout.names[column],
                        found: "\(row.numbers[place]), which stands for a missing number", expected: "a number")
                }
                row.numbers[place] = .nan
                row.isComplete = row.isComplete && missing == .kept
            case .target where targets == .number && form.missing.numbers.contains(row.target):
                row.hasTarget = false
            default: break
            }
        }
    }

    mutating func skipField() throws(DataError) {
        skipSpaces()
        if position < end, text[position] == UInt8(ascii: "\"") {
            _ = try field()
            return
        }
        while position < end, !isDelimiter(text[position]), !isAtLineEnd { position += 1 }
    }

    /// The error of a row that ends too soon, or goes on behind its last column.
    /// - Parameters:
    ///   - column: the place of the column that was read last.
    ///   - columnCount: the number of columns.
    ///   - firstLine: the line that the row begins on.
    mutating func wrongFieldCount(
        after column: Int, of columnCount: Int, line firstLine: Int
    ) throws(DataError) -> DataError {
        let more = column == columnCount - 1 ? try remainingFields() : 0
        return DataError(
            file: file, line: firstLine, found: Self.fields(column + 1 + more), expected: "\(columnCount)")
    }

    /// The number of fields from the position to the line's end.
    private mutating func remainingFields() throws(DataError) -> Int {
        var count = 1
        try skipField()
        while takeDelimiter() {
            try skipField()
            count += 1
        }
        return count
    }

    private static func fields(_ count: Int) -> String {
        count == 1 ? "1 field" : "\(count) fields"
    }
}
