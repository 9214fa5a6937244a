import Glibc
import NUMA

extension CSVScanner {
    /// Bytes of a chunk, about: enough that handing them out costs nothing, few enough to keep all workers busy.
    static let chunkBytes = 1 << 20

    /// Reads all rows below the header, each worker a chunk of lines at a time: the same table as `rows` gives.
    /// - Parameter dataFile: Where numbers are to stay, with little of it in memory; nil where they are kept.
    /// - Returns: nil where that cannot be, since lines may be parts of rows, or rows are not as they should be; `rows`
    ///   then tells what is wrong.
    func rowsOfChunks(
        _ layout: CSVLayout, _ targets: FileRows.TargetKind, missing: CSVOptions.Missing,
        leavingNumbersIn dataFile: DataFile?, _ workers: Workers
    ) -> CSVTable? {
        let chunks = chunks()
        guard chunks.count > 1 else { return nil }
        var tables = [CSVTable?](repeating: nil, count: chunks.count)
        tables.withUnsafeMutableBufferPointer { tables in
            // Safe: each iteration writes an element of its own, and the text is only read.
            nonisolated(unsafe) let (tables, scanner) = (tables, self)
            workers.perform(chunks.count) { index in
                tables[index] = scanner.rows(
                    of: chunks[index], layout, targets, missing: missing, leavingNumbersIn: dataFile)
            }
        }
        guard !tables.contains(where: { $0 == nil }) else { return nil }
        var whole = CSVTable(file: file, layout: layout, targets: targets, leavesNumbers: dataFile != nil)
        whole.numbers = Self.joined(&tables, workers)
        for index in tables.indices {
            whole.append(contentsOf: tables[index]!)
            tables[index] = nil
        }
        if whole.droppedRowCount == 0 { whole.firstRowLine = line }
        return whole
    }

    /// Takes all numbers out of tables, in order; in parallel, since new memory is slow at first touch.
    private static func joined(_ tables: inout [CSVTable?], _ workers: Workers) -> [Float] {
        var ends: [Int] = []
        for table in tables { ends.append((ends.last ?? 0) + (table?.numbers.count ?? 0)) }
        let (starts, total) = ([0] + ends, ends.last ?? 0)
        return [Float](unsafeUninitializedCapacity: total) { numbers, count in
            tables.withUnsafeMutableBufferPointer { tables in
                // Safe: each iteration writes numbers of its own, and takes a table of its own.
                nonisolated(unsafe) let (numbers, tables) = (numbers, tables)
                workers.perform(tables.count) { index in
                    guard let piece = tables[index]?.numbers, let base = numbers.baseAddress else { return }
                    piece.withUnsafeBufferPointer {
                        guard let first = $0.baseAddress else { return }
                        (base + starts[index]).initialize(from: first, count: $0.count)
                    }
                    tables[index]?.numbers = []
                }
            }
            count = total
        }
    }

    /// Ranges of whole lines, from the position on.
    private func chunks() -> [Range<Int>] {
        var chunks: [Range<Int>] = []
        var start = position
        while start < end {
            var next = min(start + Self.chunkBytes, end)
            if next < end {
                let lineEnd = memchr(text + next, Int32(UInt8(ascii: "\n")), end - next)
                next = lineEnd.map { UnsafeRawPointer($0) - UnsafeRawPointer(text) + 1 } ?? end
            }
            chunks.append(start..<next)
            start = next
        }
        return chunks
    }

    /// The rows of a chunk; nil where they are not a line each, but for blank lines at the end of the file.
    private func rows(
        of chunk: Range<Int>, _ layout: CSVLayout, _ targets: FileRows.TargetKind, missing: CSVOptions.Missing,
        leavingNumbersIn dataFile: DataFile?
    ) -> CSVTable? {
        var scanner = self
        // Quotes may hold ends of lines, and a NUL byte is to be told of.
        guard memchr(text + chunk.lowerBound, Int32(UInt8(ascii: "\"")), chunk.count) == nil,
            memchr(text + chunk.lowerBound, 0, chunk.count) == nil
        else { return nil }
        scanner.position = chunk.lowerBound
        scanner.end = chunk.upperBound
        scanner.line = 1
        guard let table = try? scanner.rows(layout, targets, missing: missing, leavingNumbersIn: dataFile)
        else { return nil }
        let hasARowForEachLine = table.rowCount + table.droppedRowCount == scanner.line - 1
        return hasARowForEachLine || chunk.upperBound == end ? table : nil
    }
}
