import Glibc

/// The first lines of a CSV file, cut into fields as one delimiter would have it.
struct CSVSample {
    /// A field.
    struct Field {
        let content: [UInt8]
        let isQuoted: Bool

        /// Whether nothing stands there.
        var isEmpty: Bool { content.isEmpty }
    }

    /// A row or header, or a comment that was cut into fields like one.
    struct Record {
        /// Where it begins.
        let start: Int
        /// The line of that, the first of the file being 1.
        let line: Int
        /// Whether the line begins with a `#`.
        let beginsWithMark: Bool
        /// None where its quotes are none of this delimiter.
        var fields: [Field]
    }

    /// How much of a file is looked at: about so many bytes.
    private static let mostBytes = 1 << 16
    private static let mostRecords = 1000

    /// Not blank lines.
    private(set) var records: [Record] = []

    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - start: where the first line begins.
    ///   - line: its number.
    ///   - delimiter: what is to separate fields.
    init(_ bytes: UnsafeRawBufferPointer, from start: Int, line: Int, separatedBy delimiter: CSVOptions.Delimiter) {
        var options = CSVOptions()
        options.delimiter = delimiter
        var scanner = CSVScanner(rows: bytes, file: "", form: CSVForm(options))
        scanner.position = start
        scanner.line = line
        scanner.end = Self.end(of: bytes, from: start)
        let isCut = scanner.end < bytes.count
        while records.count < Self.mostRecords {
            scanner.skipBlankLines()
            guard scanner.position < scanner.end else { break }
            let (start, line) = (scanner.position, scanner.line)
            let fields = Self.fields(&scanner)
            // A quote that the cut left open.
            if isCut, fields.isEmpty, scanner.position >= scanner.end { break }
            records.append(
                Record(
                    start: start, line: line, beginsWithMark: bytes[start] == UInt8(ascii: "#"), fields: fields))
        }
    }

    /// The end of the lines that are looked at: at least two beside comments, however long they are.
    private static func end(of bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var (end, count) = (start, 0)
        while end < bytes.count, count < 2 || end - start < mostBytes {
            if bytes[end] != UInt8(ascii: "#") { count += 1 }
            let rest = UnsafeRawBufferPointer(rebasing: bytes[end...])
            let lineEnd = memchr(rest.baseAddress!, Int32(UInt8(ascii: "\n")), rest.count)
            end = lineEnd.map { UnsafeRawPointer($0) - bytes.baseAddress! + 1 } ?? bytes.count
        }
        return end
    }

    /// The fields of a line; none where its quotes are not those of this delimiter.
    private static func fields(_ scanner: inout CSVScanner) -> [Field] {
        var fields: [Field] = []
        do throws(DataError) {
            repeat {
                scanner.skipSpaces()
                let isQuoted = scanner.position < scanner.end && scanner.text[scanner.position] == UInt8(ascii: "\"")
                fields.append(Field(content: try scanner.field(), isQuoted: isQuoted))
            } while scanner.takeDelimiter()
        } catch {
            fields = []
            scanner.skipLine()
        }
        scanner.takeLineEnd()
        return fields
    }

    /// The number of fields that most records have, comments aside; the smaller of two.
    var width: Int {
        var counts: [Int: Int] = [:]
        for record in records where !record.beginsWithMark { counts[record.fields.count, default: 0] += 1 }
        return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
    }
}
