/// Where the rows of a CSV file are, so that they can be read again; 4 bytes for each row.
struct CSVRowPlaces: Hashable {
    /// Rows that begin within `blockBytes`.
    private struct Block: Hashable {
        var firstRow: Int
        let start: Int
        var end: Int
    }

    private static let blockBytes = 1 << 20

    private var blocks: [Block] = []
    /// Where each row begins, from the start of its block.
    private var offsets: [UInt32] = []

    var rowCount: Int { offsets.count }

    /// Adds a row that comes after those before it.
    mutating func append(_ bytes: Range<Int>) {
        if blocks.last.map({ bytes.lowerBound - $0.start >= Self.blockBytes }) ?? true {
            blocks.append(Block(firstRow: rowCount, start: bytes.lowerBound, end: bytes.upperBound))
        }
        offsets.append(UInt32(bytes.lowerBound - blocks[blocks.count - 1].start))
        blocks[blocks.count - 1].end = bytes.upperBound
    }

    /// Adds the rows of the part that follows in the file.
    mutating func append(contentsOf next: CSVRowPlaces) {
        for var block in next.blocks {
            block.firstRow += rowCount
            blocks.append(block)
        }
        offsets += next.offsets
    }

    /// The first of some rows and as many after it as are near each other, and the bytes from the first to the end of the
    /// last; rows that are left out may be between them.
    func piece(of rows: Range<Int>) -> (rows: Range<Int>, bytes: Range<Int>) {
        let index = index(ofBlockWith: rows.lowerBound)
        let block = blocks[index]
        let blockEnd = index + 1 < blocks.count ? blocks[index + 1].firstRow : rowCount
        let end = min(rows.upperBound, blockEnd)
        let bytesEnd = end < blockEnd ? block.start + Int(offsets[end]) : block.end
        return (rows.lowerBound..<end, block.start + Int(offsets[rows.lowerBound])..<bytesEnd)
    }

    /// How far the start of a row is from that of another in the same piece.
    func distance(from first: Int, to row: Int) -> Int { Int(offsets[row]) - Int(offsets[first]) }

    private func index(ofBlockWith row: Int) -> Int {
        var (low, high) = (0, blocks.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if blocks[middle].firstRow <= row { low = middle } else { high = middle }
        }
        return low
    }
}
