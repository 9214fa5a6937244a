/// Decodes a chunk into codes of names: of texts, or of numbers that are taken as names. What is missing is -1.
struct NameChunk {
    private let type: PhysicalType
    /// The length of a value; nil where that differs.
    private let width: Int?
    private let scratch: ChunkScratch
    /// The names, as they stand in the file.
    let names: NameTable
    private var dictionary: UnsafeMutablePointer<UnsafeRawBufferPointer>?
    private var dictionaryCount = 0

    static let missing: Int32 = -1

    init(_ type: PhysicalType, width: Int?, _ scratch: ChunkScratch) {
        self.type = type
        self.width = width
        self.scratch = scratch
        names = NameTable(scratch.budget)
    }

    /// Decodes all pages.
    /// - Parameter output: memory for as many codes as the pages have rows.
    /// - Returns: how many rows have no value.
    mutating func decode(_ pages: PageReader, into output: UnsafeMutablePointer<Int32>) throws(Malformed) -> Int {
        var (pages, output, nullCount) = (pages, output, 0)
        while let page = try pages.next(scratch) {
            switch page {
            case .dictionary(let page): try read(page)
            case .data(let page):
                try decode(page, into: output)
                Spreading.spread(output, page, missing: Self.missing)
                nullCount += page.rowCount - page.valueCount
                output += page.rowCount
            }
        }
        return nullCount
    }

    /// Lists the dictionary's values, which stay where they are.
    private mutating func read(_ page: DictionaryPage) throws(Malformed) {
        guard type != .boolean else { throw FixedLengthValues.misplaced(.plainDictionary, type) }
        let count = page.valueCount
        // A value takes its length at least, so that the count is no larger than the page.
        guard count <= page.bytes.count else {
            throw Malformed(found: "\(page.bytes.count) bytes of a dictionary", expected: "those of \(count) values")
        }
        let memory = try scratch.dictionary.elements(UnsafeRawBufferPointer.self, count: count)
        var index = 0
        try forEachValue(page.bytes, .plain, count: count) { (value) throws(Malformed) in
            (memory + index).initialize(to: value)
            index += 1
        }
        try scratch.codes.elements(Int32.self, count: count).update(repeating: Self.missing, count: count)
        (dictionary, dictionaryCount) = (memory, count)
    }

    private func decode(_ page: DataPage, into output: UnsafeMutablePointer<Int32>) throws(Malformed) {
        guard page.encoding.isDictionary else {
            var index = 0
            return try forEachValue(page.bytes, page.encoding, count: page.valueCount) { (value) throws(Malformed) in
                output[index] = try names.code(of: value)
                index += 1
            }
        }
        let count = page.valueCount
        guard count > 0 else { return }
        var indices = try DictionaryIndices(page, dictionaryCount: dictionary == nil ? nil : dictionaryCount)
        let dictionary = UnsafePointer(dictionary!)
        let codes = try scratch.codes.elements(Int32.self, count: dictionaryCount)
        if let index = try indices.index(ofNext: count) {
            return output.update(repeating: try names.code(of: dictionary[index]), count: count)
        }
        try withUnsafeTemporaryAllocation(of: UInt32.self, capacity: DictionaryIndices.batch) {
            (batch) throws(Malformed) in
            let batch = batch.baseAddress!
            for start in stride(from: 0, to: count, by: DictionaryIndices.batch) {
                let taken = min(DictionaryIndices.batch, count - start)
                try indices.decode(into: batch, count: taken)
                let output = output + start
                for row in 0..<taken {
                    let index = Int(batch[row])
                    var code = codes[index]
                    if code < 0 {
                        code = try names.code(of: dictionary[index])
                        codes[index] = code
                    }
                    output[row] = code
                }
            }
        }
    }

    @inline(__always)
    private func forEachValue(
        _ bytes: UnsafeRawBufferPointer, _ encoding: ValueEncoding, count: Int,
        _ body: (UnsafeRawBufferPointer) throws(Malformed) -> Void
    ) throws(Malformed) {
        guard let width else { return try ByteArrays.decode(bytes, encoding, count: count, scratch, body) }
        let values = try FixedLengthValues.decode(bytes, encoding, count: count, type: type, width: width, scratch)
        for index in 0..<count {
            try body(UnsafeRawBufferPointer(rebasing: values[index * width..<(index + 1) * width]))
        }
    }
}
