/// Finds out how a CSV file is written from its first lines.
///
/// The delimiter is the one that cuts most lines into as many fields, and these into numbers, or texts without other
/// delimiters. The decimal mark is the one with which more of the fields that need one are numbers. There is a header where
/// the first line has names above numbers, or no numbers at all.
struct CSVDetection {
    /// What was found.
    private(set) var form: CSVForm

    private let file: String
    private let dialect: CSVDialect

    /// - Parameters:
    ///   - bytes: the whole file, not empty.
    ///   - file: its path.
    ///   - dialect: what is said of it.
    /// - Throws: `DataError` where it could be read in two ways.
    init(_ bytes: UnsafeRawBufferPointer, of file: String, _ dialect: CSVDialect) throws(DataError) {
        self.file = file
        self.dialect = dialect
        var (start, line) = (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, 1)
        var delimiter = dialect.delimiter
        if let (separator, length) = try Self.separatorLine(bytes.dropFirst(start), file: file) {
            start += length
            line += 1
            delimiter = delimiter ?? separator
        }
        func sample(_ delimiter: CSVOptions.Delimiter) -> CSVSample {
            CSVSample(bytes, from: start, line: line, separatedBy: delimiter)
        }
        let candidates = delimiter.map { [$0] } ?? CSVOptions.Delimiter.allCases
        let found = Self.best(
            candidates.map { ($0, sample($0)) }, preferred: dialect.preferred?.delimiter ?? .comma)
        var options = CSVOptions()
        options.delimiter = found.0
        options.missingWords = dialect.missingWords
        form = CSVForm(options)
        if let said = dialect.decimal { options.decimal = said } else { options.decimal = try decimal(found.1) }
        form = CSVForm(options)
        try findHeader(found.1, options)
        if form.start == 0 { (form.start, form.startLine) = (start, line) }
    }

    /// The delimiter that a line `sep=;` names, as some spreadsheets write it, and the line's length.
    private static func separatorLine(
        _ bytes: Slice<UnsafeRawBufferPointer>, file: String
    ) throws(DataError) -> (CSVOptions.Delimiter, length: Int)? {
        var line = bytes.prefix(16).prefix { $0 != UInt8(ascii: "\n") }
        guard line.endIndex < bytes.endIndex, line.count < 16 else { return nil }
        let length = line.count + 1
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        if line.first == UInt8(ascii: "\""), line.last == UInt8(ascii: "\"") { line = line.dropFirst().dropLast() }
        guard line.starts(with: "sep=".utf8), line.count == 5, let byte = line.last else { return nil }
        guard let delimiter = CSVOptions.Delimiter.allCases.first(where: { $0.byte == byte }) else {
            throw DataError(
                file: file, line: 1, found: String(decoding: line, as: UTF8.self),
                expected: "a comma, semicolon, tab, pipe or space after sep=")
        }
        return (delimiter, length)
    }

    // MARK: Delimiter

    private static func best(
        _ samples: [(CSVOptions.Delimiter, CSVSample)], preferred: CSVOptions.Delimiter
    ) -> (CSVOptions.Delimiter, CSVSample) {
        var best = samples[0], score = -1.0
        // Of equals the first: other delimiters are rarer in texts than commas and blanks.
        let order: [CSVOptions.Delimiter] = [preferred, .tab, .pipe, .semicolon, .comma, .space]
        for delimiter in order {
            guard let sample = samples.first(where: { $0.0 == delimiter }) else { continue }
            let its = Self.score(sample.1, delimiter)
            if its > score { (best, score) = (sample, its) }
        }
        return best
    }

