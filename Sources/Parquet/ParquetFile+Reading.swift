import Dispatch
public import Files
import Synchronization

extension ParquetFile {
    /// A column to read.
    public struct Request: Sendable, Hashable {
        /// Its index in `columns`.
        public let column: Int
        /// What its values become.
        public let kind: Kind

        /// What the values of a column become.
        public enum Kind: Sendable, Hashable {
            /// Numbers; the column must hold these.
            case numbers
            /// Names. Those of numbers are their text: `2`, `0.5`, `true`; of decimals with all digits that the schema
            /// says.
            case names
        }

        /// A column and what to read it as.
        public init(column: Int, as kind: Kind) {
            self.column = column
            self.kind = kind
        }
    }

    /// A request for each column, as what it holds.
    public var allColumns: [Request] {
        columns.indices.map { Request(column: $0, as: columns[$0].content == .names ? .names : .numbers) }
    }

    /// Reads columns of all rows, or of some row groups.
    ///
    /// - Parameters:
    ///   - requests: columns of the file, and what to read each as.
    ///   - groups: row groups, one at a time where rows are streamed; nil for all.
    ///   - workers: how many threads read, at most; the result is the same.
    ///   - limit: The most bytes that reading may take.
    /// - Throws: `FileError` that names the column and row group where one cannot be read as this, is not as the format
    ///   says, or there is not enough memory.
    public func read(
        _ requests: [Request], rowGroups groups: Range<Int>? = nil, workers: Int, limit: Int = .max
    ) throws(FileError) -> ParquetTable {
        let groups = groups ?? rowGroups.indices
        precondition(rowGroups.indices.contains(groups), "row groups that the file does not have")
        let reading = try TableReading(self, requests, groups, MemoryBudget(limit: limit))
        let result: ParquetTable
        do throws(FileError) {
            try reading.decode(workers: workers)
            result = try reading.table(workers: workers)
        } catch {
            // What a file says that changes meanwhile is not to be believed, and neither is what is wrong with it.
            try content.check()
            throw error
        }
        try content.check()
        for group in groups {
            for request in requests {
                let chunk = rowGroups[group].chunks[columns[request.column].chunkIndex]
                if let range = try? chunk.range(before: footerStart) { content.release(range) }
            }
        }
        return result
    }
}

/// The work of reading a table: a part for each column of each row group, which any thread does.
private final class TableReading: @unchecked Sendable {
    // Safe: each part writes rows and results of its own.

    private enum Output {
        case float32(ColumnBuffer<Float>)
        case float64(ColumnBuffer<Double>)
        case names(ColumnBuffer<Int32>)
    }

    private struct Part {
        let column: Int
        let rows: Range<Int>
        let pages: PageReader
        let place: String
    }

    /// What has become of a part.
    private struct Result {
        var error: FileError?
        var nullCount = 0
        var names: NameTable?
    }

    private let file: ParquetFile
    private let columns: [ParquetColumn]
    private let budget: MemoryBudget
    private var outputs: [Output] = []
    /// Row group by row group.
    private var parts: [Part] = []
    private let results: UnsafeMutableBufferPointer<Result>
    private let rowCount: Int

    /// Checks all that can be checked before memory is taken, then takes it.
    init(
        _ file: ParquetFile, _ requests: [ParquetFile.Request], _ groups: Range<Int>, _ budget: MemoryBudget
    ) throws(FileError) {
        self.file = file
        self.budget = budget
        columns = requests.map { file.columns[$0.column] }
        results = .allocate(capacity: columns.count * groups.count)
        results.initialize(repeating: Result())
        rowCount = groups.reduce(0) { $0 + file.rowGroups[$1].rowCount }
        for (column, request) in zip(columns, requests) { try check(column, request) }
        var start = 0
        for group in groups {
            let rows = start..<start + file.rowGroups[group].rowCount
            for column in columns.indices { parts.append(try part(column, group, rows)) }
            start = rows.upperBound
        }
        for (column, request) in zip(columns, requests) {
            do throws(Malformed) {
                outputs.append(try output(column, request))
            } catch {
                throw error.error(file: file.path, place: Self.place(column))
            }
        }
    }

