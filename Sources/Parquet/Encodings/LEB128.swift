/// Unsigned numbers of any length, 7 bits a byte, the lowest first.
///
/// Source: https://en.wikipedia.org/wiki/LEB128#Unsigned_LEB128
package enum LEB128 {
    /// The number at a position, which moves behind it; nil where the bytes end first, or it has more than 64 bits.
    package static func read(_ bytes: UnsafeRawBufferPointer, at position: inout Int) -> UInt64? {
        var (number, shift) = (UInt64(0), UInt64(0))
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            let part = UInt64(byte & 0x7F)
            guard shift < 63 || part <= 1 else { return nil }
            number |= part << shift
            if byte < 0x80 { return number }
            shift += 7
        }
        return nil
    }

    /// The same, of a signed number: 0, -1, 1, -2 are 0, 1, 2, 3.
    package static func readZigzag(_ bytes: UnsafeRawBufferPointer, at position: inout Int) -> Int64? {
        guard let number = read(bytes, at: &position) else { return nil }
        return Int64(bitPattern: number >> 1) ^ -Int64(number & 1)
    }
}
