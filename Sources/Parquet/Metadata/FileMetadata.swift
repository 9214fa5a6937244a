/// What the footer says of the whole file.
///
/// Source: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift, `FileMetaData`
struct FileMetadata {
    /// The schema's tree, each group before its parts.
    private(set) var schema: [SchemaElement] = []
    private(set) var rowCount = 0
    private(set) var rowGroups: [RowGroup] = []

    init(_ bytes: UnsafeRawBufferPointer) throws(Malformed) {
        var reader = ThriftReader(bytes)
        try reader.structure { (reader, field) throws(Malformed) in
            switch field.id {
            case 2:
                schema = try reader.list(field) { (reader) throws(Malformed) in try SchemaElement(&reader) }
            case 3: rowCount = try reader.integer(field)
            case 4: rowGroups = try reader.list(field) { (reader) throws(Malformed) in try RowGroup(&reader) }
            case 8: throw ColumnChunk.encrypted
            default: try reader.skip(field)
            }
        }
    }
}

/// Consecutive rows, column by column.
struct RowGroup {
    private(set) var chunks: [ColumnChunk] = []
    private(set) var rowCount = 0

    init(_ reader: inout ThriftReader) throws(Malformed) {
        try reader.structure { (reader, field) throws(Malformed) in
            switch field.id {
            case 1: chunks = try reader.list(field) { (reader) throws(Malformed) in try ColumnChunk(&reader) }
            case 3: rowCount = try reader.integer(field)
            default: try reader.skip(field)
            }
        }
    }
}

/// Where a row group keeps its values of a column.
struct ColumnChunk {
    /// Nil where it says nothing of it, or what this reader does not know.
    private(set) var type: PhysicalType?
    private(set) var codec = 0
    private(set) var valueCount = 0
    private(set) var byteCount = 0
    private(set) var dataOffset = 0
    private(set) var dictionaryOffset = 0
    private(set) var isInAnotherFile = false
    private(set) var isEncrypted = false

    static let encrypted = Malformed(found: "encrypted values", expected: "values that are not: decrypt the file first")

    init(_ reader: inout ThriftReader) throws(Malformed) {
        try reader.structure { (reader, field) throws(Malformed) in
            switch field.id {
            case 1: isInAnotherFile = !(try reader.text(field)).isEmpty
            case 3: try readMetadata(&reader, field)
            case 8:
                isEncrypted = true
                try reader.skip(field)
            default: try reader.skip(field)
            }
        }
    }

    /// - Source: `ColumnMetaData` in parquet.thrift
    private mutating func readMetadata(
        _ reader: inout ThriftReader, _ field: ThriftReader.Field
    ) throws(Malformed) {
        var chunk = self
        try reader.structure(field) { (reader, field) throws(Malformed) in
            switch field.id {
            case 1: chunk.type = PhysicalType(rawValue: try reader.integer(field))
            case 4: chunk.codec = try reader.integer(field)
            case 5: chunk.valueCount = try reader.integer(field)
            case 7: chunk.byteCount = try reader.integer(field)
            case 9: chunk.dataOffset = try reader.integer(field)
            case 11: chunk.dictionaryOffset = try reader.integer(field)
            default: try reader.skip(field)
            }
        }
        self = chunk
    }

    /// Its bytes in the file.
    /// - Parameter limit: where the footer begins.
    func range(before limit: Int) throws(Malformed) -> Range<Int> {
        let start = 0 < dictionaryOffset && dictionaryOffset < dataOffset ? dictionaryOffset : dataOffset
        guard start >= 0, byteCount >= 0, start <= limit, byteCount <= limit - start else {
            throw Malformed(
                found: "\(byteCount) bytes at byte \(start)", expected: "bytes before the footer at byte \(limit)")
        }
        return start..<start + byteCount
    }
}