    deinit {
        results.deinitialize()
        results.deallocate()
    }

    private static func place(_ column: ParquetColumn) -> String { "column \(OneLine.quoted(column.name))" }

    private func check(_ column: ParquetColumn, _ request: ParquetFile.Request) throws(FileError) {
        switch column.content {
        case .unsupported(let found, let advice):
            throw FileError(
                file: file.path, place: Self.place(column), found: found, expected: "numbers or names: \(advice)")
        case .names where request.kind == .numbers:
            throw FileError(file: file.path, place: Self.place(column), found: "texts", expected: "numbers")
        default: break
        }
    }

    private func part(_ index: Int, _ group: Int, _ rows: Range<Int>) throws(FileError) -> Part {
        let column = columns[index]
        let chunk = file.rowGroups[group].chunks[column.chunkIndex]
        let place = "\(Self.place(column)), row group \(group + 1)"
        do throws(Malformed) {
            guard !chunk.isEncrypted else { throw ColumnChunk.encrypted }
            guard !chunk.isInAnotherFile else {
                throw Malformed(found: "values in another file", expected: "all of them in this one")
            }
            guard chunk.type == column.type else {
                throw Malformed(found: "another type than the schema says", expected: "\(column.type)")
            }
            guard chunk.valueCount == rows.count else {
                throw Malformed(found: "\(chunk.valueCount) values", expected: "\(rows.count), one for each row")
            }
            let range = try chunk.range(before: file.footerStart)
            // Safe: the file's bytes are there as long as the file, which this keeps.
            let bytes = file.content.withBytes { UnsafeRawBufferPointer(rebasing: $0[range]) }
            let pages = PageReader(
                bytes, codec: try Codec(number: chunk.codec), isOptional: column.isOptional, rowCount: rows.count)
            try pages.check()
            return Part(column: index, rows: rows, pages: pages, place: place)
        } catch {
            throw error.error(file: file.path, place: place)
        }
    }

    private func output(_ column: ParquetColumn, _ request: ParquetFile.Request) throws(Malformed) -> Output {
        guard request.kind == .numbers, let conversion = column.conversion else {
            return .names(try ColumnBuffer(count: rowCount, budget))
        }
        return conversion.fitsFloat
            ? .float32(try ColumnBuffer(count: rowCount, budget)) : .float64(try ColumnBuffer(count: rowCount, budget))
    }

    // MARK: Decoding

