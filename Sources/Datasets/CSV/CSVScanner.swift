import Files
import Glibc

/// A position in the text of a CSV file, and the steps that header and rows have in common.
struct CSVScanner {
    let file: String
    let form: CSVForm
    let delimiter: UInt8
    /// Whether runs of blanks separate fields.
    let isBlankSeparated: Bool
    /// What stands before the fraction of a number without quotes; NUL, which is in no text, where that separates fields.
    let decimal: UInt8
    /// Whether some numbers stand for missing ones.
    let hasMissingNumbers: Bool
    let text: UnsafePointer<UInt8>
    var end: Int
    var position = 0

    /// The physical line of `position`, the first being 1.
    var line = 1

    /// The line that the header begins on.
    private(set) var headerLine = 1

    /// Finds out how a file is written, and begins where its columns' names or, without a header, its rows begin.
    /// - Throws: `DataError` where the file is empty, begins with something other than text, or could be read in two ways.
    init(bytes: UnsafeRawBufferPointer, file: String, dialect: CSVDialect) throws(DataError) {
        guard !bytes.isEmpty else {
            throw DataError(file: file, found: "an empty file", expected: "a header line")
        }
        try Self(rows: bytes, file: file, form: CSVForm(CSVOptions())).checkText(0..<min(bytes.count, 1 << 20))
        let form = try CSVDetection(bytes, of: file, dialect).form
        self.init(rows: bytes, file: file, form: form)
        position = form.start
        line = form.startLine
    }

    /// Begins at the first byte, in a form that is known.
    init(rows bytes: UnsafeRawBufferPointer, file: String, form: CSVForm) {
        self.file = file
        self.form = form
        delimiter = form.options.delimiter.byte
        isBlankSeparated = form.options.delimiter == .space
        decimal = form.options.decimal.byte == delimiter ? 0 : form.options.decimal.byte
        hasMissingNumbers = !form.missing.numbers.isEmpty
        text = bytes.assumingMemoryBound(to: UInt8.self).baseAddress!
        end = bytes.count
    }

