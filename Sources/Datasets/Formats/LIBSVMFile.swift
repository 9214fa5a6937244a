import Files
import Glibc
import NUMA

/// A LIBSVM file of whose rows everything except the numbers was read: these are read when there is a place for them.
///
/// Workers read chunks of lines, and of the file no more than these chunks is in memory at a time.
struct LIBSVMFile: Sendable {
    /// Some whole lines.
    private struct Chunk {
        let lines: Range<Int>
        var firstRow = 0
    }

    /// For each row, how many numbers it has.
    private(set) var counts: [UInt32] = []
    /// The largest column with a number, plus 1.
    private(set) var columnCount = 0
    /// Numbers in all rows.
    private(set) var numberCount = 0
    /// Rows with features that were passed over.
    private(set) var unknownRowCount = 0
    /// The targets; nil where none were asked for.
    private(set) var targets: FileRows.Targets?
    /// What was taken from each target before it was rounded to float32, and whether targets lose numbers to that.
    private(set) var targetOrigins: ChosenOrigins?
    /// Where a user finds the rows.
    private(set) var origin: RowOrigin

    private let file: DataFile
    private let indices: LIBSVMScanner.Indices
    private let workers: Workers
    private var chunks: [Chunk]

    /// The path as the caller gave it.
    var path: String { file.path }
    var rowCount: Int { counts.count }

    /// - Parameters:
    ///   - kind: What is read as the target; nil for rows without one.
    ///   - firstIndex: The index of the first feature, 0 or 1.
    ///   - features: The features that rows may have; nil for as many as the largest index says.
    ///   - unknown: What is done about others.
    ///   - origins: Which origin targets are counted from.
    ///   - workers: The threads that read.
    init(
        _ file: DataFile, targets kind: FileRows.TargetKind?, firstIndex: Int, features: FeatureNames?,
        unknown: UnknownPolicy = .refused, origins: OriginChoice = .zero, workers: Workers
    ) throws(DataError) {
        self.file = file
        self.workers = workers
        indices = LIBSVMScanner.Indices(
            first: firstIndex, count: features?.count ?? LIBSVMScanner.mostFeatures,
            ignoresOthers: features != nil && unknown == .ignored)
        origin = .rows(file: file.path)
        chunks = file.withBytes { Self.chunks(of: $0) }
        try survey(kind, origins)
        guard rowCount > 0 else { throw DataError(file: file.path, found: "no rows", expected: "at least one") }
        columnCount = features?.count ?? columnCount
        guard columnCount > 0 else { throw DataError(file: file.path, found: "no features", expected: "at least one") }
    }

    /// Reads the numbers of rows: for each row its columns, and after these the bits of its numbers.
    /// - Parameter place: Where the numbers of a row belong, a place that no other row has; nil to skip the row.
    func readNumbers(to place: @Sendable (_ row: Int) -> UnsafeMutablePointer<UInt32>?) throws(DataError) {
        try readNumbers(countedFrom: nil, to: place)
    }

    /// The same, with each number counted from its column's origin.
    func readNumbers(
        countedFrom origins: [Double]?, to place: @Sendable (_ row: Int) -> UnsafeMutablePointer<UInt32>?
    ) throws(DataError) {
        try forEachChunk { (index, scanner) throws(DataError) in
            var row = chunks[index].firstRow
            let end = index + 1 < chunks.count ? chunks[index + 1].firstRow : rowCount
            while scanner.nextRow() != nil {
                guard row < end else { throw changed }
                guard let result = place(row) else {
                    scanner.skipRow()
                    row += 1
                    continue
                }
                let count = Int(counts[row])
                var k = 0
                func next() throws(DataError) -> (column: Int, value: Float)? {
                    guard let origins else { return try scanner.nextNumber() }
                    return try scanner.nextNumber(countedFrom: origins)
                }
                while let (column, value) = try next() {
                    guard k < count, column < columnCount else { throw changed }
                    result[k] = UInt32(truncatingIfNeeded: column)
                    result[count + k] = value.bitPattern
                    k += 1
                }
                guard k == count else { throw changed }
                row += 1
            }
            guard row == end else { throw changed }
        }
    }

    /// The first rows, in double precision: for each its numbers that are kept.
    func firstNumbers() throws(DataError) -> [[(column: Int, value: Double)]] {
        try file.withBytes { (text) throws(DataError) in
            var rows: [[(column: Int, value: Double)]] = []
            for chunk in chunks where rows.count < OriginSample.rowCount {
                var scanner = LIBSVMScanner(text, lines: chunk.lines, of: file.path, indices: indices)
                while rows.count < OriginSample.rowCount, scanner.nextRow() != nil {
                    var row: [(column: Int, value: Double)] = []
                    while let number = try scanner.nextExactNumber() { row.append(number) }
                    rows.append(row)
                }
            }
            return rows
        }
    }

    private var changed: DataError {
        DataError(file: file.path, found: "other rows", expected: "those of a moment ago")
    }

    // MARK: The first reading

