/// The frame of a record in a file of TensorBoard's events: its length, the length's check, its bytes, their check.
///
/// Numbers are little-endian. Source: tensorflow/core/lib/io/record_writer.h
enum EventRecord {
    private static let headerLength = 12
    private static let checkLength = 4

    /// A record with its frame.
    static func framed(_ bytes: [UInt8]) -> [UInt8] {
        let length = littleEndian(UInt64(bytes.count))
        return length + littleEndian(maskedCheck(length)) + bytes + littleEndian(maskedCheck(bytes))
    }

    /// The records of a file up to the first that is damaged or cut off.
    static func records(in bytes: UnsafeRawBufferPointer) -> [[UInt8]] {
        var records: [[UInt8]] = []
        var place = 0
        while bytes.count - place >= headerLength + checkLength {
            let length = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian
            let lengthCheck = bytes.loadUnaligned(fromByteOffset: place + 8, as: UInt32.self).littleEndian
            let start = place + headerLength
            guard maskedCheck(bytes[place..<place + 8]) == lengthCheck,
                length <= UInt64(bytes.count - start - checkLength)
            else { break }
            let end = start + Int(length)
            let check = bytes.loadUnaligned(fromByteOffset: end, as: UInt32.self).littleEndian
            guard maskedCheck(bytes[start..<end]) == check else { break }
            records.append(Array(bytes[start..<end]))
            place = end + checkLength
        }
        return records
    }

    /// CRC-32C, turned and shifted so that the check of bytes that hold checks is sound.
    private static func maskedCheck(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let check = CRC32.castagnoli(bytes)
        return (check >> 15 | check << 17) &+ 0xA282_EAD8
    }

    private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian, Array.init)
    }
}
