import Files
import Glibc

/// Scans LIBSVM's text format: a target and `index:value` for every feature that is not zero, a row on each line.
///
/// Indices ascend. `qid:` and what follows a `#` are skipped, as are lines without a row.
/// Sources: https://www.csie.ntu.edu.tw/~cjlin/libsvm/faq.html#f303 and https://www.cs.cornell.edu/people/tj/svm_light
struct LIBSVMScanner {
    /// The most features that a row may have.
    static let mostFeatures = 1 << 24

    /// What the indices in a file mean.
    struct Indices {
        /// The index of the first feature, 0 or 1.
        let first: Int
        /// Features that a row may have.
        let count: Int
        /// Whether features beyond these are passed over, rather than refused.
        var ignoresOthers = false
    }

    /// Lines that were begun.
    private(set) var lineCount = 0
    /// Rows with features that were passed over, so far.
    private(set) var unknownRowCount = 0
    private var hasUnknown = false

    private let file: String
    private let text: UnsafePointer<UInt8>
    private let indices: Indices
    private let end: Int
    private var position: Int
    private var lastColumn = -1

    /// - Parameters:
    ///   - text: The whole file, which outlives this.
    ///   - lines: The range of some whole lines.
    init(_ text: UnsafeRawBufferPointer, lines: Range<Int>, of file: String, indices: Indices) {
        self.file = file
        self.text = text.assumingMemoryBound(to: UInt8.self).baseAddress!
        self.indices = indices
        position = lines.lowerBound
        end = lines.upperBound
    }

    /// The bytes of the byte order mark that a text begins with.
    static func byteOrderMarkCount(_ text: UnsafeRawBufferPointer) -> Int {
        text.starts(with: [0xEF, 0xBB, 0xBF] as [UInt8]) ? 3 : 0
    }

    /// Goes to the next row; returns where its target stands, or nil at the end. The row before must be read to its end, or
    /// skipped.
    mutating func nextRow() -> Range<Int>? {
        while position < end {
            lineCount += 1
            skipSpaces()
            if isAtLineEnd {
                skipLine()
            } else {
                lastColumn = -1
                hasUnknown = false
                return takeWord()
            }
        }
        return nil
    }

    /// Leaves the rest of the row unread.
    mutating func skipRow() { skipLine() }

    /// The next feature of the row that is not zero; nil at its end.
    @inline(__always)
    mutating func nextNumber() throws(DataError) -> (column: Int, value: Float)? {
        guard let (column, word) = try nextWord() else { return nil }
        return (column, try value(word, of: column))
    }

    /// The next feature of the row that is not zero, counted from its column's origin; nil at its end.
    mutating func nextNumber(countedFrom origins: [Double]) throws(DataError) -> (column: Int, value: Float)? {
        guard let (column, word) = try nextWord() else { return nil }
        let rounded = try value(word, of: column)
        return (column, origins[column] == 0 ? rounded : Float(exact(word, rounded) - origins[column]))
    }

    /// The next feature of the row that is not zero, in double precision; nil at its end.
    mutating func nextExactNumber() throws(DataError) -> (column: Int, value: Double)? {
        guard let (column, word) = try nextWord() else { return nil }
        return (column, exact(word, try value(word, of: column)))
    }

    @inline(__always)
    private func value(_ word: Range<Int>, of column: Int) throws(DataError) -> Float {
        if let value = simpleNumber(word) { return value }
        return try number(word, "a number behind the index \(column + indices.first)")
    }

    /// The column of the next feature, and where its number is.
    @inline(__always)
    private mutating func nextWord() throws(DataError) -> (column: Int, number: Range<Int>)? {
        while true {
            skipSpaces()
            guard !isAtLineEnd else {
                skipLine()
                return nil
            }
            let word = takeWord()
            guard let colon = word.first(where: { text[$0] == UInt8(ascii: ":") }) else {
                throw unexpected(word, "index:value")
            }
            if isQuery(word.lowerBound..<colon) { continue }
            let column = try column(word.lowerBound..<colon)
            guard column > lastColumn else { throw unexpected(word, "an index larger than the one before") }
            lastColumn = column
            guard column < indices.count else {
                unknownRowCount += hasUnknown ? 0 : 1
                hasUnknown = true
                continue
            }
            return (column, colon + 1..<word.upperBound)
        }
    }

    /// A target that is a number. In double precision it is the same float32 where it is rounded to one.
    func exactNumber(_ word: Range<Int>) throws(DataError) -> Double {
        let rounded: Float
        if let number = simpleNumber(word) { rounded = number } else { rounded = try number(word, "a number") }
        return exact(word, rounded)
    }

