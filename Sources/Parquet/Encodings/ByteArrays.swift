/// Values of any length.
package enum ByteArrays {
    /// Values one after the other, each after its length in 4 bytes.
    ///
    /// Source: https://github.com/apache/parquet-format/blob/master/Encodings.md#PLAIN
    @inline(__always)
    package static func plain(
        _ bytes: UnsafeRawBufferPointer, count: Int,
        _ body: (UnsafeRawBufferPointer) throws(Malformed) -> Void
    ) throws(Malformed) {
        var position = 0
        for _ in 0..<count {
            guard bytes.count - position >= 4 else { throw cutOff(bytes, count) }
            let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
            position += 4
            guard length <= bytes.count - position else { throw cutOff(bytes, count) }
            try body(UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]))
            position += length
        }
    }

    /// All lengths, then all values.
    ///
    /// Source: https://github.com/apache/parquet-format/blob/master/Encodings.md#DELTALENGTH
    /// - Parameter lengths: memory for `count` of them.
    @inline(__always)
    package static func deltaLength(
        _ bytes: UnsafeRawBufferPointer, count: Int, lengths: UnsafeMutablePointer<Int32>,
        _ body: (UnsafeRawBufferPointer) throws(Malformed) -> Void
    ) throws(Malformed) {
        var position = try DeltaBinaryPacked.decode(bytes, into: lengths, count: count)
        for index in 0..<count {
            let length = Int(lengths[index])
            guard length >= 0, length <= bytes.count - position else { throw cutOff(bytes, count) }
            try body(UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]))
            position += length
        }
    }

    /// What each value shares with the one before it, then the rest of each.
    ///
    /// Source: https://github.com/apache/parquet-format/blob/master/Encodings.md#DELTASTRING
    /// - Parameters:
    ///   - prefixes: memory for `count` lengths.
    ///   - lengths: likewise.
    ///   - value: memory for one value, which grows as needed.
    ///   - limit: the most bytes that all values together may have: a few bytes of a file can stand for very many.
    @inline(__always)
    package static func delta(
        _ bytes: UnsafeRawBufferPointer, count: Int, prefixes: UnsafeMutablePointer<Int32>,
        lengths: UnsafeMutablePointer<Int32>, value: ScratchMemory, limit: Int,
        _ body: (UnsafeRawBufferPointer) throws(Malformed) -> Void
    ) throws(Malformed) {
        let start = try DeltaBinaryPacked.decode(bytes, into: prefixes, count: count)
        var (index, length, total) = (0, 0, 0)
        try deltaLength(
            UnsafeRawBufferPointer(rebasing: bytes[start...]), count: count, lengths: lengths
        ) { (suffix) throws(Malformed) in
            let prefix = Int(prefixes[index])
            guard prefix >= 0, prefix <= length else {
                throw Malformed(
                    found: "a value that shares \(prefix) bytes with one of \(length)", expected: "at most as many")
            }
            length = prefix + suffix.count
            total += length
            guard total <= limit else { throw value.budget.exceeded }
            try value.grow(to: length, keeping: prefix)
            if let rest = suffix.baseAddress {
                (value.start + prefix).copyMemory(from: rest, byteCount: suffix.count)
            }
            try body(UnsafeRawBufferPointer(start: value.start, count: length))
            index += 1
        }
    }

    private static func cutOff(_ bytes: UnsafeRawBufferPointer, _ count: Int) -> Malformed {
        Malformed(
            found: "\(bytes.count) bytes of values that end too early or are broken", expected: "\(count) values")
    }
}

extension ByteArrays {
    /// Values in any encoding that they can have.
    @inline(__always)
    static func decode(
        _ bytes: UnsafeRawBufferPointer, _ encoding: ValueEncoding, count: Int, _ scratch: ChunkScratch,
        _ body: (UnsafeRawBufferPointer) throws(Malformed) -> Void
    ) throws(Malformed) {
        guard count > 0 else { return }
        switch encoding {
        case .plain: try plain(bytes, count: count, body)
        case .deltaLengthByteArray:
            try deltaLength(bytes, count: count, lengths: try scratch.lengths.elements(Int32.self, count: count), body)
        case .deltaByteArray:
            try delta(
                bytes, count: count, prefixes: try scratch.prefixes.elements(Int32.self, count: count),
                lengths: try scratch.lengths.elements(Int32.self, count: count), value: scratch.value,
                limit: scratch.budget.limit, body)
        default: throw FixedLengthValues.misplaced(encoding, .byteArray)
        }
    }
}
