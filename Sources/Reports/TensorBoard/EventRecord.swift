import Files

/// The frame of a record in a file of TensorBoard's events: its length, the length's check, its bytes, their check.
///
/// Numbers are little-endian. Source: tensorflow/core/lib/io/record_writer.h
enum EventRecord {
    private static let lengthSize = 8
    private static let checkSize = 4
    private static let headerSize = lengthSize + checkSize

    /// A record with its frame.
    static func framed(_ bytes: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        length.append(littleEndian: UInt64(bytes.count))
        var record = length
        record.append(littleEndian: length.withUnsafeBytes(maskedCheck))
        record += bytes
        record.append(littleEndian: bytes.withUnsafeBytes(maskedCheck))
        return record
    }

    /// The records of a file up to the first that is damaged or cut off.
    static func records(in bytes: UnsafeRawBufferPointer) -> [ArraySlice<UInt8>] {
        var records: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while rest.count >= headerSize + checkSize {
            let header = UnsafeRawBufferPointer(rebasing: rest.prefix(lengthSize))
            let length = UInt64(littleEndian: header.loadUnaligned(as: UInt64.self))
            guard rest.check(after: lengthSize) == maskedCheck(header),
                length <= UInt64(rest.count - headerSize - checkSize)
            else { break }
            let content = rest.dropFirst(headerSize).prefix(Int(length))
            guard rest.check(after: headerSize + content.count) == maskedCheck(.init(rebasing: content)) else { break }
            records.append(Array(content)[...])
            rest = rest.dropFirst(headerSize + content.count + checkSize)
        }
        return records
    }

    /// CRC-32C, rotated and shifted so that it can be part of what another check covers.
    private static func maskedCheck(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let check = CRC32.castagnoli(bytes)
        return (check >> 15 | check << 17) &+ 0xA282_EAD8
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// The check that is written after so many bytes.
    fileprivate func check(after count: Int) -> UInt32 {
        UInt32(littleEndian: UnsafeRawBufferPointer(rebasing: dropFirst(count)).loadUnaligned(as: UInt32.self))
    }
}
