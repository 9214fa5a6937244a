/// The directory of a ZIP archive.
///
/// Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3 and 4.5.3
package struct ZIPArchive {
    /// A file of the archive.
    package struct Entry: Sendable {
        /// Its name.
        package let name: String
        /// Where its bytes are in the archive.
        package let range: Range<Int>
        let isCompressed: Bool
        let byteCount: Int
        let checksum: UInt32
    }

    /// The files, in the directory's order.
    package private(set) var entries: [Entry] = []

    /// Reads the directory of a whole archive.
    /// - Throws: `FileError` where it is no archive, is cut off, or what it says of a file cannot be.
    package init(_ bytes: UnsafeRawBufferPointer, file: String) throws(FileError) {
        let reader = Reader(bytes: bytes, file: file)
        var (place, count) = try reader.directory()
        var names: Set<String> = []
        for _ in 0..<count {
            let (entry, end) = try reader.entry(at: place)
            guard names.insert(entry.name).inserted else {
                throw FileError(file: file, found: "\(OneLine.quoted(entry.name)) twice", expected: "unique names")
            }
            entries.append(entry)
            place = end
        }
    }
}

extension ZIPArchive.Entry {
    /// Deflate makes 258 bytes of 2 bits at best.
    private static let largestRatio = 1032

    /// Checks the file's bytes, and inflates them where they are compressed.
    /// - Parameters:
    ///   - archive: the whole archive.
    ///   - limit: The most bytes that the content may have.
    /// - Returns: the content where it was compressed; nil where it is in `range` of the archive as it stands.
    /// - Throws: `FileError` where they are not what the directory says.
    package func check(
        _ archive: UnsafeRawBufferPointer, file: String, limit: Int
    ) throws(FileError) -> FileContent? {
        let bytes = UnsafeRawBufferPointer(rebasing: archive[range])
        guard isCompressed else {
            guard CRC32.ieee(bytes) == checksum else { throw broken(file) }
            return nil
        }
        guard byteCount / Self.largestRatio <= bytes.count else {
            throw FileError(
                file: file, place: OneLine.quoted(name), found: "\(byteCount) bytes in \(bytes.count) compressed ones",
                expected: "at most \(Self.largestRatio) times as many")
        }
        let content = try FileContent(inflating: bytes, of: file, limit: min(byteCount, limit))
        guard content.byteCount == byteCount, content.withBytes(CRC32.ieee) == checksum else { throw broken(file) }
        return content
    }

    private func broken(_ file: String) -> FileError {
        FileError(
            file: file, place: OneLine.quoted(name), found: "other bytes than the archive's directory says",
            expected: "the same length and checksum")
    }
}

/// Reads numbers of an archive, none of which can be trusted.
private struct Reader {
    let bytes: UnsafeRawBufferPointer
    let file: String

    private static let mostComment = 65_535

    /// Where the directory begins, and how many files it has.
    func directory() throws(FileError) -> (start: Int, count: Int) {
        let length = 22
        guard bytes.count >= length else { throw FileError(file: file, found: "no ZIP archive", expected: "one") }
        var end = bytes.count - length
        let least = max(end - Self.mostComment, 0)
        while end >= least, try number(end, UInt32.self) != 0x0605_4B50 { end -= 1 }
        guard end >= least else {
            throw FileError(file: file, found: "no ZIP archive, or one that is cut off", expected: "all of it")
        }
        let (count, start) = (try number(end + 10, UInt16.self), try number(end + 16, UInt32.self))
        guard count == 0xFFFF || start == 0xFFFF_FFFF else { return try checked(start, count) }
        // The numbers of 64 bits stand in a record of their own, whose place stands before this one.
        guard try number(end - 20, UInt32.self) == 0x0706_4B50 else { return try checked(start, count) }
        let record = try number(end - 12, UInt64.self)
        guard try number(record, UInt32.self) == 0x0606_4B50 else { throw cutOff }
        return try checked(try number(record + 48, UInt64.self), try number(record + 32, UInt64.self))
    }

