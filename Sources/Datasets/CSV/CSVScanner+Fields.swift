import Files

extension CSVScanner {
    /// The number in a field that is not simply a short one: quoted, long, missing, or wrong.
    /// - Returns: nil where it is missing and may be.
    mutating func readNumber(
        in column: String, mayBeMissing: Bool, _ number: CSVNumber = .shared
    ) throws(DataError) -> Float? {
        let firstLine = line
        let content = try field()
        if mayBeMissing, isEmpty(content) || form.missing.contains(number: content) { return nil }
        func fail(found: String? = nil, expected: String) -> DataError {
            unexpected(content, found: found, expected: expected, line: firstLine, column: column)
        }
        switch number.read(content, decimal: form.options.decimal) {
        case .value(let value): return value
        case .nothing: throw fail(found: "nothing", expected: "a number")
        case .text:
            if let truth = CSVNumber.truth(content) { return truth }
            throw fail(expected: form.options.decimal == .comma ? "a number with a decimal comma" : "a number")
        case .notFinite: throw fail(expected: "a finite number")
        case .tooLarge: throw fail(expected: "a number that a 32-bit float can hold")
        }
    }

    /// The weight in a field: a number that is not negative.
    /// - Returns: nil where it is missing and may be.
    mutating func readWeight(in column: String, mayBeMissing: Bool) throws(DataError) -> Float? {
        let firstLine = line
        guard let weight = try readNumber(in: column, mayBeMissing: mayBeMissing) else { return nil }
        guard weight >= 0 else {
            throw DataError(
                file: file, line: firstLine, column: column, found: "\(weight)", expected: "a weight of at least 0")
        }
        return weight
    }

    /// The name in a field: of a class, or of a category.
    /// - Returns: nil where it is missing and may be.
    mutating func readName(
        in column: String, mayBeMissing: Bool, expected: String
    ) throws(DataError) -> String? {
        let firstLine = line
        skipSpaces()
        let isQuoted = position < end && text[position] == UInt8(ascii: "\"")
        let content = try field()
        if isEmpty(content) {
            if mayBeMissing { return nil }
            throw unexpected(content, found: "nothing", expected: expected, line: firstLine, column: column)
        }
        // In quotes any word is a name.
        if !isQuoted, form.missing.contains(name: content) {
            if mayBeMissing { return nil }
            throw unexpected(content, expected: expected, line: firstLine, column: column)
        }
        guard let name = String(validating: content, as: UTF8.self) else {
            throw unexpected(content, expected: "UTF-8", line: firstLine, column: column)
        }
        return name
    }

    func isEmpty(_ content: [UInt8]) -> Bool { content.allSatisfy { Self.isSpace($0) } }

    private func unexpected(
        _ content: [UInt8], found: String? = nil, expected: String, line: Int, column: String
    ) -> DataError {
        // A field may be as long as the file; its start is enough to see what is wrong.
        let text = String(decoding: content.prefix(256), as: UTF8.self)
        return DataError(
            file: file, line: line, column: column, found: found ?? OneLine.quoted(text), expected: expected)
    }
}