    /// What the first reading finds in a chunk.
    private struct Findings {
        var counts: [UInt32] = []
        var numbers: [Double] = []
        var labels = LabelColumn()
        var columnCount = 0
        var lineCount = 0
        var unknownRowCount = 0
        /// The line of the first row, counted from the chunk's start.
        var firstRowLine: Int?
        var isLineForEachRow = true
    }

    private mutating func survey(_ kind: FileRows.TargetKind?, _ origins: OriginChoice) throws(DataError) {
        var findings = [Findings](repeating: Findings(), count: chunks.count)
        try findings.withUnsafeMutableBufferPointer { (findings) throws(DataError) in
            // Safe: each chunk writes an element of its own.
            nonisolated(unsafe) let findings = findings
            try forEachChunk { (index, scanner) throws(DataError) in
                findings[index] = try Self.survey(&scanner, kind)
            }
        }
        var numbers: [Double] = []
        var labels = LabelColumn()
        var firstLine: Int?
        var lineCount = 0
        var areLinesRows = true
        for index in chunks.indices {
            let chunk = findings[index]
            findings[index] = Findings()
            chunks[index].firstRow = rowCount
            if let line = chunk.firstRowLine.map({ lineCount + $0 }) {
                if firstLine == nil { firstLine = line }
                areLinesRows = areLinesRows && chunk.isLineForEachRow && line - firstLine! == rowCount
            }
            counts += chunk.counts
            numbers += chunk.numbers
            labels.append(contentsOf: chunk.labels)
            columnCount = max(columnCount, chunk.columnCount)
            lineCount += chunk.lineCount
            unknownRowCount += chunk.unknownRowCount
        }
        numberCount = counts.reduce(0) { $0 + Int($1) }
        switch kind {
        case .number:
            let chosen = ChosenOrigins(origins, for: []) { origins in
                let first = numbers.prefix(OriginSample.rowCount)
                return OriginSample(columns: [], targets: first.map { Float($0 - origins.target) })
            }
            targetOrigins = chosen
            targets = .numbers(numbers.map { Float($0 - chosen.origins.target) })
        case .label: targets = .labels(labels)
        case nil: break
        }
        if let firstLine, areLinesRows { origin = .lines(file: file.path, first: firstLine) }
    }

    private static func survey(
        _ scanner: inout LIBSVMScanner, _ kind: FileRows.TargetKind?
    ) throws(DataError) -> Findings {
        var findings = Findings()
        while let target = scanner.nextRow() {
            let firstLine = findings.firstRowLine ?? scanner.lineCount
            findings.firstRowLine = firstLine
            findings.isLineForEachRow =
                findings.isLineForEachRow && scanner.lineCount - firstLine == findings.counts.count
            switch kind {
            case .number: findings.numbers.append(try scanner.exactNumber(target))
            case .label: findings.labels.append(try scanner.label(target))
            case nil: break
            }
            var count: UInt32 = 0
            while let (column, _) = try scanner.nextNumber() {
                findings.columnCount = max(findings.columnCount, column + 1)
                count += 1
            }
            findings.counts.append(count)
        }
        findings.lineCount = scanner.lineCount
        findings.unknownRowCount = scanner.unknownRowCount
        return findings
    }

    // MARK: Chunks

    /// Bytes of a chunk, about: enough that handing them out costs nothing, few enough to keep all workers busy.
    private static let chunkBytes = 1 << 20

    private static func chunks(of text: UnsafeRawBufferPointer) -> [Chunk] {
        var chunks: [Chunk] = []
        var start = LIBSVMScanner.byteOrderMarkCount(text)
        while start < text.count {
            var next = min(start + chunkBytes, text.count)
            if next < text.count, let base = text.baseAddress {
                let lineEnd = memchr(base + next, Int32(UInt8(ascii: "\n")), text.count - next)
                next = lineEnd.map { UnsafeRawPointer($0) - base + 1 } ?? text.count
            }
            chunks.append(Chunk(lines: start..<next))
            start = next
        }
        return chunks
    }

    /// Reads all chunks.
    /// - Throws: the error of the first chunk that has one.
    private func forEachChunk(
        _ body: @Sendable (_ index: Int, inout LIBSVMScanner) throws(DataError) -> Void
    ) throws(DataError) {
        var errors = [DataError?](repeating: nil, count: chunks.count)
        errors.withUnsafeMutableBufferPointer { errors in
            file.withBytes { text in
                // Safe: each chunk writes an element of its own, and the text is only read.
                nonisolated(unsafe) let (errors, text) = (errors, text)
                workers.perform(chunks.count) { index in
                    let lines = chunks[index].lines
                    var scanner = LIBSVMScanner(text, lines: lines, of: file.path, indices: indices)
                    do throws(DataError) {
                        try body(index, &scanner)
                    } catch {
                        errors[index] = error
                    }
                    file.release(lines)
                }
            }
        }
        if let error = errors.lazy.compactMap(\.self).first { throw error }
    }
}