    /// A file takes at least 46 bytes of the directory.
    private func checked(_ start: Int, _ count: Int) throws(FileError) -> (Int, Int) {
        guard start <= bytes.count, count <= (bytes.count - start) / 46 else { throw cutOff }
        return (start, count)
    }

    /// The file that a place of the directory describes, and the place of the next.
    func entry(at place: Int) throws(FileError) -> (ZIPArchive.Entry, Int) {
        guard try number(place, UInt32.self) == 0x0201_4B50 else { throw cutOff }
        let (flags, method) = (try number(place + 8, UInt16.self), try number(place + 10, UInt16.self))
        let (nameLength, extraLength) = (try number(place + 28, UInt16.self), try number(place + 30, UInt16.self))
        let end = place + 46 + nameLength + extraLength + (try number(place + 32, UInt16.self))
        guard end <= bytes.count else { throw cutOff }
        let name = String(decoding: bytes[(place + 46)..<(place + 46 + nameLength)], as: UTF8.self)
        func fail(_ found: String, _ expected: String) -> FileError {
            FileError(file: file, place: OneLine.quoted(name), found: found, expected: expected)
        }
        guard flags & 1 == 0 else { throw fail("an encrypted file", "one that is not") }
        guard method == 0 || method == 8 else { throw fail("compression method \(method)", "none or deflate") }

        // What does not fit 32 bits stands in the extra field, in this order.
        var wide = try wideNumbers(place + 46 + nameLength..<place + 46 + nameLength + extraLength)[...]
        func size(_ place: Int) throws(FileError) -> Int {
            let short = try number(place, UInt32.self)
            guard short == 0xFFFF_FFFF else { return short }
            guard let long = wide.popFirst() else { throw cutOff }
            return long
        }
        let (byteCount, compressedCount) = (try size(place + 24), try size(place + 20))
        let local = try size(place + 42)
        guard try number(local, UInt32.self) == 0x0403_4B50 else {
            throw fail("no file at byte \(local)", "one, as the archive's directory says")
        }
        let start = local + 30 + (try number(local + 26, UInt16.self)) + (try number(local + 28, UInt16.self))
        guard start <= bytes.count, compressedCount <= bytes.count - start else {
            throw fail(
                "\(max(bytes.count - start, 0)) bytes", "\(compressedCount), as the archive's directory says")
        }
        guard method == 8 || byteCount == compressedCount else {
            throw fail("\(compressedCount) bytes", "\(byteCount), as the archive's directory says")
        }
        let entry = ZIPArchive.Entry(
            name: name, range: start..<start + compressedCount, isCompressed: method == 8, byteCount: byteCount,
            checksum: UInt32(try number(place + 16, UInt32.self)))
        return (entry, end)
    }

    private func wideNumbers(_ extra: Range<Int>) throws(FileError) -> [Int] {
        var place = extra.lowerBound
        while place + 4 <= extra.upperBound {
            let (kind, length) = (try number(place, UInt16.self), try number(place + 2, UInt16.self))
            guard place + 4 + length <= extra.upperBound else { throw cutOff }
            if kind == 1 {
                var numbers: [Int] = []
                for offset in stride(from: 0, through: length - 8, by: 8) {
                    numbers.append(try number(place + 4 + offset, UInt64.self))
                }
                return numbers
            }
            place += 4 + length
        }
        return []
    }

    private var cutOff: FileError {
        FileError(file: file, found: "a ZIP archive that is broken or cut off", expected: "all of it")
    }

    /// A number that is in the archive, and no larger than the archive may be.
    private func number<Number: FixedWidthInteger & UnsignedInteger>(
        _ place: Int, _: Number.Type
    ) throws(FileError) -> Int {
        guard place >= 0, place <= bytes.count - MemoryLayout<Number>.size else { throw cutOff }
        let number = Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Number.self))
        guard number <= UInt64(1 << 62) else { throw cutOff }
        return Int(number)
    }
}
