import Glibc

/// How the values of a column become numbers.
package enum NumberConversion {
    /// Booleans, which are bytes by then: 0 and 1.
    case boolean
    case int32, uint32, int64, uint64
    case float16, float, double
    /// Whole numbers that are divided by a power of ten.
    case decimal32(scale: Int)
    case decimal64(scale: Int)
    /// The same, as bytes in two's complement, the highest first.
    case decimal(width: Int, scale: Int)
    /// The same, of any length.
    case decimalBytes(scale: Int)
    /// Counts of a unit of time, which become seconds.
    case seconds32(unitsPerSecond: Int)
    case seconds64(unitsPerSecond: Int)
    /// Nanoseconds of a day, and the day's Julian number.
    case int96

    /// The bytes of a value; nil where that differs.
    var width: Int? {
        switch self {
        case .boolean: 1
        case .float16: 2
        case .int32, .uint32, .float, .decimal32, .seconds32: 4
        case .int64, .uint64, .double, .decimal64, .seconds64: 8
        case .int96: 12
        case .decimal(let width, _): width
        case .decimalBytes: nil
        }
    }

    /// Whether float32 holds all that the column can.
    var fitsFloat: Bool {
        switch self {
        case .float16, .float: true
        default: false
        }
    }

    /// The largest number of digits of a decimal.
    static let largestPrecision = 38
    /// The bytes of the largest decimal.
    static let largestDecimalWidth = 16
}

/// The types of numbers in memory.
package protocol ColumnNumber: BinaryFloatingPoint, BitwiseCopyable, Sendable {
    /// Converts values of the same length, which need not be aligned.
    static func convert(
        _ values: UnsafeRawPointer, count: Int, by conversion: NumberConversion,
        into output: UnsafeMutablePointer<Self>)
}

extension Float: ColumnNumber {
    package static func convert(
        _ values: UnsafeRawPointer, count: Int, by conversion: NumberConversion,
        into output: UnsafeMutablePointer<Float>
    ) {
        switch conversion {
        case .float: UnsafeMutableRawPointer(output).copyMemory(from: values, byteCount: 4 * count)
        case .float16: each(values, count, output) { (bits: UInt16) in NumberConversion.float(half: bits) }
        default: preconditionFailure("only floating point fits float32")
        }
    }
}

extension Double: ColumnNumber {
    package static func convert(
        _ values: UnsafeRawPointer, count: Int, by conversion: NumberConversion,
        into output: UnsafeMutablePointer<Double>
    ) {
        switch conversion {
        case .boolean: each(values, count, output) { (value: UInt8) in Double(value) }
        case .int32: each(values, count, output) { (value: Int32) in Double(value) }
        case .uint32: each(values, count, output) { (value: UInt32) in Double(value) }
        case .int64: each(values, count, output) { (value: Int64) in Double(value) }
        case .uint64: each(values, count, output) { (value: UInt64) in Double(value) }
        case .float: each(values, count, output) { (bits: UInt32) in Double(Float(bitPattern: bits)) }
        case .float16: each(values, count, output) { (bits: UInt16) in Double(NumberConversion.float(half: bits)) }
        case .double: UnsafeMutableRawPointer(output).copyMemory(from: values, byteCount: 8 * count)
        case .decimal32(let scale):
            each(values, count, output) { (value: Int32) in NumberConversion.decimal(Int64(value), scale: scale) }
        case .decimal64(let scale):
            each(values, count, output) { (value: Int64) in NumberConversion.decimal(value, scale: scale) }
        case .decimal(let width, let scale):
            for index in 0..<count {
                let bytes = UnsafeRawBufferPointer(start: values + index * width, count: width)
                output[index] = NumberConversion.decimal(NumberConversion.integer(bytes), scale: scale)
            }
        case .decimalBytes: preconditionFailure("these values have no common length")
        case .seconds32(let units):
            each(values, count, output) { (value: Int32) in
                NumberConversion.seconds(Int64(value), unitsPerSecond: Int64(units))
            }
        case .seconds64(let units):
            each(values, count, output) { (value: Int64) in
                NumberConversion.seconds(value, unitsPerSecond: Int64(units))
            }
        case .int96:
            for index in 0..<count {
                let value = values + 12 * index
                output[index] = NumberConversion.seconds(
                    julianDay: value.loadUnaligned(fromByteOffset: 8, as: Int32.self),
                    nanoseconds: value.loadUnaligned(as: Int64.self))
            }
        }
    }
}

@inline(__always)
private func each<Raw: BitwiseCopyable, Number>(
    _ values: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Number>, _ number: (Raw) -> Number
) {
    for index in 0..<count {
        output[index] = number(
            values.loadUnaligned(fromByteOffset: index &* MemoryLayout<Raw>.stride, as: Raw.self))
    }
}

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
}

extension NumberConversion {
    /// Checks the length of a decimal that says it itself.
    static func checkDecimal(_ bytes: UnsafeRawBufferPointer) throws(Malformed) {
        guard 1...largestDecimalWidth ~= bytes.count else {
            throw Malformed(found: "a decimal of \(bytes.count) bytes", expected: "1 to \(largestDecimalWidth)")
        }
    }
}