    /// How well a delimiter cuts the lines.
    private static func score(_ sample: CSVSample, _ delimiter: CSVOptions.Delimiter) -> Double {
        let width = sample.width
        guard width > 1 else { return 0 }
        let records = sample.records.filter { !$0.beginsWithMark }
        let others = CSVOptions.Delimiter.allCases.filter { $0 != delimiter && $0 != .space }.map(\.byte)
        var (fitting, fields, numbers, clean) = (0, 0, 0, 0)
        for (index, record) in records.enumerated() {
            // A header may lack the name of the first column, or the delimiter at the end.
            let isHeader = index == 0 && record.fields.count == width - 1
            if record.fields.count == width || isHeader { fitting += 1 }
            guard index > 0 || records.count == 1 else { continue }
            for field in record.fields {
                fields += 1
                let isNumber = CSVFieldKind(field.content) != .text
                if isNumber { numbers += 1 }
                if isNumber || field.isQuoted || !field.content.contains(where: others.contains) { clean += 1 }
            }
        }
        guard fields > 0 else { return 0 }
        let numberShare = Double(numbers) / Double(fields)
        // Words have blanks between them.
        if delimiter == .space, numberShare < 0.5 { return 0 }
        return Double(fitting) / Double(records.count) * (1 + numberShare + Double(clean) / Double(fields))
    }

    // MARK: Decimal mark

    private func decimal(_ sample: CSVSample) throws(DataError) -> CSVOptions.DecimalMark {
        var (points, commas) = (0, 0)
        var ambiguous: (content: [UInt8], line: Int)?
        for record in sample.records {
            for field in record.fields {
                switch CSVFieldKind(field.content) {
                case .text, .number: break
                case .point: points += 1
                case .comma: commas += 1
                case .either where ambiguous == nil && field.content.contains(UInt8(ascii: ",")):
                    ambiguous = (field.content, record.line)
                case .either: break
                }
            }
        }
        if points != commas { return points > commas ? .point : .comma }
        if let preferred = dialect.preferred?.decimal { return preferred }
        guard points == 0, let ambiguous, form.options.delimiter != .comma else { return .point }
        if form.options.delimiter == .semicolon { return .comma }
        throw DataError(
            file: file, line: ambiguous.line,
            problem: "found \(String(decoding: ambiguous.content, as: UTF8.self)), which is one number with a decimal "
                + "comma and another without: data.file.decimal says which, point or comma")
    }

    // MARK: Header

    private mutating func findHeader(_ sample: CSVSample, _ options: CSVOptions) throws(DataError) {
        var options = options
        let marked = sample.records.prefix { $0.beginsWithMark }
        var records = Array(sample.records.dropFirst(marked.count))
        let width = sample.width
        var header = CSVHeader(records, width: width, options, form.missing)
        form.mayEndWithDelimiter = header.endsWithDelimiter
        form.beginsWithNames = header.beginsWithNames
        var finding = header.finding
        if dialect.hasHeader != false, let last = marked.last, finding != .names {
            // The last comment may be the header.
            var named = last
            if named.fields.first?.content == [UInt8(ascii: "#")] { named.fields.removeFirst() }
            let isAttached = last.fields.first.map { $0.content.count > 1 && $0.content[1] != UInt8(ascii: " ") }
            let fits =
                named.fields.count == header.width && header.width > 1
                && !named.fields.contains {
                    CSVFieldKind($0.content) != .text
                }
            if fits, finding == .numbers || isAttached == true {
                records.insert(last, at: 0)
                header = CSVHeader(records, width: width, options, form.missing)
                finding = .names
            }
        }
        if let said = dialect.hasHeader {
            options.hasHeader = said
        } else {
            switch finding {
            case .names: options.hasHeader = true
            case .numbers: options.hasHeader = false
            case .unclear: options.hasHeader = dialect.preferred?.hasHeader ?? header.hasPlausibleNames
            case .mixed(let line):
                guard let preferred = dialect.preferred?.hasHeader else {
                    throw DataError(
                        file: file, line: line,
                        problem: "found names and numbers in the first line, which may be a header or a row: "
                            + "data.file.header says which, true or false")
                }
                options.hasHeader = preferred
            }
        }
        var found = CSVForm(options)
        found.mayEndWithDelimiter = form.mayEndWithDelimiter
        found.beginsWithNames = form.beginsWithNames
        found.hasRowNames = options.hasHeader && header.hasRowNames
        if let first = records.first { (found.start, found.startLine) = (first.start, first.line) }
        form = found
    }
}
