/// Decodes a chunk into codes of names: of texts, or of numbers that are taken as names. What is missing is -1.
struct NameChunk: ChunkDecoder {
    let scratch: ChunkScratch
    /// The names, as they stand in the file.
    let names: NameTable
    private(set) var dictionaryCount: Int?

    private let type: PhysicalType
    /// The length of a value; nil where that differs.
    private let width: Int?
    /// The dictionary's values, which stay where they are.
    private var dictionary: UnsafeMutablePointer<UnsafeRawBufferPointer>?
    /// Their codes, as far as these are known.
    private var codes: UnsafeMutablePointer<Int32>?

    static let missing: Int32 = -1
    var missing: Int32 { Self.missing }

    init(_ type: PhysicalType, width: Int?, _ scratch: ChunkScratch) {
        self.type = type
        self.width = width
        self.scratch = scratch
        names = NameTable(scratch.budget)
    }

    mutating func read(_ page: DictionaryPage) throws(Malformed) {
        try page.check(type)
        let count = page.valueCount
        let memory = try scratch.dictionary.elements(UnsafeRawBufferPointer.self, count: count)
        var index = 0
        try forEachValue(page.bytes, .plain, count: count) { (value) throws(Malformed) in
            (memory + index).initialize(to: value)
            index += 1
        }
        let codes = try scratch.codes.elements(Int32.self, count: count)
        codes.update(repeating: Self.missing, count: count)
        (dictionary, self.codes, dictionaryCount) = (memory, codes, count)
    }

    func decode(
        _ bytes: UnsafeRawBufferPointer, _ encoding: ValueEncoding, count: Int, into output: UnsafeMutablePointer<Int32>
    ) throws(Malformed) {
        var index = 0
        try forEachValue(bytes, encoding, count: count) { (value) throws(Malformed) in
            output[index] = try names.code(of: value)
            index += 1
        }
    }

    func write(
        _ indices: UnsafePointer<UInt32>, count: Int, to output: UnsafeMutablePointer<Int32>
    ) throws(Malformed) {
        let (dictionary, codes) = (dictionary!, codes!)
        for row in 0..<count {
            let index = Int(indices[row])
            var code = codes[index]
            if code < 0 {
                code = try names.code(of: dictionary[index])
                codes[index] = code
            }
            output[row] = code
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
