/// Decodes a chunk into numbers. What is missing is NaN.
struct NumberChunk<Number: ColumnNumber>: ChunkDecoder {
    let scratch: ChunkScratch
    private(set) var dictionaryCount: Int?

    private let type: PhysicalType
    private let conversion: NumberConversion
    private var dictionary: UnsafeMutablePointer<Number>?

    var missing: Number { .nan }

    init(_ type: PhysicalType, _ conversion: NumberConversion, _ scratch: ChunkScratch) {
        self.type = type
        self.conversion = conversion
        self.scratch = scratch
    }

    mutating func read(_ page: DictionaryPage) throws(Malformed) {
        try page.check(type)
        let memory = try scratch.dictionary.elements(Number.self, count: page.valueCount)
        try decode(page.bytes, .plain, count: page.valueCount, into: memory)
        (dictionary, dictionaryCount) = (memory, page.valueCount)
    }

    func write(_ indices: UnsafePointer<UInt32>, count: Int, to output: UnsafeMutablePointer<Number>) {
        let dictionary = UnsafePointer(dictionary!)
        for row in 0..<count { output[row] = dictionary[Int(indices[row])] }
    }

    func decode(
        _ bytes: UnsafeRawBufferPointer, _ encoding: ValueEncoding, count: Int,
        into output: UnsafeMutablePointer<Number>
    ) throws(Malformed) {
        guard let width = conversion.width else {
            return try decodeDecimals(bytes, encoding, count: count, into: output)
        }
        let values = try FixedLengthValues.decode(bytes, encoding, count: count, type: type, width: width, scratch)
        if count > 0 { Number.convert(values.baseAddress!, count: count, by: conversion, into: output) }
    }

    private func decodeDecimals(
        _ bytes: UnsafeRawBufferPointer, _ encoding: ValueEncoding, count: Int,
        into output: UnsafeMutablePointer<Number>
    ) throws(Malformed) {
        var index = 0
        try ByteArrays.decode(bytes, encoding, count: count, scratch) { (value) throws(Malformed) in
            try NumberConversion.checkDecimal(value)
            let conversion =
                if case .decimalBytes(let scale) = conversion {
                    NumberConversion.decimal(width: value.count, scale: scale)
                } else {
                    conversion
                }
            Number.convert(value.baseAddress!, count: 1, by: conversion, into: output + index)
            index += 1
        }
    }
}