    /// - Parameter dataFile: the file to release from memory on the way.
    /// - Throws: `DataError` where a byte is none of text.
    func checkText(_ range: Range<Int>, releasing dataFile: DataFile? = nil) throws(DataError) {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.chunkBytes) {
            let chunk = start..<min(start + Self.chunkBytes, range.upperBound)
            if let nul = memchr(text + start, 0, chunk.count) { throw nulByte(at: UnsafeRawPointer(nul)) }
            dataFile?.release(chunk)
        }
    }

    private func nulByte(at place: UnsafeRawPointer) -> DataError {
        let offset = place - UnsafeRawPointer(text)
        let line = 1 + UnsafeBufferPointer(start: text, count: offset).count { $0 == UInt8(ascii: "\n") }
        return DataError(file: file, line: line, found: "a NUL byte", expected: "text in UTF-8")
    }

    /// The columns' names: those in the header, or, where there is none, the columns' numbers, from 1. A column without a
    /// name is called by its number, too.
    mutating func columnNames() throws(DataError) -> [String] {
        skipBlankLines()
        if position == end {
            throw DataError(
                file: file, found: "a file of blank lines",
                expected: form.options.hasHeader ? "a header line" : "a row")
        }
        headerLine = line
        return form.options.hasHeader ? try header() : try numbers()
    }

    /// A number for each field of the first row, which is still to be read.
    private func numbers() throws(DataError) -> [String] {
        var scanner = self
        var names: [String] = []
        repeat {
            if scanner.isAtTrailingDelimiter, !names.isEmpty { break }
            _ = try scanner.field()
            names.append("\(names.count + 1)")
        } while scanner.takeDelimiter()
        return names
    }

    private mutating func header() throws(DataError) -> [String] {
        var names = form.hasRowNames ? [""] : []
        skipCommentMark()
        repeat {
            if isAtTrailingDelimiter, !names.isEmpty { break }
            let field = try field()
            guard let name = String(validating: field, as: UTF8.self) else {
                throw DataError(
                    file: file, line: line, found: "a name that is not UTF-8 in column \(names.count + 1)",
                    expected: "UTF-8")
            }
            guard !field.contains(UInt8(ascii: "\r")) else {
                throw DataError(
                    file: file, line: line, found: "a carriage return in the header", expected: "lines that end with LF"
                )
            }
            names.append(name)
        } while takeDelimiter()
        let result = try named(names)
        if form.mayEndWithDelimiter { skipTrailingDelimiters() }
        takeLineEnd()
        return result
    }

    /// Goes to the line's end, past delimiters and spaces.
    mutating func skipTrailingDelimiters() {
        while position < end, isSpace(text[position]) || text[position] == delimiter { position += 1 }
    }

    /// Names, with numbers in place of empty ones.
    private func named(_ names: [String]) throws(DataError) -> [String] {
        var seen: Set<String> = []
        for name in names where !name.isEmpty {
            guard seen.insert(name).inserted else {
                throw DataError(
                    file: file, line: line, found: "column \(OneLine.quoted(name)) twice", expected: "unique names")
            }
        }
        return names.enumerated().map { index, name in
            guard name.isEmpty else { return name }
            var number = "\(index + 1)"
            while !seen.insert(number).inserted { number = "column \(number)" }
            return number
        }
    }

    /// Skips the `#` before the names of columns, where a blank follows: `# a,b` names a column `a`, `#a,b` one `#a`.
    private mutating func skipCommentMark() {
        guard position + 1 < end, text[position] == UInt8(ascii: "#"), Self.isSpace(text[position + 1]) else { return }
        position += 1
        while position < end, Self.isSpace(text[position]) { position += 1 }
    }

    /// Whether nothing but delimiters follows in the line, of a file whose lines may end with them.
    var isAtTrailingDelimiter: Bool {
        guard form.mayEndWithDelimiter else { return false }
        var next = position
        while next < end, isSpace(text[next]) || text[next] == delimiter { next += 1 }
        if next < end, text[next] == UInt8(ascii: "\r") { next += 1 }
        return next == end || text[next] == UInt8(ascii: "\n")
    }

    /// The content of the field at the position, without quotes and outer spaces; ends before a delimiter or line end.
    mutating func field() throws(DataError) -> [UInt8] {
        skipSpaces()
        if position < end, text[position] == UInt8(ascii: "\"") { return try quotedField() }
        let start = position
        while position < end, !isDelimiter(text[position]), !isAtLineEnd { position += 1 }
        var last = position
        while last > start, isSpace(text[last - 1]) { last -= 1 }
        return Array(UnsafeBufferPointer(start: text + start, count: last - start))
    }

    private mutating func quotedField() throws(DataError) -> [UInt8] {
        let firstLine = line
        var content: [UInt8] = []
        position += 1
        while true {
            guard position < end else {
                throw DataError(
                    file: file, line: firstLine, found: "a quote that is never closed", expected: "a closing quote")
            }
            let byte = text[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                // Two quotes stand for one.
                guard position < end, text[position] == UInt8(ascii: "\"") else { break }
                position += 1
            } else if byte == UInt8(ascii: "\n") {
                line += 1
            }
            content.append(byte)
        }
        skipSpaces()
        guard position == end || isDelimiter(text[position]) || isAtLineEnd else {
            let rest = UnsafeBufferPointer(start: text + position, count: min(1, end - position))
            throw DataError(
                file: file, line: line,
                found: "\(OneLine.quoted(String(decoding: rest, as: UTF8.self))) after a quote",
                expected: "a \(form.options.delimiter) or the line's end")
        }
        return content
    }

    // MARK: Lines

    /// Whether LF or CRLF follow, or a CR that ends the file.
    var isAtLineEnd: Bool {
        guard position < end else { return false }
        switch text[position] {
        case UInt8(ascii: "\n"): return true
        case UInt8(ascii: "\r"): return position + 1 == end || text[position + 1] == UInt8(ascii: "\n")
        default: return false
        }
    }

    mutating func takeLineEnd() {
        if position < end, text[position] == UInt8(ascii: "\r") { position += 1 }
        if position < end, text[position] == UInt8(ascii: "\n") {
            position += 1
            line += 1
        }
    }

    @inline(__always)
    mutating func takeDelimiter() -> Bool {
        if isBlankSeparated { return takeBlanks() }
        guard position < end, text[position] == delimiter else { return false }
        position += 1
        return true
    }

    /// Takes a run of blanks; false where no field follows in the line.
    private mutating func takeBlanks() -> Bool {
        let start = position
        while position < end, Self.isSpace(text[position]) { position += 1 }
        return position > start && position < end && !isAtLineEnd
    }

    // MARK: Lines without a row

    /// At the start of a line: goes to the next row or to the end, past blank lines and comments.
    /// - Parameter columnCount: the number of columns, by which a row that begins with a `#` is told from a comment.
    mutating func skipToRow(columnCount: Int) {
        repeat { skipBlankLines() } while skipComment(columnCount: columnCount)
    }

    /// At the start of a line: skips blank lines, and where blanks separate fields those before the first.
    mutating func skipBlankLines() {
        while position < end {
            let start = position
            while position < end, isSpace(text[position]) || isBlankSeparated && Self.isSpace(text[position]) {
                position += 1
            }
            guard isAtLineEnd else {
                if position < end, !isBlankSeparated { position = start }
                return
            }
            takeLineEnd()
        }
    }

    /// Skips a line that begins with a `#`; not where it may be a row: in a file that begins with a column of names, one
    /// that has as many fields as there are columns.
    private mutating func skipComment(columnCount: Int) -> Bool {
        guard position < end, text[position] == UInt8(ascii: "#") else { return false }
        if form.beginsWithNames {
            var row = self
            var count = 1
            while (try? row.skipField()) != nil, row.takeDelimiter(), !row.isAtTrailingDelimiter { count += 1 }
            if count == columnCount { return false }
        }
        skipLine()
        takeLineEnd()
        return true
    }

    /// Goes to the line's end.
    mutating func skipLine() {
        let lineEnd = memchr(text + position, Int32(UInt8(ascii: "\n")), end - position)
        position = lineEnd.map { UnsafeRawPointer($0) - UnsafeRawPointer(text) } ?? end
    }

    // MARK: Blanks

    mutating func skipSpaces() {
        while position < end, isSpace(text[position]) { position += 1 }
    }

    /// Whether a field ends at this byte.
    @inline(__always)
    func isDelimiter(_ byte: UInt8) -> Bool {
        byte == delimiter || isBlankSeparated && byte == UInt8(ascii: "\t")
    }

    /// Whether a byte around a field is no part of it.
    @inline(__always)
    private func isSpace(_ byte: UInt8) -> Bool {
        !isBlankSeparated && Self.isSpace(byte, beside: delimiter)
    }

    /// A tab is a space unless it is the delimiter, and so is a space.
    @inline(__always)
    static func isSpace(_ byte: UInt8, beside delimiter: UInt8 = UInt8(ascii: ",")) -> Bool {
        (byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")) && byte != delimiter
    }
}
