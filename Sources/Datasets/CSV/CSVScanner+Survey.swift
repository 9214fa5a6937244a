import Files
import NUMA

extension CSVScanner {
    /// Looks at every row below the header, each worker a chunk of lines at a time.
    /// - Parameters:
    ///   - names: the columns' names.
    ///   - named: places of columns whose numbers are names too.
    ///   - counted: places of columns whose different numbers are counted.
    ///   - workers: the threads that read.
    /// - Throws: `DataError` where a row has another number of fields than the header.
    func survey(
        _ names: [String], named: Set<Int>, counting counted: Set<Int>, _ workers: Workers
    ) throws(DataError) -> [ColumnSurvey] {
        let columns = names.enumerated().map { ColumnSurvey(name: $1, countsNumbers: counted.contains($0)) }
        let isNamed = names.indices.map(named.contains)
        if let pieces = surveysOfChunks(columns, isNamed, workers) {
            return pieces.dropFirst().reduce(into: pieces[0]) { whole, piece in
                for index in whole.indices { whole[index].append(contentsOf: piece[index]) }
            }
        }
        var scanner = self
        try scanner.checkText(position..<end)
        return try scanner.surveyRows(columns, isNamed)
    }

    /// Nil where lines may be parts of rows, or rows are not as they should be.
    private func surveysOfChunks(
        _ columns: [ColumnSurvey], _ isNamed: [Bool], _ workers: Workers
    ) -> [[ColumnSurvey]]? {
        let chunks = chunks()
        guard chunks.count > 1 else { return nil }
        var pieces = [[ColumnSurvey]?](repeating: nil, count: chunks.count)
        pieces.withUnsafeMutableBufferPointer { pieces in
            // Safe: each iteration writes an element of its own, and the text is only read.
            nonisolated(unsafe) let (pieces, scanner) = (pieces, self)
            workers.perform(chunks.count) { index in
                guard var piece = scanner.ofLines(chunks[index]) else { return }
                pieces[index] = try? piece.surveyRows(columns, isNamed)
            }
        }
        let surveys = pieces.compactMap(\.self)
        return surveys.count == chunks.count ? surveys : nil
    }

    /// Reads the rows from the position to the end.
    private mutating func surveyRows(
        _ empty: [ColumnSurvey], _ isNamed: [Bool]
    ) throws(DataError) -> [ColumnSurvey] {
        var columns = empty
        while true {
            if position == end || text[position] <= UInt8(ascii: "#") {
                skipToRow(columnCount: columns.count)
                if position == end { return columns }
            }
            let firstLine = line
            for index in columns.indices {
                try surveyField(&columns[index], isNamed: isNamed[index])
                let isLast = index == columns.count - 1
                guard takeDelimiter() != isLast else {
                    if isLast, isAtTrailingDelimiter {
                        skipSpaces()
                        break
                    }
                    throw try wrongFieldCount(after: index, of: columns.count, line: firstLine)
                }
            }
            takeLineEnd()
        }
    }

    /// From here on whole numbers may be different ones that a `Float` holds as one.
    private static let exactLimit: Float = 0x1p24

    /// Adds the field at the position to what is known of its column.
    private mutating func surveyField(_ column: inout ColumnSurvey, isNamed: Bool) throws(DataError) {
        let start = position
        let number = CSVNumber.shared
        if !isNamed, let value = number.readSimple(text, &position, end, delimiter: delimiter, decimal: decimal),
            value.magnitude < Self.exactLimit
        {
            if form.missing.numbers.contains(value) {
                column.addMissing()
            } else {
                column.add(number: Double(value), hasLeadingZeros: hasLeadingZeros(start))
            }
            return
        }
        position = start
        skipSpaces()
        let isQuoted = position < end && text[position] == UInt8(ascii: "\"")
        let (firstLine, content) = (line, try field())
        if isEmpty(content) { return column.addMissing() }
        let isMissingWord = !isQuoted && form.missing.contains(number: content)
        let value: Float? =
            if case .value(let value) = number.read(content, decimal: form.options.decimal) { value } else { nil }
        if isMissingWord || value.map(form.missing.numbers.contains) == true { return column.addMissing() }
        guard let name = String(validating: content, as: UTF8.self) else {
            throw DataError(
                file: file, line: firstLine, column: column.name, found: "bytes that are not UTF-8", expected: "UTF-8")
        }
        if let value {
            let isCode = content.count > 1 && content[0] == UInt8(ascii: "0") && content[1] &- UInt8(ascii: "0") <= 9
            let isExact = value.magnitude < Self.exactLimit
            let exact = isExact ? nil : number.readExactly(content, decimal: form.options.decimal)
            column.add(number: exact ?? Double(value), hasLeadingZeros: isCode)
            if isNamed { column.note(textOfNumber: name) }
        } else {
            column.add(text: name, isTruth: CSVNumber.truth(content) != nil)
        }
    }

    /// Whether the number at a place is written as a code is, `007`.
    private func hasLeadingZeros(_ start: Int) -> Bool {
        text[start] == UInt8(ascii: "0") && start + 1 < position && text[start + 1] &- UInt8(ascii: "0") <= 9
    }
}
