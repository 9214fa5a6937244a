import Files
import Glibc

/// A position in the text of a CSV file, and the steps that header and rows have in common.
struct CSVScanner {
    let file: String
    let separator: CSVOptions.Delimiter
    let delimiter: UInt8
    let text: UnsafePointer<UInt8>
    var end: Int
    var position = 0

    /// The physical line of `position`, the first being 1.
    var line = 1

    /// The line that the header begins on.
    private(set) var headerLine = 1

    /// Begins after the byte order mark, if there is one.
    ///
    /// - Throws: `DataError` where the file is empty or begins with something other than text.
    init(bytes: UnsafeRawBufferPointer, file: String, separator: CSVOptions.Delimiter) throws(DataError) {
        guard !bytes.isEmpty, let text = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else {
            throw DataError(file: file, found: "an empty file", expected: "a header line")
        }
        self.file = file
        self.separator = separator
        delimiter = separator.rawValue
        self.text = text
        end = bytes.count
        try checkText(0..<min(end, 1 << 20))
        if end >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF { position = 3 }
    }

    /// Begins at rows of a file that was read before.
    init(rows bytes: UnsafeRawBufferPointer, file: String, separator: CSVOptions.Delimiter) {
        self.file = file
        self.separator = separator
        delimiter = separator.rawValue
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

    /// The columns' names: those in the header, or, where there is none, the columns' numbers, from 1.
    mutating func columnNames(hasHeader: Bool) throws(DataError) -> [String] {
        let expected = hasHeader ? "a header line" : "a row"
        try skipBlankEnd(expected: expected)
        if position == end { throw DataError(file: file, found: "a file of blank lines", expected: expected) }
        headerLine = line
        return hasHeader ? try header() : try numbers()
    }

    /// A number for each field of the first row, which is still to be read.
    private func numbers() throws(DataError) -> [String] {
        var scanner = self
        var names: [String] = []
        repeat {
            _ = try scanner.field()
            names.append("\(names.count + 1)")
        } while scanner.takeDelimiter()
        return names
    }

    private mutating func header() throws(DataError) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        repeat {
            let field = try field()
            guard let name = String(validating: field, as: UTF8.self) else {
                throw DataError(
                    file: file, line: line, found: "a name that is not UTF-8 in column \(names.count + 1)",
                    expected: "UTF-8")
            }
            guard !name.isEmpty else {
                throw DataError(
                    file: file, line: line, found: "no name for column \(names.count + 1)", expected: "a name")
            }
            guard !field.contains(UInt8(ascii: "\r")) else {
                throw DataError(
                    file: file, line: line, found: "a carriage return in the header", expected: "lines that end with LF"
                )
            }
            guard seen.insert(name).inserted else {
                throw DataError(
                    file: file, line: line, found: "column \(OneLine.quoted(name)) twice", expected: "unique names")
            }
            names.append(name)
        } while takeDelimiter()
        takeLineEnd()
        return names
    }

    /// The content of the field at the position, without quotes and outer spaces; ends before a delimiter or line end.
    mutating func field() throws(DataError) -> [UInt8] {
        skipSpaces()
        if position < end, text[position] == UInt8(ascii: "\"") { return try quotedField() }
        let start = position
        while position < end, text[position] != delimiter, !isAtLineEnd { position += 1 }
        var last = position
        while last > start, Self.isSpace(text[last - 1], beside: delimiter) { last -= 1 }
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
        guard position == end || text[position] == delimiter || isAtLineEnd else {
            let rest = UnsafeBufferPointer(start: text + position, count: min(1, end - position))
            throw DataError(
                file: file, line: line,
                found: "\(OneLine.quoted(String(decoding: rest, as: UTF8.self))) after a quote",
                expected: "a \(separator) or the line's end")
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

    mutating func takeDelimiter() -> Bool {
        guard position < end, text[position] == delimiter else { return false }
        position += 1
        return true
    }

    /// At the start of a line: skips blank lines that end the file, refuses others.
    mutating func skipBlankEnd(expected: String) throws(DataError) {
        let (start, startLine) = (position, line)
        while true {
            skipSpaces()
            guard isAtLineEnd else { break }
            takeLineEnd()
        }
        if position < end {
            guard line == startLine else {
                throw DataError(file: file, line: startLine, found: "a blank line", expected: expected)
            }
            position = start
        }
    }

    mutating func skipSpaces() {
        while position < end, Self.isSpace(text[position], beside: delimiter) { position += 1 }
    }

    /// A tab is a space unless it is the delimiter.
    @inline(__always)
    static func isSpace(_ byte: UInt8, beside delimiter: UInt8 = UInt8(ascii: ",")) -> Bool {
        byte == UInt8(ascii: " ") || (byte == UInt8(ascii: "\t") && byte != delimiter)
    }
}
