import CZlib

/// A page of values of rows, decompressed.
struct DataPage {
    /// The number of rows.
    let rowCount: Int
    /// The number of rows that have a value.
    let valueCount: Int
    let encoding: ValueEncoding
    /// The encoded values.
    let bytes: UnsafeRawBufferPointer
    /// 1 for each row that has a value, 0 for each that has none; nil where all have one.
    let levels: UnsafeMutablePointer<UInt8>?
}

/// Distinct values, which data pages of the same chunk name by their index.
struct DictionaryPage {
    let valueCount: Int
    let bytes: UnsafeRawBufferPointer
}

/// The pages of a chunk, one after the other.
///
/// Source: https://github.com/apache/parquet-format/blob/master/README.md#data-pages
struct PageReader {
    enum Page {
        case dictionary(DictionaryPage)
        case data(DataPage)
    }

    private let bytes: UnsafeRawBufferPointer
    private let codec: Codec
    private let isOptional: Bool
    private var position = 0
    private var remainingRows: Int
    private var mayHaveDictionary = true

    /// - Parameters:
    ///   - bytes: the chunk's.
    ///   - isOptional: whether rows may have no value.
    ///   - rowCount: the number of rows that the pages must have.
    init(_ bytes: UnsafeRawBufferPointer, codec: Codec, isOptional: Bool, rowCount: Int) {
        self.bytes = bytes
        self.codec = codec
        self.isOptional = isOptional
        remainingRows = rowCount
    }

    /// Checks that the headers of all pages are there and count as many rows as there must be, before memory is taken for
    /// these.
    func check() throws(Malformed) {
        var reader = self
        while reader.remainingRows > 0 { _ = try reader.header() }
    }

    /// The next page that holds values, which are there until the next call with the same scratch memory; nil after the
    /// last one.
    mutating func next(_ scratch: ChunkScratch) throws(Malformed) -> Page? {
        while remainingRows > 0 {
            let (header, body) = try header()
            if header.isData, header.valueCount == 0 { continue }
            if let checksum = header.checksum {
                let found = crc32_z(0, body.baseAddress?.assumingMemoryBound(to: UInt8.self), body.count)
                guard UInt32(truncatingIfNeeded: found) == checksum else {
                    throw Malformed(found: "a page with another checksum", expected: "the one that its header says")
                }
            }
            switch header.kind {
            case .other: continue
            case .dictionary: return .dictionary(try dictionary(header, body, scratch))
            case .data(let levels): return .data(try data(header, body, levels, scratch))
            case .data2(let nulls, let definition, let repetition, let isCompressed):
                return .data(
                    try data2(
                        header, body, nullCount: nulls, definitionByteCount: definition,
                        repetitionByteCount: repetition, codec: isCompressed ? codec : .none, scratch))
            }
        }
        return nil
    }

    /// The next page's header, and the bytes after it.
    private mutating func header() throws(Malformed) -> (PageHeader, UnsafeRawBufferPointer) {
        guard position < bytes.count else {
            throw Malformed(found: "pages that lack \(remainingRows) rows", expected: "all rows of the row group")
        }
        var reader = ThriftReader(UnsafeRawBufferPointer(rebasing: bytes[position...]))
        let header = try PageHeader(&reader)
        position += reader.position
        guard header.byteCount <= bytes.count - position else {
            throw Malformed(
                found: "\(bytes.count - position) bytes of a page", expected: "\(header.byteCount), as its header says")
        }
        let body = UnsafeRawBufferPointer(rebasing: bytes[position..<position + header.byteCount])
        position += header.byteCount
        if header.isData {
            guard header.valueCount <= remainingRows else {
                throw Malformed(
                    found: "a page of \(header.valueCount) rows where \(remainingRows) are left",
                    expected: "as many rows as the row group has")
            }
            remainingRows -= header.valueCount
            mayHaveDictionary = false
        } else if case .dictionary = header.kind {
            guard mayHaveDictionary else {
                throw Malformed(found: "a dictionary after values", expected: "at most one, before them")
            }
            mayHaveDictionary = false
        }
        return (header, body)
    }

    private func dictionary(
        _ header: PageHeader, _ body: UnsafeRawBufferPointer, _ scratch: ChunkScratch
    ) throws(Malformed) -> DictionaryPage {
        guard header.encoding == .plain || header.encoding == .plainDictionary else {
            throw Malformed(
                found: "a dictionary in \(Self.name(header))", expected: ValueEncoding.plain.name)
        }
        let values = try scratch.dictionaryPages.decompress(body, by: codec, count: header.uncompressedByteCount)
        return DictionaryPage(valueCount: header.valueCount, bytes: values)
    }

