/// Decodes a column's part of a row group, page by page, into an element for each row.
protocol ChunkDecoder {
    /// What a row becomes.
    associatedtype Element

    /// Memory of the thread that decodes.
    var scratch: ChunkScratch { get }
    /// What stands for a row without a value.
    var missing: Element { get }
    /// How many values the dictionary has; nil where there was none.
    var dictionaryCount: Int? { get }

    /// Decodes the values of the dictionary.
    mutating func read(_ page: DictionaryPage) throws(Malformed)

    /// Decodes values that stand in the page themselves.
    func decode(
        _ bytes: UnsafeRawBufferPointer, _ encoding: ValueEncoding, count: Int,
        into output: UnsafeMutablePointer<Element>) throws(Malformed)

    /// Writes the dictionary's values at some indices, all of which it has.
    func write(
        _ indices: UnsafePointer<UInt32>, count: Int, to output: UnsafeMutablePointer<Element>) throws(Malformed)
}

extension ChunkDecoder {
    /// Decodes all pages.
    /// - Parameter output: memory for as many elements as the pages have rows.
    /// - Returns: how many rows have no value.
    @inline(__always)
    mutating func decode(_ pages: PageReader, into output: UnsafeMutablePointer<Element>) throws(Malformed) -> Int {
        var (pages, output, nullCount) = (pages, output, 0)
        while let page = try pages.next(scratch) {
            switch page {
            case .dictionary(let page): try read(page)
            case .data(let page):
                if page.encoding.isDictionary {
                    try decodeIndices(page, into: output)
                } else {
                    try decode(page.bytes, page.encoding, count: page.valueCount, into: output)
                }
                spread(output, page)
                nullCount += page.rowCount - page.valueCount
                output += page.rowCount
            }
        }
        return nullCount
    }

    @inline(__always)
    private func decodeIndices(_ page: DataPage, into output: UnsafeMutablePointer<Element>) throws(Malformed) {
        let count = page.valueCount
        guard count > 0 else { return }
        var indices = try DictionaryIndices(page, dictionaryCount: dictionaryCount)
        if let index = try indices.index(ofNext: count) {
            var only = UInt32(index)
            try write(&only, count: 1, to: output)
            return output.update(repeating: output[0], count: count)
        }
        try withUnsafeTemporaryAllocation(of: UInt32.self, capacity: DictionaryIndices.batch) {
            (batch) throws(Malformed) in
            let batch = batch.baseAddress!
            for start in stride(from: 0, to: count, by: DictionaryIndices.batch) {
                let taken = min(DictionaryIndices.batch, count - start)
                try indices.decode(into: batch, count: taken)
                try write(batch, count: taken, to: output + start)
            }
        }
    }

    /// Moves the values of a page, which stand one after the other, to their rows.
    @inline(__always)
    private func spread(_ output: UnsafeMutablePointer<Element>, _ page: DataPage) {
        guard let levels = page.levels else { return }
        let missing = missing
        // From the end, so that no value is overwritten before it is moved.
        var value = page.valueCount
        for row in stride(from: page.rowCount - 1, through: 0, by: -1) {
            if levels[row] != 0 {
                value &-= 1
                output[row] = output[value]
            } else {
                output[row] = missing
            }
        }
    }
}

extension DictionaryPage {
    /// Checks that the page is not too short for so many values: each takes a byte at least.
    /// - Parameter type: of the column, which must be one that can have a dictionary.
    func check(_ type: PhysicalType) throws(Malformed) {
        guard type != .boolean else { throw FixedLengthValues.misplaced(.plainDictionary, type) }
        guard valueCount <= bytes.count else {
            throw Malformed(found: "\(bytes.count) bytes of a dictionary", expected: "those of \(valueCount) values")
        }
    }
}
