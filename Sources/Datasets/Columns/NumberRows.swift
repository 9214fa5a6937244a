import NUMA

/// Rows of as many numbers each, added one after another and never moved: they are in blocks, whose memory can be given
/// back one at a time.
struct NumberRows: Sendable {
    /// Consecutive rows.
    final class Block: @unchecked Sendable {
        // Safe to share: one thread adds rows before others read them, and releases them when nobody will read them again.

        private static let byteCount = 1 << 20

        /// The number of rows.
        private(set) var rowCount = 0
        private var isReleased = false
        private let capacity: Int
        private let columnCount: Int
        private let memory: NodeMemory<Float>

        /// - Throws: `NUMAError` where there is no memory for it.
        init(columnCount: Int) throws(NUMAError) {
            self.columnCount = columnCount
            capacity = Self.capacity(columnCount)
            memory = try NodeMemory(count: capacity * max(columnCount, 1))
        }

        /// Takes so many rows at once, as many as there is room for at most, whose numbers are zeros until they are written.
        convenience init(columnCount: Int, rowCount: Int) throws(NUMAError) {
            try self.init(columnCount: columnCount)
            precondition(rowCount <= capacity, "more rows than a block has room for")
            self.rowCount = rowCount
        }

        /// How many rows there is room for.
        static func capacity(_ columnCount: Int) -> Int {
            max(byteCount / (max(columnCount, 1) * MemoryLayout<Float>.stride), 1)
        }

        /// Whether there is no room for another row.
        var isFull: Bool { rowCount == capacity }

        /// The numbers, row-major.
        var numbers: UnsafeMutablePointer<Float> {
            precondition(!isReleased, "rows that were given back")
            return memory.baseAddress
        }

        func append(_ row: UnsafeMutableBufferPointer<Float>) {
            if let base = row.baseAddress {
                (numbers + rowCount * columnCount).update(from: base, count: columnCount)
            }
            rowCount += 1
        }

        /// Gives the memory of the rows back; they must not be read again.
        func release() {
            isReleased = true
            memory.release()
        }
    }

    /// The number of numbers in a row.
    let columnCount: Int
    /// The rows, in order.
    private(set) var blocks: [Block] = []

    init(columnCount: Int) { self.columnCount = columnCount }

    /// Adds a row.
    /// - Throws: `NUMAError` where there is no memory for it.
    mutating func append(_ row: UnsafeMutableBufferPointer<Float>) throws(NUMAError) {
        if blocks.last?.isFull ?? true { blocks.append(try Block(columnCount: columnCount)) }
        blocks[blocks.count - 1].append(row)
    }

    /// Adds so many rows, whose numbers are zeros until they are written.
    /// - Returns: blocks of them, each with the place of its first row among these.
    /// - Throws: `NUMAError` where there is no memory for them.
    mutating func append(rowCount: Int) throws(NUMAError) -> [(block: Block, first: Int)] {
        let size = Block.capacity(columnCount)
        var added: [(block: Block, first: Int)] = []
        for first in stride(from: 0, to: rowCount, by: size) {
            added.append((try Block(columnCount: columnCount, rowCount: min(size, rowCount - first)), first))
        }
        blocks += added.map(\.block)
        return added
    }

    /// Adds the rows of another set, which must not grow any more.
    mutating func append(contentsOf other: NumberRows) { blocks += other.blocks }

    /// A copy of all numbers, row-major.
    var values: [Float] {
        var values: [Float] = []
        values.reserveCapacity(blocks.reduce(0) { $0 + $1.rowCount } * columnCount)
        for block in blocks {
            values += UnsafeBufferPointer(start: block.numbers, count: block.rowCount * columnCount)
        }
        return values
    }
}

/// Rows in blocks of memory, each of which can be given back.
struct BlockMatrix: FeatureMatrix {
    let rowCount: Int
    let columnCount: Int
    private let blocks: [NumberRows.Block]
    /// The first row of each block.
    private let firstRows: [Int]

    /// - Parameter rowCount: the number of rows, which may have no numbers.
    init(_ rows: NumberRows, rowCount: Int) {
        self.rowCount = rowCount
        columnCount = rows.columnCount
        blocks = rows.blocks
        var firstRows: [Int] = []
        var count = 0
        for block in blocks {
            firstRows.append(count)
            count += block.rowCount
        }
        self.firstRows = firstRows
    }

    func write(row: Int, to features: UnsafeMutablePointer<Float>) { write(rows: row..<row + 1, to: features) }

    func write(rows: Range<Int>, to features: UnsafeMutablePointer<Float>) {
        guard columnCount > 0, !rows.isEmpty else { return }
        var index = index(ofBlockWith: rows.lowerBound)
        var row = rows.lowerBound
        while row < rows.upperBound {
            let block = blocks[index]
            let count = min(firstRows[index] + block.rowCount, rows.upperBound) - row
            (features + (row - rows.lowerBound) * columnCount).update(
                from: block.numbers + (row - firstRows[index]) * columnCount, count: count * columnCount)
            row += count
            index += 1
        }
    }

    private func index(ofBlockWith row: Int) -> Int {
        var (low, high) = (0, blocks.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if firstRows[middle] <= row { low = middle } else { high = middle }
        }
        return low
    }

    var releasableRuns: [Range<Int>]? {
        guard columnCount > 0 else { return nil }
        return zip(firstRows, blocks).map { $0..<$0 + $1.rowCount }
    }

    func release(_ run: Range<Int>) { blocks[index(ofBlockWith: run.lowerBound)].release() }
}
