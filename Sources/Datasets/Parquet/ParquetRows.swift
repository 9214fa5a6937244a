import Files
import NUMA
import Parquet

/// Rows of decoded columns, as a table has them.
struct ParquetRows {
    /// The rows.
    private(set) var table: ColumnTable
    /// The places of the rows that were not left out, among all that were decoded; nil where none was.
    let kept: [Int]?

    private let columns: ParquetColumns
    private let rows: Range<Int>
    private let decoded: [ParquetTable.Column]
    /// The names of each column of names.
    private let names: [ParquetNames?]

    /// Takes consecutive rows.
    /// - Parameters:
    ///   - rows: their places among those of the batch.
    ///   - batch: decoded row groups.
    ///   - columns: what its columns are for.
    ///   - workers: the threads that work.
    /// - Throws: `DataError` at the first row that has no value where it must, or one that cannot be used.
    init(
        _ rows: Range<Int>, of batch: ParquetBatches.Batch, _ columns: ParquetColumns, _ workers: Workers
    ) throws(DataError) {
        self.columns = columns
        self.rows = rows
        decoded = batch.table.columns
        names = batch.names
        table = columns.emptyTable
        let findings = Self.findings(rows, batch, columns, workers)
        // The first row with a problem, and in it the first column.
        var first: (column: Int, problem: Finding.Problem)?
        for (column, finding) in findings.enumerated() {
            guard let problem = finding.problem, first.map({ problem.row < $0.problem.row }) ?? true else { continue }
            first = (column, problem)
        }
        if let (column, problem) = first {
            throw DataError(
                file: columns.file.path, row: batch.firstRow + problem.row + 1, column: decoded[column].name,
                found: problem.found, expected: problem.expected)
        }
        let untargetedCount: Int
        (kept, untargetedCount) = Self.kept(rows, findings, columns.roles)
        table.untargetedRowCount = untargetedCount
        if columns.keepsNumbers { try checkMemory() }
        try fill(workers)
    }

    /// Refuses numbers that cannot fit: few bytes of a file can stand for very many.
    private func checkMemory() throws(DataError) {
        let width = table.numberNames.count
        let (byteCount, overflow) = rows.count.multipliedReportingOverflow(by: width * MemoryLayout<Float>.stride)
        guard overflow || byteCount > Self.manyBytes else { return }
        guard !overflow, byteCount <= AvailableMemory.bytes() ?? .max else {
            throw DataError(
                file: columns.file.path, found: "\(rows.count) rows of \(width) numbers",
                expected: "what memory can hold")
        }
    }

    /// So few are not worth asking how much memory there is.
    private static let manyBytes = 1 << 28

    // MARK: What is missing

    /// What is found in a column.
    private struct Finding {
        typealias Problem = (row: Int, found: String, expected: String)

        /// The first value that cannot be used.
        var problem: Problem?
        /// Rows that are left out since they have no value here.
        var missingRows: [Int] = []
    }

    /// The rows that are kept, and how many others lack a target; no list where all are kept.
    private static func kept(
        _ rows: Range<Int>, _ findings: [Finding], _ roles: [ColumnLayout.Role]
    ) -> (rows: [Int]?, untargetedCount: Int) {
        guard findings.contains(where: { !$0.missingRows.isEmpty }) else { return (nil, 0) }
        var isKept = [Bool](repeating: true, count: rows.count)
        var untargetedCount = 0
        for (finding, role) in zip(findings, roles) {
            for row in finding.missingRows { isKept[row - rows.lowerBound] = false }
            if role == .target { untargetedCount = finding.missingRows.count }
        }
        return (rows.filter { isKept[$0 - rows.lowerBound] }, untargetedCount)
    }

    private static func findings(
        _ rows: Range<Int>, _ batch: ParquetBatches.Batch, _ columns: ParquetColumns, _ workers: Workers
    ) -> [Finding] {
        let decoded = batch.table.columns
        return [Finding](unsafeUninitializedCapacity: decoded.count) { buffer, count in
            // Safe: each iteration writes an element of its own.
            nonisolated(unsafe) let buffer = buffer
            workers.perform(decoded.count) { index in
                let (role, missing) = (columns.roles[index], columns.missing)
                let finding =
                    switch (decoded[index].values, batch.names[index]) {
                    case (.float32(let numbers), _): finding(rows, numbers, role, missing)
                    case (.float64(let numbers), _): finding(rows, numbers, role, missing)
                    case (.names(_, let codes), let names?): finding(rows, names, codes, role, missing)
                    case (.names, nil): preconditionFailure("names without a list of them")
                    }
                buffer.initializeElement(at: index, to: finding)
            }
            count = decoded.count
        }
    }

    private static func finding<Number: BinaryFloatingPoint & Sendable & BitwiseCopyable>(
        _ rows: Range<Int>, _ numbers: ColumnBuffer<Number>, _ role: ColumnLayout.Role, _ missing: MissingPolicy
    ) -> Finding {
        numbers.withUnsafeBufferPointer { numbers in
            var finding = Finding()
            guard !areUsable(numbers, rows, role) else { return finding }
            let mayLack = missing == .kept && role.isNumber
            for row in rows {
                let number = numbers[row]
                if number.isNaN {
                    if mayLack { continue }
                    if missing == .dropped || role == .target {
                        finding.missingRows.append(row)
                    } else {
                        finding.problem = (row, "nothing", "a number")
                        break
                    }
                } else if !Float(number).isFinite {
                    let expected = number.isFinite ? "a number that a 32-bit float can hold" : "a finite number"
                    finding.problem = (row, "\(number)", expected)
                    break
                } else if role == .weight, number < 0 {
                    finding.problem = (row, "\(Float(number))", "a weight of at least 0")
                    break
                }
            }
            return finding
        }
    }

