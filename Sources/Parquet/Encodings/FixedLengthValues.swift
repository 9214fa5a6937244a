/// Values that all have the same length.
enum FixedLengthValues {
    /// The values of a page or a dictionary one after the other, wherever they are; booleans take a byte each.
    ///
    /// - Parameters:
    ///   - width: bytes of a value.
    /// - Returns: `count * width` bytes, which need not be aligned, until the scratch memory is used again.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, _ encoding: ValueEncoding, count: Int, type: PhysicalType, width: Int,
        _ scratch: ChunkScratch
    ) throws(Malformed) -> UnsafeRawBufferPointer {
        let (byteCount, overflow) = count.multipliedReportingOverflow(by: width)
        guard !overflow else { throw scratch.budget.exceeded }
        switch (encoding, type) {
        case (.plain, .boolean):
            guard bytes.count >= BitPacking.byteCount(of: count, width: 1) else { throw tooFew(bytes.count, count) }
            let output = try scratch.values.elements(UInt8.self, count: count)
            BitPacking.unpack(bytes, from: 0, count: count, width: 1, into: output)
        case (.plain, _):
            guard byteCount <= bytes.count else { throw tooFew(bytes.count, count) }
            return UnsafeRawBufferPointer(rebasing: bytes[..<byteCount])
        case (.runLength, .boolean):
            guard count > 0 else { break }
            guard bytes.count >= 4 else { throw tooFew(bytes.count, count) }
            let length = Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
            guard length <= bytes.count - 4 else { throw tooFew(bytes.count, count) }
            var decoder = try RunLengthDecoder(UnsafeRawBufferPointer(rebasing: bytes[4..<4 + length]), width: 1)
            try decoder.decode(into: try scratch.values.elements(UInt8.self, count: count), count: count)
        case (.deltaBinaryPacked, .int32):
            guard count > 0 else { break }
            let output = try scratch.values.elements(Int32.self, count: count)
            _ = try DeltaBinaryPacked.decode(bytes, into: output, count: count)
        case (.deltaBinaryPacked, .int64):
            guard count > 0 else { break }
            let output = try scratch.values.elements(Int64.self, count: count)
            _ = try DeltaBinaryPacked.decode(bytes, into: output, count: count)
        case (.byteStreamSplit, .int32), (.byteStreamSplit, .int64), (.byteStreamSplit, .float),
            (.byteStreamSplit, .double), (.byteStreamSplit, .fixedLengthByteArray):
            guard byteCount == bytes.count else { throw tooFew(bytes.count, count) }
            let output = try scratch.values.elements(UInt8.self, count: byteCount)
            ByteStreamSplit.join(bytes, count: count, width: width, into: output)
        case (.deltaByteArray, .fixedLengthByteArray):
            try join(bytes, count: count, width: width, scratch)
        default: throw misplaced(encoding, type)
        }
        return UnsafeRawBufferPointer(start: scratch.values.start, count: byteCount)
    }

    /// An encoding that values of a type cannot have.
    static func misplaced(_ encoding: ValueEncoding, _ type: PhysicalType) -> Malformed {
        Malformed(
            found: "\(type) values in \(encoding.name)", expected: "an encoding that the format allows for them")
    }

    private static func join(
        _ bytes: UnsafeRawBufferPointer, count: Int, width: Int, _ scratch: ChunkScratch
    ) throws(Malformed) {
        guard count > 0 else { return }
        let output = UnsafeMutableRawPointer(try scratch.values.elements(UInt8.self, count: count * width))
        var place = 0
        try ByteArrays.delta(
            bytes, count: count, prefixes: try scratch.prefixes.elements(Int32.self, count: count),
            lengths: try scratch.lengths.elements(Int32.self, count: count), value: scratch.value,
            limit: count * width
        ) { (value) throws(Malformed) in
            guard value.count == width else {
                throw Malformed(found: "a value of \(value.count) bytes", expected: "\(width), as the schema says")
            }
            (output + place).copyMemory(from: value.baseAddress!, byteCount: width)
            place += width
        }
    }

    private static func tooFew(_ byteCount: Int, _ count: Int) -> Malformed {
        Malformed(found: "\(byteCount) bytes of values", expected: "those of \(count) values")
    }
}
