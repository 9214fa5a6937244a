import NUMA
import Parquet

extension ParquetReader {
    /// Looks at every row of a file. Of columns that hold neither numbers nor names only that is noted.
    /// - Parameter counted: places of columns whose different numbers are counted.
    /// - Throws: `DataError` where the file cannot be read, or has no rows.
    static func survey(
        _ path: String, counting counted: Set<Int>, _ workers: Workers
    ) throws(DataError) -> [ColumnSurvey] {
        let file = try open(path)
        var options = ColumnOptions()
        options.missing = .kept
        options.categorical = file.columns.filter { $0.content == .names }.map(\.name)
        let unreadable = Dictionary(
            unreadableColumns(of: file).map { ($0.name, $0.found) }, uniquingKeysWith: { first, _ in first })
        options.ignored = Array(unreadable.keys)
        let reading = try ParquetColumns(file, .all, options, targets: .number, keepsNumbers: true)
        var columns = file.columns.enumerated().map { ColumnSurvey(name: $1.name, countsNumbers: counted.contains($0)) }
        for index in columns.indices { columns[index].unreadable = unreadable[columns[index].name] }
        let readable = columns.indices.filter { columns[$0].unreadable == nil }
        var batches = ParquetBatches(reading)
        while let batch = try batches.next(workers) {
            for (column, values) in zip(readable, batch.table.columns.map(\.values)) {
                switch values {
                case .float32(let numbers): columns[column].add(numbers)
                case .float64(let numbers): columns[column].add(numbers)
                case .names(let names, let codes): columns[column].add(names, codes)
                }
            }
            for index in columns.indices where columns[index].unreadable != nil {
                columns[index].addMissing(times: batch.table.rowCount)
            }
        }
        guard columns[0].rowCount > 0 else { throw DataError(file: path, found: "no rows", expected: "at least one") }
        return columns
    }
}

extension ColumnSurvey {
    fileprivate mutating func add<Number: BinaryFloatingPoint & BitwiseCopyable & Sendable>(
        _ numbers: ColumnBuffer<Number>
    ) {
        numbers.withUnsafeBufferPointer { numbers in
            for number in numbers {
                if number.isNaN { addMissing() } else { add(number: Double(number)) }
            }
        }
    }

    fileprivate mutating func add(_ names: [String], _ codes: ColumnBuffer<Int32>) {
        let names = ParquetNames(names)
        var counts = [Int](repeating: 0, count: names.names.count)
        codes.withUnsafeBufferPointer { codes in
            for code in codes { counts[Int(names.place(of: code))] += 1 }
        }
        addMissing(times: counts[Int(names.missing)])
        for (name, count) in zip(names.names.dropLast(), counts) where count > 0 { add(text: name, times: count) }
    }
}
