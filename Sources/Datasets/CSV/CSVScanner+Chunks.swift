import Glibc
import NUMA

extension CSVScanner {
    /// Bytes of a chunk, about: enough that handing them out costs nothing, few enough to keep all workers busy.
    static let chunkBytes = 1 << 20

    /// Reads all rows below the header, each worker a chunk of lines at a time: the same table as `rows` gives.
    /// - Parameter dataFile: Where numbers are to stay, with little of it in memory; nil where they are kept.
    /// - Returns: nil where that cannot be, since quotes may hold ends of lines, or rows are not as they should be; `rows`
    ///   then reports what is wrong.
    func rowsOfChunks(
        _ layout: ColumnLayout, _ targets: FileRows.TargetKind, missing: MissingPolicy,
        leavingNumbersIn dataFile: DataFile?, _ workers: Workers
    ) -> CSVRows? {
        let chunks = chunks()
        guard chunks.count > 1 else { return nil }
        var pieces = [Piece?](repeating: nil, count: chunks.count)
        pieces.withUnsafeMutableBufferPointer { pieces in
            // Safe: each iteration writes an element of its own, and the text is only read.
            nonisolated(unsafe) let (pieces, scanner) = (pieces, self)
            workers.perform(chunks.count) { index in
                pieces[index] = scanner.rows(
                    of: chunks[index], layout, targets, missing: missing, leavingNumbersIn: dataFile)
            }
        }
        guard !pieces.contains(where: { $0 == nil }) else { return nil }
        var whole = CSVRows(file: file, layout: layout, targets: targets, leavesNumbers: dataFile != nil)
        var firstRowLine: Int?
        var isALineForEachRow = true
        var line = line
        for index in pieces.indices {
            let piece = pieces[index]!
            pieces[index] = nil
            if piece.rows.table.rowCount > 0 {
                let first = piece.rows.table.firstRowLine.map { line + $0 - 1 }
                if firstRowLine == nil { firstRowLine = first }
                let expected = firstRowLine.map { $0 + whole.table.rowCount }
                isALineForEachRow = isALineForEachRow && first != nil && first == expected
            }
            line += piece.lineCount
            whole.append(contentsOf: piece.rows)
        }
        whole.table.firstRowLine = isALineForEachRow ? firstRowLine : nil
        return whole
    }

    /// The rows of a chunk.
    private struct Piece {
        /// Their lines count from 1.
        let rows: CSVRows
        /// The ends of lines in the chunk.
        let lineCount: Int
    }

    /// Ranges of whole lines, from the position on.
    func chunks() -> [Range<Int>] {
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

    /// The rows of a chunk; nil where they may not be a line each.
    private func rows(
        of chunk: Range<Int>, _ layout: ColumnLayout, _ targets: FileRows.TargetKind, missing: MissingPolicy,
        leavingNumbersIn dataFile: DataFile?
    ) -> Piece? {
        guard var scanner = ofLines(chunk),
            let rows = try? scanner.rows(layout, targets, missing: missing, leavingNumbersIn: dataFile)
        else { return nil }
        return Piece(rows: rows, lineCount: scanner.line - 1)
    }

    /// A scanner of a chunk alone, whose lines it counts from 1; nil where rows may not be a line each.
    func ofLines(_ chunk: Range<Int>) -> CSVScanner? {
        // Quotes may hold ends of lines, and a NUL byte has to be reported.
        guard memchr(text + chunk.lowerBound, Int32(UInt8(ascii: "\"")), chunk.count) == nil,
            memchr(text + chunk.lowerBound, 0, chunk.count) == nil
        else { return nil }
        var scanner = self
        scanner.position = chunk.lowerBound
        scanner.end = chunk.upperBound
        scanner.line = 1
        return scanner
    }
}
