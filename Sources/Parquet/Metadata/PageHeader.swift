/// What stands before a page.
///
/// Source: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift, `PageHeader`
struct PageHeader {
    enum Kind {
        /// Levels and values, compressed together.
        case data(definitionLevels: ValueEncoding?)
        /// Levels, and values that may be compressed.
        case data2(nullCount: Int, definitionByteCount: Int, repetitionByteCount: Int, isCompressed: Bool)
        case dictionary
        /// A page that holds no values.
        case other
    }

    private(set) var kind: Kind = .other
    private(set) var valueCount = 0
    /// Nil where it is one that this reader does not know: see `encodingNumber`.
    var encoding: ValueEncoding? { ValueEncoding(rawValue: encodingNumber) }
    private(set) var encodingNumber = 0
    private(set) var byteCount = 0
    private(set) var uncompressedByteCount = 0
    private(set) var checksum: UInt32?

    /// Whether the page holds values of rows.
    var isData: Bool {
        switch kind {
        case .data, .data2: true
        case .dictionary, .other: false
        }
    }

    init(_ reader: inout ThriftReader) throws(Malformed) {
        var type = 0
        var (data, data2, dictionary) = (Kind?.none, Kind?.none, Kind?.none)
        try reader.structure { (reader, field) throws(Malformed) in
            switch field.id {
            case 1: type = try reader.integer(field)
            case 2: uncompressedByteCount = try reader.integer(field)
            case 3: byteCount = try reader.integer(field)
            case 4: checksum = UInt32(truncatingIfNeeded: try reader.integer(field))
            case 5: data = try readData(&reader, field)
            case 7: dictionary = try readDictionary(&reader, field)
            case 8: data2 = try readData2(&reader, field)
            default: try reader.skip(field)
            }
        }
        let said: Kind? =
            switch type {
            case 0: data
            case 2: dictionary
            case 3: data2
            default: .other
            }
        guard let said else {
            throw Malformed(found: "a page of type \(type) without its header", expected: "both")
        }
        kind = said
        for (count, what) in [(valueCount, "values"), (byteCount, "bytes"), (uncompressedByteCount, "bytes")]
        where count < 0 || count > Int(Int32.max) {
            throw Malformed(found: "a page of \(count) \(what)", expected: "0 to \(Int32.max)")
        }
    }

    private mutating func readData(
        _ reader: inout ThriftReader, _ field: ThriftReader.Field
    ) throws(Malformed) -> Kind {
        var (values, encoding, levels) = (0, 0, 0)
        try reader.structure(field) { (reader, field) throws(Malformed) in
            switch field.id {
            case 1: values = try reader.integer(field)
            case 2: encoding = try reader.integer(field)
            case 3: levels = try reader.integer(field)
            default: try reader.skip(field)
            }
        }
        (valueCount, encodingNumber) = (values, encoding)
        return .data(definitionLevels: ValueEncoding(rawValue: levels))
    }

    private mutating func readDictionary(
        _ reader: inout ThriftReader, _ field: ThriftReader.Field
    ) throws(Malformed) -> Kind {
        var (values, encoding) = (0, 0)
        try reader.structure(field) { (reader, field) throws(Malformed) in
            switch field.id {
            case 1: values = try reader.integer(field)
            case 2: encoding = try reader.integer(field)
            default: try reader.skip(field)
            }
        }
        (valueCount, encodingNumber) = (values, encoding)
        return .dictionary
    }

    private mutating func readData2(
        _ reader: inout ThriftReader, _ field: ThriftReader.Field
    ) throws(Malformed) -> Kind {
        var (values, nulls, encoding, definition, repetition, isCompressed) = (0, 0, 0, 0, 0, true)
        try reader.structure(field) { (reader, field) throws(Malformed) in
            switch field.id {
            case 1: values = try reader.integer(field)
            case 2: nulls = try reader.integer(field)
            case 4: encoding = try reader.integer(field)
            case 5: definition = try reader.integer(field)
            case 6: repetition = try reader.integer(field)
            case 7: isCompressed = try reader.boolean(field)
            default: try reader.skip(field)
            }
        }
        (valueCount, encodingNumber) = (values, encoding)
        return .data2(
            nullCount: nulls, definitionByteCount: definition, repetitionByteCount: repetition,
            isCompressed: isCompressed)
    }
}