    /// A number in double precision, of which a float32 is known.
    private func exact(_ word: Range<Int>, _ rounded: Float) -> Double {
        let characters = UnsafeBufferPointer(start: text + word.lowerBound, count: word.count)
        let exact = Double(String(decoding: characters, as: UTF8.self)) ?? Double(rounded)
        return Float(exact) == rounded ? exact : Double(rounded)
    }

    /// A target that is a class.
    func label(_ word: Range<Int>) throws(DataError) -> String {
        let characters = UnsafeBufferPointer(start: text + word.lowerBound, count: word.count)
        guard !characters.contains(UInt8(ascii: ":")) else { throw unexpected(word, "a class at the line's start") }
        guard !characters.contains(UInt8(ascii: ",")) else { throw unexpected(word, "one class, not a list of them") }
        if case .notFinite = CSVNumber.shared.read(Array(characters)) { throw unexpected(word, "a class") }
        guard let label = String(validating: characters, as: UTF8.self) else { throw unexpected(word, "UTF-8") }
        return LabelColumn.name(ofNumber: label)
    }

    // MARK: Words

    private var isAtLineEnd: Bool {
        position == end || text[position] == UInt8(ascii: "\n") || text[position] == UInt8(ascii: "#")
    }

    private mutating func skipSpaces() {
        while position < end, Self.isSpace(text[position]) { position += 1 }
    }

    private mutating func skipLine() {
        let lineEnd = memchr(text + position, Int32(UInt8(ascii: "\n")), end - position)
        position = lineEnd.map { UnsafeRawPointer($0) - UnsafeRawPointer(text) + 1 } ?? end
    }

    @inline(__always)
    private mutating func takeWord() -> Range<Int> {
        let start = position
        while !isAtLineEnd, !Self.isSpace(text[position]) { position += 1 }
        return start..<position
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\r") || CSVScanner.isSpace(byte) }

    private func isQuery(_ word: Range<Int>) -> Bool {
        word.count == 3 && text[word.lowerBound] == UInt8(ascii: "q") && text[word.lowerBound + 1] == UInt8(ascii: "i")
            && text[word.lowerBound + 2] == UInt8(ascii: "d")
    }

    // MARK: Numbers

    @inline(__always)
    private func column(_ word: Range<Int>) throws(DataError) -> Int {
        var index = 0
        var isPlain = !word.isEmpty && word.count < 18
        for place in word {
            let digit = text[place] &- UInt8(ascii: "0")
            isPlain = isPlain && digit <= 9
            index = index &* 10 &+ Int(digit)
        }
        if !isPlain { index = try unusualIndex(word) }
        let column = index &- indices.first
        guard index >= indices.first, column < indices.count || indices.ignoresOthers else {
            throw outOfRange(word, index)
        }
        return column
    }

    private func unusualIndex(_ word: Range<Int>) throws(DataError) -> Int {
        guard let index = Int(string(word, limit: 20)) else {
            throw unexpected(word, "a whole number before the colon")
        }
        return index
    }

    @inline(__always)
    private func simpleNumber(_ word: Range<Int>) -> Float? {
        var place = word.lowerBound
        guard let number = CSVNumber.shared.readSimple(text, &place, word.upperBound), place == word.upperBound else {
            return nil
        }
        return number
    }

    private func number(_ word: Range<Int>, _ expected: String) throws(DataError) -> Float {
        switch CSVNumber.shared.read(Array(UnsafeBufferPointer(start: text + word.lowerBound, count: word.count))) {
        case .value(let number): return number
        case .nothing, .text: throw unexpected(word, expected)
        case .notFinite: throw unexpected(word, "a finite number")
        case .tooLarge: throw unexpected(word, "a number that a 32-bit float can hold")
        }
    }

    // MARK: Mistakes

    private func outOfRange(_ word: Range<Int>, _ index: Int) -> DataError {
        let range = "\(indices.first) to \(indices.first + indices.count - 1)"
        return DataError(
            file: file, line: line(of: word), found: "the index \(index)",
            expected: index == 0 ? "\(range); where indices begin with 0, first_index is 0" : range)
    }

    private func unexpected(_ word: Range<Int>, _ expected: String) -> DataError {
        DataError(
            file: file, line: line(of: word), found: OneLine.quoted(string(word, limit: 256)), expected: expected)
    }

    private func line(of word: Range<Int>) -> Int {
        UnsafeBufferPointer(start: text, count: word.lowerBound).reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    }

    private func string(_ word: Range<Int>, limit: Int) -> String {
        String(
            decoding: UnsafeBufferPointer(start: text + word.lowerBound, count: min(word.count, limit)), as: UTF8.self)
    }
}
