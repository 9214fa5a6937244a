/// Decodes a chunk into numbers. What is missing is NaN.
struct NumberChunk<Number: ColumnNumber> {
    private let type: PhysicalType
    private let conversion: NumberConversion
    private let scratch: ChunkScratch
    private var dictionary: UnsafeMutablePointer<Number>?
    private var dictionaryCount = 0

    init(_ type: PhysicalType, _ conversion: NumberConversion, _ scratch: ChunkScratch) {
        self.type = type
        self.conversion = conversion
        self.scratch = scratch
    }

    /// Decodes all pages.
    /// - Parameter output: memory for as many numbers as the pages have rows.
    /// - Returns: how many rows have no value.
    mutating func decode(_ pages: PageReader, into output: UnsafeMutablePointer<Number>) throws(Malformed) -> Int {
        var (pages, output, nullCount) = (pages, output, 0)
        while let page = try pages.next(scratch) {
            switch page {
            case .dictionary(let page): try read(page)
            case .data(let page):
                try decode(page, into: output)
                Spreading.spread(output, page, missing: Number.nan)
                nullCount += page.rowCount - page.valueCount
                output += page.rowCount
            }
        }
        return nullCount
    }

    private mutating func read(_ page: DictionaryPage) throws(Malformed) {
        guard type != .boolean else { throw FixedLengthValues.misplaced(.plainDictionary, type) }
        // Each value takes a byte at least, so that the count is no larger than the page.
        guard page.valueCount <= page.bytes.count else {
            throw Malformed(
                found: "\(page.bytes.count) bytes of a dictionary", expected: "those of \(page.valueCount) values")
        }
        let memory = try scratch.dictionary.elements(Number.self, count: page.valueCount)
        try decode(page.bytes, .plain, count: page.valueCount, into: memory)
        (dictionary, dictionaryCount) = (memory, page.valueCount)
    }

    private func decode(_ page: DataPage, into output: UnsafeMutablePointer<Number>) throws(Malformed) {
        guard page.encoding.isDictionary else {
            return try decode(page.bytes, page.encoding, count: page.valueCount, into: output)
        }
        let count = page.valueCount
        guard count > 0 else { return }
        var indices = try DictionaryIndices(page, dictionaryCount: dictionary == nil ? nil : dictionaryCount)
        let dictionary = UnsafePointer(dictionary!)
        if let index = try indices.index(ofNext: count) {
            return output.update(repeating: dictionary[index], count: count)
        }
        try withUnsafeTemporaryAllocation(of: UInt32.self, capacity: DictionaryIndices.batch) {
            (batch) throws(Malformed) in
            let batch = batch.baseAddress!
            for start in stride(from: 0, to: count, by: DictionaryIndices.batch) {
                let taken = min(DictionaryIndices.batch, count - start)
                try indices.decode(into: batch, count: taken)
                let output = output + start
                for index in 0..<taken { output[index] = dictionary[Int(batch[index])] }
            }
        }
    }

    private func decode(
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

/// Rows among values.
enum Spreading {
    /// Moves the values of a page, which stand one after the other, to their rows.
    @inline(__always)
    static func spread<Element>(_ output: UnsafeMutablePointer<Element>, _ page: DataPage, missing: Element) {
        guard let levels = page.levels else { return }
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
