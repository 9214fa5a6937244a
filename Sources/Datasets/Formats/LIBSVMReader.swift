import Files

/// Reads LIBSVM's text format: a target and `index:value` for every feature that is not zero, a row on each line.
///
/// Indices ascend. `qid:` and what follows a `#` are skipped, as are lines without a row.
/// Sources: https://www.csie.ntu.edu.tw/~cjlin/libsvm/faq.html#f303 and https://www.cs.cornell.edu/people/tj/svm_light
struct LIBSVMReader {
    /// The most features that a row may have.
    private static let mostFeatures = 1 << 24

    private let file: String
    private let text: UnsafeRawBufferPointer
    private let firstIndex: Int
    private let targets: FileRows.TargetKind?
    private let mostColumns: Int
    private var matrix = SparseMatrix()
    private var numbers: [Float] = []
    private var labels = LabelColumn()
    private var line = 0
    private var firstLine: Int?
    private var areLinesRows = true

    /// - Parameters:
    ///   - firstIndex: The index of the first feature, 0 or 1.
    ///   - features: The features that rows may have; nil for as many as the largest index says.
    static func read(
        _ file: DataFile, targets: FileRows.TargetKind?, targetName: String?, firstIndex: Int, features: FeatureNames?
    ) throws(DataError) -> FileRows {
        try file.withBytes { (bytes) throws(DataError) in
            var reader = LIBSVMReader(
                file: file.path, text: bytes, firstIndex: firstIndex, targets: targets,
                mostColumns: features?.count ?? mostFeatures)
            try reader.readLines()
            return try reader.rows(targetName, features)
        }
    }

    private init(
        file: String, text: UnsafeRawBufferPointer, firstIndex: Int, targets: FileRows.TargetKind?, mostColumns: Int
    ) {
        self.file = file
        self.text = text
        self.firstIndex = firstIndex
        self.targets = targets
        self.mostColumns = mostColumns
    }

    private func rows(_ targetName: String?, _ features: FeatureNames?) throws(DataError) -> FileRows {
        guard matrix.rowCount > 0 else { throw DataError(file: file, found: "no rows", expected: "at least one") }
        var matrix = matrix
        matrix.columnCount = features?.count ?? Int((matrix.columns.max() ?? -1) + 1)
        guard matrix.columnCount > 0 else {
            throw DataError(file: file, found: "no features", expected: "at least one")
        }
        return FileRows(
            file: file, featureNames: features ?? .numbered(count: matrix.columnCount), matrix: matrix,
            targets: targets.map { $0 == .number ? .numbers(numbers) : .labels(labels) }, targetName: nil,
            origin: areLinesRows ? .lines(file: file, first: firstLine ?? 1) : .rows(file: file))
    }

    private mutating func readLines() throws(DataError) {
        var start = 0
        while start < text.count {
            line += 1
            let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            let rest = text[start..<end]
            try readLine(rest.firstIndex(of: UInt8(ascii: "#")).map { rest[..<$0] } ?? rest)
            start = end + 1
        }
    }

    private mutating func readLine(_ content: Slice<UnsafeRawBufferPointer>) throws(DataError) {
        var rest = content
        guard let target = Self.word(&rest) else { return }
        if matrix.rowCount == 0 { firstLine = line }
        areLinesRows = areLinesRows && line - (firstLine ?? line) == matrix.rowCount
        switch targets {
        case .number: numbers.append(try number(target, "a number"))
        case .label: labels.append(try label(target))
        case nil: break
        }
        var last = Int32(-1)
        while let word = Self.word(&rest) {
            guard let colon = word.firstIndex(of: UInt8(ascii: ":")) else { throw unexpected(word, "index:value") }
            if word[..<colon].elementsEqual("qid".utf8) { continue }
            let column = try column(word[..<colon])
            guard column > last else { throw unexpected(word, "an index larger than the one before") }
            last = column
            let value = try number(word[(colon + 1)...], "a number behind the index \(Int(column) + firstIndex)")
            matrix.append(value, at: column)
        }
        matrix.endRow()
    }

    private func column(_ word: Slice<UnsafeRawBufferPointer>) throws(DataError) -> Int32 {
        guard let index = Int(String(decoding: word.prefix(20), as: UTF8.self)) else {
            throw unexpected(word, "a whole number before the colon")
        }
        let range = firstIndex..<firstIndex + mostColumns
        guard range.contains(index) else {
            throw DataError(
                file: file, line: line, found: "the index \(index)",
                expected: "\(range.lowerBound) to \(range.upperBound - 1)")
        }
        return Int32(index - firstIndex)
    }

    private func label(_ word: Slice<UnsafeRawBufferPointer>) throws(DataError) -> String {
        guard !word.contains(UInt8(ascii: ":")) else { throw unexpected(word, "a class at the line's start") }
        if case .notFinite = CSVNumber.shared.read(Array(word)) { throw unexpected(word, "a class") }
        guard let label = String(validating: word, as: UTF8.self) else { throw unexpected(word, "UTF-8") }
        return label
    }

    private func number(_ word: Slice<UnsafeRawBufferPointer>, _ expected: String) throws(DataError) -> Float {
        let characters = text.assumingMemoryBound(to: UInt8.self).baseAddress!
        var position = word.startIndex
        if let number = CSVNumber.shared.readSimple(characters, &position, word.endIndex), position == word.endIndex {
            return number
        }
        switch CSVNumber.shared.read(Array(word)) {
        case .value(let number): return number
        case .nothing, .text: throw unexpected(word, expected)
        case .notFinite: throw unexpected(word, "a finite number")
        case .tooLarge: throw unexpected(word, "a number that a 32-bit float can hold")
        }
    }

    private func unexpected(_ word: Slice<UnsafeRawBufferPointer>, _ expected: String) -> DataError {
        let text = String(decoding: word.prefix(256), as: UTF8.self)
        return DataError(file: file, line: line, found: OneLine.quoted(text), expected: expected)
    }

    /// Takes the next word off a line; nil at its end.
    private static func word(_ rest: inout Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer>? {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\r") || CSVScanner.isSpace(byte) }
        rest = rest.drop(while: isSpace)
        guard !rest.isEmpty else { return nil }
        let word = rest.prefix { !isSpace($0) }
        rest = rest[word.endIndex...]
        return word
    }
}