    private func data(
        _ header: PageHeader, _ body: UnsafeRawBufferPointer, _ levels: ValueEncoding?, _ scratch: ChunkScratch
    ) throws(Malformed) -> DataPage {
        let page = try scratch.pages.decompress(body, by: codec, count: header.uncompressedByteCount)
        guard isOptional else { return try Self.page(header, page, valueCount: header.valueCount, levels: nil) }
        let end: Int
        let count: Int
        let memory = try scratch.levels.elements(UInt8.self, count: header.valueCount)
        switch levels {
        case .runLength:
            guard page.count >= 4 else { throw Self.noLevels }
            let length = Int(UInt32(littleEndian: page.loadUnaligned(as: UInt32.self)))
            guard length <= page.count - 4 else { throw Self.noLevels }
            end = 4 + length
            count = try Self.levels(
                UnsafeRawBufferPointer(rebasing: page[4..<end]), into: memory, count: header.valueCount)
        case .bitPacked:
            try BitPacking.unpackFromTop(page, count: header.valueCount, into: memory)
            end = BitPacking.byteCount(of: header.valueCount, width: 1)
            count = Self.sum(memory, header.valueCount)
        default:
            throw Malformed(
                found: "levels in \(levels?.name ?? "an unknown encoding")", expected: "RLE or BIT_PACKED")
        }
        return try Self.page(
            header, UnsafeRawBufferPointer(rebasing: page[end...]), valueCount: count,
            levels: count == header.valueCount ? nil : memory)
    }

    private func data2(
        _ header: PageHeader, _ body: UnsafeRawBufferPointer, nullCount: Int, definitionByteCount: Int,
        repetitionByteCount: Int, codec: Codec, _ scratch: ChunkScratch
    ) throws(Malformed) -> DataPage {
        guard definitionByteCount >= 0, repetitionByteCount >= 0, repetitionByteCount <= body.count,
            definitionByteCount <= body.count - repetitionByteCount,
            repetitionByteCount + definitionByteCount <= header.uncompressedByteCount
        else { throw Self.noLevels }
        let end = repetitionByteCount + definitionByteCount
        let values = try scratch.pages.decompress(
            UnsafeRawBufferPointer(rebasing: body[end...]), by: codec, count: header.uncompressedByteCount - end)
        var (count, memory) = (header.valueCount, UnsafeMutablePointer<UInt8>?.none)
        if isOptional, definitionByteCount > 0 {
            let room = try scratch.levels.elements(UInt8.self, count: header.valueCount)
            count = try Self.levels(
                UnsafeRawBufferPointer(rebasing: body[repetitionByteCount..<end]), into: room, count: header.valueCount)
            if count < header.valueCount { memory = room }
        }
        guard header.valueCount - count == nullCount else {
            throw Malformed(
                found: "\(header.valueCount - count) rows without a value",
                expected: "\(nullCount), as the page's header says")
        }
        return try Self.page(header, values, valueCount: count, levels: memory)
    }

    /// - Returns: how many rows have a value.
    private static func levels(
        _ bytes: UnsafeRawBufferPointer, into levels: UnsafeMutablePointer<UInt8>, count: Int
    ) throws(Malformed) -> Int {
        guard count > 0 else { return 0 }
        var decoder = try RunLengthDecoder(bytes, width: 1)
        switch try decoder.number(ofNext: count) {
        case 1: return count
        case 0, nil: break
        case let level?: throw Malformed(found: "definition level \(level)", expected: "0 or 1, as in flat columns")
        }
        try decoder.decode(into: levels, count: count)
        let sum = sum(levels, count)
        guard sum >= 0 else {
            throw Malformed(found: "a definition level above 1", expected: "0 or 1, as in flat columns")
        }
        return sum
    }

    /// The sum of levels; -1 where one is above 1.
    private static func sum(_ levels: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
        var (sum, bits) = (0, UInt8(0))
        for index in 0..<count {
            sum &+= Int(levels[index])
            bits |= levels[index]
        }
        return bits > 1 ? -1 : sum
    }

    private static func page(
        _ header: PageHeader, _ bytes: UnsafeRawBufferPointer, valueCount: Int, levels: UnsafeMutablePointer<UInt8>?
    ) throws(Malformed) -> DataPage {
        guard let encoding = header.encoding else {
            throw Malformed(
                found: "values in \(name(header))", expected: "an encoding of Parquet 2.11 or older, such as PLAIN")
        }
        return DataPage(
            rowCount: header.valueCount, valueCount: valueCount, encoding: encoding, bytes: bytes, levels: levels)
    }

    private static func name(_ header: PageHeader) -> String {
        header.encoding?.name ?? "encoding \(header.encodingNumber)"
    }

    private static let noLevels = Malformed(
        found: "a page whose levels are cut off", expected: "as many bytes as it says")
}
