/// Numbers of the same width in bits, one after the other.
package enum BitPacking {
    /// Unpacks numbers that begin at the lowest bit of each byte.
    ///
    /// - Parameters:
    ///   - bytes: the packed numbers.
    ///   - first: the number's index that is unpacked first.
    ///   - count: how many; `first + count` numbers must be in `bytes`.
    ///   - width: bits of a number, 0 to 64.
    ///   - output: where they go; what does not fit is cut off at the top.
    /// - Source: https://github.com/apache/parquet-format/blob/master/Encodings.md#RLE
    @inline(__always)
    package static func unpack<Output: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, from first: Int, count: Int, width: Int,
        into output: UnsafeMutablePointer<Output>
    ) {
        guard count > 0 else { return }
        guard width > 0, let start = bytes.baseAddress else {
            return output.update(repeating: 0, count: count)
        }
        var done = 0
        if width == 1, first & 7 == 0 {
            done = unpackBits(start + first / 8, count: count, into: output)
        } else if width <= 56 {
            // Numbers that lie in the 8 bytes from their first one on, all of which are there.
            let inside = max(0, (bytes.count - 8) * 8 / width - first)
            let fast = min(count, bytes.count < 8 ? 0 : inside)
            let mask = UInt64(1) << UInt64(truncatingIfNeeded: width) &- 1
            var bit = first &* width
            while done < fast {
                let word = UInt64(littleEndian: (start + bit >> 3).loadUnaligned(as: UInt64.self))
                output[done] = Output(truncatingIfNeeded: (word &>> UInt64(truncatingIfNeeded: bit & 7)) & mask)
                bit &+= width
                done &+= 1
            }
        }
        while done < count {
            output[done] = Output(truncatingIfNeeded: number(bytes, (first + done) * width, width))
            done += 1
        }
    }

    /// Whole bytes of single bits; the caller does the rest.
    @inline(__always)
    private static func unpackBits<Output: FixedWidthInteger>(
        _ start: UnsafeRawPointer, count: Int, into output: UnsafeMutablePointer<Output>
    ) -> Int {
        for byte in 0..<count / 8 {
            let bits = (start + byte).load(as: UInt8.self)
            let output = output + 8 &* byte
            for bit in 0..<8 { output[bit] = Output(truncatingIfNeeded: bits &>> UInt8(truncatingIfNeeded: bit) & 1) }
        }
        return count / 8 * 8
    }

    /// A number, byte by byte.
    private static func number(_ bytes: UnsafeRawBufferPointer, _ firstBit: Int, _ width: Int) -> UInt64 {
        var (number, bit) = (UInt64(0), 0)
        while bit < width {
            let (byte, offset) = ((firstBit + bit) / 8, (firstBit + bit) % 8)
            let taken = min(8 - offset, width - bit)
            let part = UInt64(bytes[byte] >> UInt8(offset)) & (1 << UInt64(taken) - 1)
            number |= part << UInt64(bit)
            bit += taken
        }
        return number
    }

    /// Unpacks single bits, the highest of each byte first, as old files write their levels.
    /// - Source: https://github.com/apache/parquet-format/blob/master/Encodings.md#BITPACKED
    package static func unpackFromTop(
        _ bytes: UnsafeRawBufferPointer, count: Int, into output: UnsafeMutablePointer<UInt8>
    ) throws(Malformed) {
        guard bytes.count >= byteCount(of: count, width: 1) else {
            throw Malformed(found: "\(bytes.count) bytes of levels", expected: "a bit for each of \(count) values")
        }
        for index in 0..<count { output[index] = bytes[index / 8] >> UInt8(7 - index % 8) & 1 }
    }

    /// The bytes that packed numbers take.
    static func byteCount(of count: Int, width: Int) -> Int { (count * width + 7) / 8 }
}
