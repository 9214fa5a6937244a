extension NumberConversion {
    /// IEEE 754's binary16 as a number, exactly.
    @inline(__always)
    package static func float(half bits: UInt16) -> Float {
        let (sign, exponent, fraction) = (UInt32(bits >> 15) << 31, UInt32(bits >> 10 & 31), UInt32(bits & 1023))
        switch exponent {
        case 0:
            // Multiples of 2⁻²⁴.
            let size = Float(fraction) * 0x1p-24
            return sign == 0 ? size : -size
        case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }

    /// Bytes in two's complement, the highest first, of which there are 1 to 16.
    package static func integer(_ bytes: UnsafeRawBufferPointer) -> Int128 {
        var number: Int128 = bytes[0] >= 0x80 ? -1 : 0
        for byte in bytes { number = number << 8 | Int128(byte) }
        return number
    }

    /// Numbers up to this are exact, and so are these powers of ten: the quotient is rounded once.
    private static let largestExact: Int64 = 1 << 53
    private static let powersOfTen = (0...22).map { exponent in Double("1e\(exponent)")! }

    @inline(__always)
    package static func decimal(_ unscaled: Int64, scale: Int) -> Double {
        guard unscaled.magnitude <= largestExact.magnitude, scale <= 22 else {
            return rounded(Int128(unscaled), scale: scale)
        }
        return Double(unscaled) / powersOfTen[scale]
    }

    package static func decimal(_ unscaled: Int128, scale: Int) -> Double {
        if let small = Int64(exactly: unscaled) { return decimal(small, scale: scale) }
        return rounded(unscaled, scale: scale)
    }

    /// The nearest number, from text.
    private static func rounded(_ unscaled: Int128, scale: Int) -> Double { Double("\(unscaled)e-\(scale)")! }

    /// A count of a unit as seconds. The same instant is the same number, whatever the unit it is counted in.
    @inline(__always)
    package static func seconds(_ count: Int64, unitsPerSecond: Int64) -> Double {
        // Both have the same sign, so that nothing cancels.
        let (whole, rest) = count.quotientAndRemainder(dividingBy: unitsPerSecond)
        return Double(whole) + Double(rest) / Double(unitsPerSecond)
    }

    private static let secondsPerDay: Int64 = 86_400
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000
    /// The Julian number of the day 1970-01-01.
    private static let julianDayOf1970: Int64 = 2_440_588

    package static func seconds(julianDay: Int32, nanoseconds: Int64) -> Double {
        let days = (Int64(julianDay) - julianDayOf1970) * secondsPerDay
        var (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: nanosecondsPerSecond)
        whole += days
        if whole < 0, rest > 0 {
            whole += 1
            rest -= nanosecondsPerSecond
        } else if whole > 0, rest < 0 {
            whole -= 1
            rest += nanosecondsPerSecond
        }
        return Double(whole) + Double(rest) / Double(nanosecondsPerSecond)
    }

    /// Checks the length of a decimal that says it itself.
    static func checkDecimal(_ bytes: UnsafeRawBufferPointer) throws(Malformed) {
        guard 1...largestDecimalWidth ~= bytes.count else {
            throw Malformed(found: "a decimal of \(bytes.count) bytes", expected: "1 to \(largestDecimalWidth)")
        }
    }
}
