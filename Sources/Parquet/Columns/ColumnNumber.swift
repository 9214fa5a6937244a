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