    /// Decodes all parts. Of several errors it throws the first, in the order of the file.
    func decode(workers: Int) throws(FileError) {
        let next = Atomic(0)
        let threads = min(max(workers, 1), parts.count)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            let scratch = ChunkScratch(budget)
            while case let part = next.add(1, ordering: .relaxed).oldValue, part < parts.count {
                do throws(Malformed) {
                    try decode(part, scratch)
                } catch {
                    results[part].error = error.error(file: file.path, place: parts[part].place)
                    // Parts before this one are done or being done.
                    next.store(parts.count, ordering: .relaxed)
                }
            }
        }
        if let error = results.lazy.compactMap(\.error).first { throw error }
    }

    private func decode(_ index: Int, _ scratch: ChunkScratch) throws(Malformed) {
        let part = parts[index]
        let column = columns[part.column]
        switch outputs[part.column] {
        case .float32(let buffer):
            var chunk = NumberChunk<Float>(column.type, column.conversion!, scratch)
            results[index].nullCount = try chunk.decode(part.pages, into: buffer.start + part.rows.lowerBound)
        case .float64(let buffer):
            var chunk = NumberChunk<Double>(column.type, column.conversion!, scratch)
            results[index].nullCount = try chunk.decode(part.pages, into: buffer.start + part.rows.lowerBound)
        case .names(let buffer):
            var chunk = NameChunk(column.type, width: column.width, scratch)
            results[index].nullCount = try chunk.decode(part.pages, into: buffer.start + part.rows.lowerBound)
            results[index].names = chunk.names
        }
    }

    // MARK: The table

    /// Gives names the same codes in all row groups, column by column.
    func table(workers: Int) throws(FileError) -> ParquetTable {
        let next = Atomic(0)
        let made = UnsafeMutableBufferPointer<Swift.Result<ParquetTable.Column, FileError>?>.allocate(
            capacity: columns.count)
        made.initialize(repeating: nil)
        defer {
            made.deinitialize()
            made.deallocate()
        }
        // Safe: each iteration writes elements of its own.
        nonisolated(unsafe) let table = made
        DispatchQueue.concurrentPerform(iterations: min(max(workers, 1), columns.count)) { _ in
            while case let column = next.add(1, ordering: .relaxed).oldValue, column < columns.count {
                do throws(Malformed) {
                    table[column] = .success(try self.column(column))
                } catch {
                    table[column] = .failure(error.error(file: file.path, place: Self.place(columns[column])))
                }
            }
        }
        var all: [ParquetTable.Column] = []
        for column in made { all.append(try column!.get()) }
        return ParquetTable(rowCount: rowCount, columns: all)
    }

    private func column(_ index: Int) throws(Malformed) -> ParquetTable.Column {
        let ofColumn = stride(from: index, to: parts.count, by: columns.count)
        let nullCount = ofColumn.reduce(0) { $0 + results[$1].nullCount }
        let values: ParquetTable.Values =
            switch outputs[index] {
            case .float32(let buffer): .float32(buffer)
            case .float64(let buffer): .float64(buffer)
            case .names(let codes):
                .names(try names(ofColumn, columns[index].conversion, codes), codes: codes)
            }
        return ParquetTable.Column(name: columns[index].name, nullCount: nullCount, values: values)
    }

    /// All names of a column; its codes are changed to be places in them.
    private func names(
        _ parts: StrideTo<Int>, _ conversion: NumberConversion?, _ codes: ColumnBuffer<Int32>
    ) throws(Malformed) -> [String] {
        let all = NameTable(budget)
        var isOnly = true
        for part in parts {
            guard let names = results[part].names, names.count > 0 else { continue }
            results[part].names = nil
            if isOnly, conversion == nil, parts.underestimatedCount == 1 {
                guard let texts = names.texts() else { throw Self.notText }
                return texts
            }
            isOnly = false
            var (places, isSame) = ([Int32](), true)
            places.reserveCapacity(names.count)
            for code in 0..<names.count {
                let place = try names.withName(code) { (value) throws(Malformed) in
                    try Self.place(value, conversion, in: all)
                }
                places.append(place)
                isSame = isSame && Int(place) == code
            }
            if !isSame { Self.change(codes.start, self.parts[part].rows, to: places) }
        }
        guard let texts = all.texts() else { throw Self.notText }
        return texts
    }

    private static func place(
        _ value: UnsafeRawBufferPointer, _ conversion: NumberConversion?, in names: NameTable
    ) throws(Malformed) -> Int32 {
        guard let conversion else { return try names.code(of: value) }
        if case .decimalBytes = conversion { try NumberConversion.checkDecimal(value) }
        guard var text = conversion.text(value) else { return NameChunk.missing }
        var code = NameChunk.missing
        var problem: Malformed?
        text.withUTF8 {
            do throws(Malformed) { code = try names.code(of: UnsafeRawBufferPointer($0)) } catch { problem = error }
        }
        if let problem { throw problem }
        return code
    }

    private static func change(_ codes: UnsafeMutablePointer<Int32>, _ rows: Range<Int>, to places: [Int32]) {
        places.withUnsafeBufferPointer { places in
            for row in rows where codes[row] >= 0 { codes[row] = places[Int(codes[row])] }
        }
    }

    private static let notText = Malformed(
        found: "bytes that are not UTF-8 text", expected: "texts: leave the column out, or write it as text or numbers")
}
