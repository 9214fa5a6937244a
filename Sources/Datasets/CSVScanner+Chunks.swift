import Dispatch
import Glibc

extension CSVScanner {
    /// Bytes of a chunk, about: enough that handing them out costs nothing, few enough to keep all cores busy.
    private static let chunkBytes = 1 << 20

    /// Reads all rows below the header, chunks of lines at a time on all cores: the same table as `rows` gives.
    /// - Returns: nil where that cannot be, since lines may be parts of rows, or rows are not as they should be; `rows`
    ///   then tells what is wrong.
    func rowsOfChunks(
        _ layout: CSVLayout, _ targets: FileRows.TargetKind, missing: CSVOptions.Missing
    ) -> CSVTable? {
        guard memchr(text + position, Int32(UInt8(ascii: "\"")), end - position) == nil else { return nil }
        let chunks = chunks()
        guard chunks.count > 1 else { return nil }
        var tables = [CSVTable?](repeating: nil, count: chunks.count)
        tables.withUnsafeMutableBufferPointer { tables in
            // Safe: each iteration writes an element of its own, and the text is only read.
            nonisolated(unsafe) let (tables, scanner) = (tables, self)
            DispatchQueue.concurrentPerform(iterations: chunks.count) { index in
                tables[index] = scanner.rows(of: chunks[index], layout, targets, missing: missing)
            }
        }
        var whole = CSVTable(file: file, layout: layout, targets: targets)
        var rowCount = 0
        for table in tables {
            guard let table else { return nil }
            rowCount += table.rowCount
        }
        whole.reserve(rowCount: rowCount)
        for index in tables.indices {
            whole.append(contentsOf: tables[index]!)
            tables[index] = nil
        }
        if whole.droppedRowCount == 0 { whole.firstRowLine = line }
        return whole
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
        of chunk: Range<Int>, _ layout: CSVLayout, _ targets: FileRows.TargetKind, missing: CSVOptions.Missing
    ) -> CSVTable? {
        var scanner = self
        scanner.position = chunk.lowerBound
        scanner.end = chunk.upperBound
        scanner.line = 1
        guard let table = try? scanner.rows(layout, targets, missing: missing) else { return nil }
        let hasARowForEachLine = table.rowCount + table.droppedRowCount == scanner.line - 1
        return hasARowForEachLine || chunk.upperBound == end ? table : nil
    }
}