    /// Whether all numbers are finite as a `Float`, and weights not negative.
    @inline(__always)
    private static func areUsable<Number: BinaryFloatingPoint>(
        _ numbers: UnsafeBufferPointer<Number>, _ rows: Range<Int>, _ role: ColumnLayout.Role
    ) -> Bool {
        var greatest: UInt32 = 0
        for row in rows { greatest = max(greatest, Float(numbers[row]).magnitude.bitPattern) }
        guard greatest < Float.infinity.bitPattern else { return false }
        return role != .weight || rows.allSatisfy { numbers[$0] >= 0 }
    }

    private static func finding(
        _ rows: Range<Int>, _ names: ParquetNames, _ codes: ColumnBuffer<Int32>, _ role: ColumnLayout.Role,
        _ missing: MissingPolicy
    ) -> Finding {
        var finding = Finding()
        // A category that is missing is one of its own then.
        if missing == .kept, role != .target { return finding }
        codes.withUnsafeBufferPointer { codes in
            for row in rows where names.place(of: codes[row]) == names.missing {
                guard missing == .dropped || role == .target else {
                    finding.problem = (row, "nothing", role == .group ? "a group" : "a category")
                    break
                }
                finding.missingRows.append(row)
            }
        }
        return finding
    }

    // MARK: What is there

    private mutating func fill(_ workers: Workers) throws(DataError) {
        table.rowCount = kept?.count ?? rows.count
        table.droppedRowCount = rows.count - table.rowCount - table.untargetedRowCount
        if table.keepsNumbers { table.numberRows = try numberRows(workers) }
        for (index, (column, role)) in zip(decoded, columns.roles).enumerated() {
            switch (role, column.values) {
            case (.category(let place), .names(_, let codes)):
                guard let names = names[index] else { continue }
                let codes = elements(codes).map(names.place)
                table.categories[place].append(names.names, codes: codes)
            case (.group, .names(_, let codes)):
                guard let names = names[index] else { continue }
                table.appendGroups(names.names, codes: elements(codes).map(names.place))
            case (.target, .names(_, let codes)):
                guard let names = names[index] else { continue }
                let codes = elements(codes).map(names.place)
                table.labels?.append(names.names, codes: codes)
            case (.target, .float32(let numbers)): table.targets = elements(numbers)
            case (.target, .float64(let numbers)):
                table.targets = elements(numbers).map { [origin = table.targetOrigin] in Float($0 - origin) }
            case (.weight, .float32(let numbers)): table.weights = elements(numbers)
            case (.weight, .float64(let numbers)): table.weights = elements(numbers).map { Float($0) }
            default: break
            }
        }
    }

    /// The elements of the rows that are kept.
    private func elements<Element>(_ column: ColumnBuffer<Element>) -> [Element] {
        column.withUnsafeBufferPointer { column in kept.map { $0.map { column[$0] } } ?? Array(column[rows]) }
    }

    /// Numbers of each row side by side, each thread a block at a time.
    private func numberRows(_ workers: Workers) throws(DataError) -> NumberRows {
        let numbers = zip(decoded, columns.roles).filter { $1.isNumber }.map(\.0.values)
        var result = NumberRows(columnCount: numbers.count)
        guard !numbers.isEmpty else { return result }
        let blocks: [(block: NumberRows.Block, first: Int)]
        do throws(NUMAError) {
            blocks = try result.append(rowCount: table.rowCount)
        } catch {
            throw DataError(file: columns.file.path, error)
        }
        workers.perform(blocks.count) { index in
            let (block, first) = blocks[index]
            for (column, values) in numbers.enumerated() {
                switch values {
                case .float32(let values): write(values, column, first, block)
                case .float64(let values): write(values, column, first, block, from: table.numberOrigins[column])
                case .names: break
                }
            }
        }
        return result
    }

    /// Writes a column of a block.
    /// - Parameters:
    ///   - column: its place in a row.
    ///   - first: the block's first row among those that are kept.
    ///   - origin: what is taken from each number.
    private func write<Number: BinaryFloatingPoint & Sendable & BitwiseCopyable>(
        _ values: ColumnBuffer<Number>, _ column: Int, _ first: Int, _ block: NumberRows.Block, from origin: Number = 0
    ) {
        values.withUnsafeBufferPointer { values in
            let width = table.numberNames.count
            let output = block.numbers + column
            if let kept {
                for row in 0..<block.rowCount { output[row * width] = Float(values[kept[first + row]] - origin) }
            } else {
                let values = values.baseAddress! + rows.lowerBound + first
                for row in 0..<block.rowCount { output[row * width] = Float(values[row] - origin) }
            }
        }
    }
}

extension ColumnLayout.Role {
    /// Whether it is a number of a row.
    var isNumber: Bool { if case .number = self { true } else { false } }
}
