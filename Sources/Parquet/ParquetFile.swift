public import Files

/// A Parquet file that is open for reading.
///
/// Numbers become float32 where the file has these (or float16), else float64:
///
/// | in the file | number |
/// | --- | --- |
/// | booleans | 0 and 1 |
/// | integers of any width, with a sign or without | the number; above 2⁵³ the nearest that float64 has |
/// | decimals of at most 38 digits | the nearest number |
/// | dates | days since 1970-01-01 |
/// | times of day | seconds since midnight |
/// | timestamps in any unit, INT96 too | seconds since 1970-01-01, 00:00 |
///
/// Texts and enumerations are names, and so are bytes that say nothing of themselves, which must be UTF-8. Lists, maps,
/// groups, JSON, BSON, UUIDs, intervals and places on earth are refused when they are asked for.
///
/// Sources: https://github.com/apache/parquet-format/blob/master/README.md#file-format and
/// https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
public final class ParquetFile: Sendable {
    /// The path as the caller gave it.
    public let path: String
    /// The columns below the schema's root.
    public let columns: [ParquetColumn]
    /// The number of rows.
    public let rowCount: Int
    /// The number of rows of each row group.
    public let rowGroupSizes: [Int]

    let content: FileContent
    let rowGroups: [RowGroup]
    /// Where the footer begins.
    let footerStart: Int

    /// The bytes that a Parquet file begins and ends with.
    public static let magic: [UInt8] = Array("PAR1".utf8)
    private static let encryptedMagic = Array("PARE".utf8)
    /// The footer's length and the magic number.
    private static let tailByteCount = 8

    /// Opens the file at a path and reads its footer.
    /// - Throws: `FileError` where it cannot be read, or its footer is not as the format says.
    public convenience init(reading path: String) throws(FileError) {
        try self.init(try FileContent(reading: path))
    }

    /// Reads the footer of a file that is open.
    public init(_ content: consuming FileContent) throws(FileError) {
        path = content.path
        let footer = try Self.footer(content)
        let metadata: FileMetadata
        do throws(Malformed) {
            metadata = try content.withBytes { (bytes) throws(Malformed) in
                try FileMetadata(UnsafeRawBufferPointer(rebasing: bytes[footer]))
            }
            let leaves: Int
            (columns, leaves) = try Self.columns(metadata.schema)
            rowCount = try Self.checkRows(metadata, leafCount: leaves)
        } catch {
            try content.check()
            throw error.error(file: path, place: "footer")
        }
        try content.check()
        rowGroups = metadata.rowGroups
        rowGroupSizes = rowGroups.map(\.rowCount)
        footerStart = footer.lowerBound
        self.content = content
    }

    private static func footer(_ content: borrowing FileContent) throws(FileError) -> Range<Int> {
        let path = content.path
        return try content.withBytes { (bytes) throws(FileError) in
            guard bytes.count >= magic.count, bytes.prefix(magic.count).elementsEqual(magic) else {
                let isEncrypted = bytes.prefix(magic.count).elementsEqual(encryptedMagic)
                throw FileError(
                    file: path, found: isEncrypted ? "an encrypted Parquet file" : "no Parquet file",
                    expected: isEncrypted ? "one that is not: decrypt it first" : "one, which begins with PAR1")
            }
            guard bytes.count >= magic.count + tailByteCount, bytes.suffix(magic.count).elementsEqual(magic) else {
                throw FileError(
                    file: path, found: "a Parquet file that is cut off", expected: "all of it, which ends with PAR1")
            }
            let end = bytes.count - tailByteCount
            let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt32.self)))
            guard length <= end - magic.count else {
                throw FileError(
                    file: path, place: "footer", found: "\(length) bytes of it in a file of \(bytes.count)",
                    expected: "fewer than the file has")
            }
            return end - length..<end
        }
    }

    /// The columns below the root, and how many chunks a row group has.
    private static func columns(_ schema: [SchemaElement]) throws(Malformed) -> ([ParquetColumn], Int) {
        guard let root = schema.first, root.type == nil || schema.count == 1 else {
            throw Malformed(found: "no schema", expected: "one that lists the columns")
        }
        var (columns, leaves, next) = ([ParquetColumn](), 0, 1)
        for _ in 0..<root.childCount {
            guard next < schema.count else {
                throw Malformed(found: "\(columns.count) columns", expected: "\(root.childCount), as the schema says")
            }
            let element = schema[next]
            guard element.childCount > 0 || element.type == nil else {
                columns.append(ParquetColumn(element, chunkIndex: leaves))
                leaves += 1
                next += 1
                continue
            }
            // All that is below the group: its children, their children, and so on.
            var open = 1
            while open > 0 {
                guard next < schema.count else {
                    throw Malformed(found: "a group that is cut off", expected: "all of its columns")
                }
                if schema[next].type != nil, schema[next].childCount == 0 { leaves += 1 }
                let (more, overflow) = (open - 1).addingReportingOverflow(schema[next].childCount)
                guard !overflow else {
                    throw Malformed(found: "\(schema[next].childCount) columns of a group", expected: "fewer")
                }
                open = more
                next += 1
            }
            columns.append(ParquetColumn(group: element))
        }
        guard next == schema.count else {
            throw Malformed(found: "\(schema.count - next) columns outside the schema's root", expected: "none")
        }
        return (columns, leaves)
    }

    private static func checkRows(_ metadata: FileMetadata, leafCount: Int) throws(Malformed) -> Int {
        var total = 0
        for group in metadata.rowGroups {
            let (sum, overflow) = total.addingReportingOverflow(group.rowCount)
            guard group.rowCount >= 0, !overflow else {
                throw Malformed(found: "a row group of \(group.rowCount) rows", expected: "a number that can be")
            }
            guard group.chunks.count == leafCount else {
                throw Malformed(
                    found: "a row group of \(group.chunks.count) columns",
                    expected: "\(leafCount), as many as the schema has")
            }
            total = sum
        }
        guard total == metadata.rowCount else {
            throw Malformed(
                found: "\(total) rows in all row groups", expected: "\(metadata.rowCount), as the footer says")
        }
        return total
    }
}
